"""One visit: whose session, what it allows, and the words on the frame of the page."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from django_billing_portal.sandbox import state, store
from django_billing_portal.sandbox.store import Json

ENDED = frozenset({"canceled", "incomplete_expired"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Hold what every page of the portal needs to know."""

    session: Json
    customer: Json
    configuration: Json

    @property
    def secret(self) -> str:
        """Return the part of the URL that opens the session."""
        return str(self.session["_secret"])

    @property
    def flow(self) -> Json | None:
        """Return the one task that this session is for, or None where the whole portal is open."""
        flow: Json | None = self.session.get("flow")
        went_home = self.session.get("_done") and flow and ending_of(flow)["type"] == "portal_homepage"
        return None if went_home else flow

    @property
    def business(self) -> str:
        """Return the name over the page."""
        return str(state.read("business", "")) or _("Example business")

    @property
    def headline(self) -> str:
        """Return the business's own words, if any."""
        return self._profile("headline")

    @property
    def terms_url(self) -> str:
        """Return the terms of service."""
        return self._profile("terms_of_service_url")

    @property
    def privacy_url(self) -> str:
        """Return the privacy policy."""
        return self._profile("privacy_policy_url")

    @property
    def return_url(self) -> str:
        """Return where "Return to …" leads; without one the link is hidden."""
        return str(self.session.get("return_url") or self.configuration.get("default_return_url") or "")

    @property
    def back_url(self) -> str:
        """Return where "Go back" leads: out of a flow, or home."""
        return self.return_url if self.flow else self.url("session")

    @property
    def shows_payment_methods(self) -> bool:
        """Tell whether the home page lists cards."""
        return self.has("payment_method_update")

    @property
    def shows_details(self) -> bool:
        """Tell whether the home page shows name and address."""
        return self.has("customer_update")

    @property
    def edits_details(self) -> bool:
        """Tell whether the customer may change any of them."""
        return bool(self.feature("customer_update").get("allowed_updates"))

    @property
    def shows_invoices(self) -> bool:
        """Tell whether the home page lists invoices."""
        return self.has("invoice_history")

    def feature(self, name: str) -> Json:
        """Return a feature of the configuration, empty if it has none of this name."""
        feature: Json = self.configuration["features"].get(name) or {}
        return feature

    def has(self, name: str) -> bool:
        """Tell whether a feature is switched on."""
        return bool(self.feature(name).get("enabled"))

    def may(self, tasks: tuple[str, ...], subscription: str | None = None) -> bool:
        """Tell whether one of the tasks may be done here: the flow's only, or any that is switched on."""
        if not self.flow:
            return any(map(self.has, tasks))
        about = (self.flow.get(self.flow["type"]) or {}).get("subscription")
        return self.flow["type"] in tasks and subscription in {None, about}

    def url(self, name: str, *args: str) -> str:
        """Return the address of one of this session's pages."""
        return reverse(f"billing_portal_sandbox:{name}", args=[self.secret, *args])

    def owned(self, type: str, **where: Any) -> list[Json]:
        """Return the customer's objects of a type; a session on behalf of an account shows only that account's."""
        mine = store.list(type, customer=self.customer["id"], **where)
        account = self.session.get("on_behalf_of")
        return [each for each in mine if account in {None, each.get("on_behalf_of")}]

    def subscriptions(self) -> list[Json]:
        """Return the customer's subscriptions that have not ended."""
        return [each for each in self.owned("subscription") if each["status"] not in ENDED]

    def cards(self) -> list[Json]:
        """Return the customer's payment methods; they belong to no account."""
        return store.list("payment_method", customer=self.customer["id"])

    def _profile(self, key: str) -> str:
        return str((self.configuration.get("business_profile") or {}).get(key) or "")


def ending_of(flow: Json) -> Json:
    """Return what happens after a flow: Stripe's default is a localised confirmation page."""
    return flow.get("after_completion") or {"type": "hosted_confirmation"}
