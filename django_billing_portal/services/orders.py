"""What a click asks for, settled before any query: flow, places, language, and the key that makes clicks identical."""

import hashlib
import json
import re
import uuid
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Required, TypedDict

from django.utils.translation import get_language

from ..conf import portal_settings
from ..exceptions import InvalidFlow, InvalidWish, NotConfigured, UnknownFlow, UnknownSubscription
from ..flows import Flow, Redirect
from ..locales import to_stripe
from ..redirects import return_url, site_origin
from ..refs import CustomerRef, SubjectRef

if TYPE_CHECKING:
    from django.db.models import Model

    from ..models import PortalLink

SOURCE_LENGTH, REASON_LENGTH = 20, 200
SUBSCRIPTION = r"sub_[A-Za-z0-9_]{1,250}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One click's wishes, all of them named by the project or checked."""

    user: Any
    """The person who clicks; None for whoever holds a link."""
    subject: "Model"
    flow: Flow | None
    flow_name: str
    subscription: str | None
    origin: str
    return_to: str
    locale: str
    configuration: str | None
    on_behalf_of: str | None
    source: str
    reuse: bool
    link: "PortalLink | None" = None
    """The link that is redeemed; one of its uses is spent once Stripe has answered."""
    visit: str = ""
    """What makes two presses of a link the same where nobody is signed in."""
    address: str = ""
    """Where whoever is not signed in comes from, to be counted."""
    reason: str = ""
    """Why staff open somebody else's portal."""

    def key(self, customer: CustomerRef, *, livemode: bool) -> str:
        """Hash all that makes two clicks the same; without reuse, no two are."""
        wishes = [
            self._whose,
            str(SubjectRef.of(self.subject)),
            [customer.id, customer.account, livemode],
            [self.flow.fingerprint if self.flow else None, self.subscription],
            [self.configuration, self.locale, self.origin, self.return_to, self.on_behalf_of],
            None if self.reuse else uuid.uuid4().hex,
        ]
        return hashlib.sha256(json.dumps(wishes).encode()).hexdigest()

    @property
    def _whose(self) -> Any:
        person = str(self.user.pk) if self.user else None
        if self.link:
            return [self.link.pk, person, "" if person else self.visit]
        # Each reason that staff give is in the row of what it opened.
        return [person, self.reason] if self.reason else person

    def facts(self, customer: CustomerRef, *, livemode: bool) -> dict[str, Any]:
        """Return the columns of the row that records this click."""
        subject = SubjectRef.of(self.subject)
        return {
            "user": self.user,
            "subject_type": subject.type,
            "subject_id": subject.id,
            "customer": customer.id,
            "account": customer.account,
            "livemode": livemode,
            "flow_name": self.flow_name,
            "flow_type": self.flow.type if self.flow else "",
            "flow_data": self.flow.to_json() if self.flow else None,
            "configuration": self.configuration or "",
            "locale": self.locale,
            "on_behalf_of": self.on_behalf_of or "",
            "return_to": self.return_to,
            "source": self.source[:SOURCE_LENGTH],
            "link": self.link,
            "reason": self.reason[:REASON_LENGTH],
        }


class Wishes(TypedDict, total=False):
    """What mint_session() takes, all by keyword."""

    user: Required[Any]
    """The person who clicks; the resolver must let them manage the subject."""
    subject: "Model | None"
    """Whoever is billed; None is the user."""
    flow: Flow | str | None
    """A flow, or the name of a declared one; None is the portal's home page."""
    subscription: str | None
    """``sub_…``, one of the customer's live ones, for a flow that names none; None is their only live one."""
    return_to: str | None
    """A path, a URL on this site or ``RETURN_HOSTS``, or one of ``RETURN_APPS``; None is ``RETURN_URL``."""
    locale: str | None
    """A language of Django's or Stripe's; None is ``LOCALE``, then the active language."""
    configuration: str | None
    """A declared name or ``bpc_…``; None is ``CONFIGURATION``, then Stripe's default."""
    on_behalf_of: str | None
    """``acct_…``; None is ``ON_BEHALF_OF``."""
    reuse: bool
    """Whether an identical click within ``REUSE_SECONDS`` may get the same session; True unless told otherwise."""
    origin: str | None
    """The site's origin as the browser sees it; None outside a request, where ``BASE_URL`` says it."""
    source: str
    """Who asked, for the record: ``button`` or ``code``, or a word of the project's own, up to 20 characters."""


def take_order(
    *,
    user: Any,
    subject: "Model | None" = None,
    flow: Flow | str | None = None,
    subscription: str | None = None,
    return_to: str | None = None,
    locale: str | None = None,
    configuration: str | None = None,
    on_behalf_of: str | None = None,
    reuse: bool = True,
    origin: str | None = None,
    source: str = "code",
) -> "Order":
    """Check the wishes of one click; raises UnknownFlow, InvalidWish, UnsafeURL or NotConfigured."""
    site = site_origin(origin, return_to)
    return Order(
        user=user,
        subject=user if subject is None else subject,
        flow=_on_site(chosen_flow(flow), site),
        flow_name=flow if isinstance(flow, str) else "",
        subscription=None if subscription is None else chosen_subscription(subscription, chosen_flow(flow)),
        origin=site,
        return_to=return_url(return_to, origin=site),
        locale=to_stripe(locale or portal_settings.LOCALE or get_language()),
        configuration=chosen_configuration(configuration),
        on_behalf_of=on_behalf_of or portal_settings.ON_BEHALF_OF,
        source=source,
        reuse=reuse,
    )


def chosen_subscription(subscription: object, flow: Flow | None) -> str:
    """Return what a caller chose, or raise InvalidWish or UnknownSubscription where it cannot be meant."""
    if not (flow and flow.needs_subscription):
        raise InvalidWish("A subscription was chosen for a flow that takes none, or names one.")
    if isinstance(subscription, str) and re.fullmatch(SUBSCRIPTION, subscription):
        return subscription
    raise UnknownSubscription("What was chosen is no id of a subscription.")


def _on_site(flow: Flow | None, site: str) -> Flow | None:
    end = flow and flow.after_completion
    if flow and isinstance(end, Redirect):
        return replace(flow, after_completion=Redirect(url=return_url(str(end.url), origin=site)))
    return flow


def chosen_flow(flow: object) -> Flow | None:
    """Return the flow that a caller means; raises UnknownFlow for a name that is not declared, else InvalidFlow."""
    return named_flow(flow) if isinstance(flow, str) else _flow_or_none(flow)


def named_flow(name: str) -> Flow:
    """Return the flow that the project declares under this name, or raise UnknownFlow."""
    if name not in portal_settings.FLOWS:
        raise UnknownFlow(f'No flow is declared under this name in BILLING_PORTAL["FLOWS"]: {name[:60]!r}.')
    flow: object = portal_settings.FLOWS[name]
    if isinstance(flow, Flow):
        return flow
    raise NotConfigured(f'BILLING_PORTAL["FLOWS"][{name!r}] is no flow: a class that was not called, perhaps.')


def _flow_or_none(flow: object) -> Flow | None:
    if flow is None or isinstance(flow, Flow):
        return flow
    raise InvalidFlow("flow must be a Flow, the name of one, or None: a class that was not called, perhaps.")


def chosen_configuration(configuration: str | None) -> str | None:
    """Return the id of what a caller names, else of ``CONFIGURATION``; None is Stripe's default configuration."""
    return _configuration_id(configuration or portal_settings.CONFIGURATION)


def _configuration_id(configuration: str | None) -> str | None:
    if configuration is None or configuration.startswith("bpc_"):
        return configuration
    if configuration in portal_settings.CONFIGURATIONS:
        return portal_settings.CONFIGURATIONS[configuration]
    raise NotConfigured(f"CONFIGURATIONS declares no {configuration[:60]!r}.")
