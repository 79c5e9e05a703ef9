"""The form with which staff make a link: what a customer should do, until when, and what to tell them."""

import json
import re
import uuid
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..conf import portal_settings
from ..exceptions import InvalidFlow, UnsafeURL
from ..flows import LONGEST_MESSAGE, HostedConfirmation, PortalHomepage, Redirect, SubscriptionUpdateConfirm
from ..models.states import Audience
from ..redirects import return_url
from .choosing import in_words, listed_or_typed, periods
from .tasks import HOME, NAMED, build_flow, goes_with, task_choices

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..flows import Flow
    from ..refs import Contact
    from ..services.desk import Offers

MOST_USES, LONGEST_LETTER = 1000, 2000
#: Which field an error of the flow classes belongs to, by the name of what it is about.
BLAMED = {"message": "after_message", "url": "after_url", "items": "price", "id": "discount", "discounts": "discount"}
TEXT, NUMBER = {"class": "vTextField"}, {"class": "vIntegerField"}


class LinkForm(forms.Form):
    """Ask what links for many are to be like."""

    what = forms.ChoiceField(label=gettext_lazy("Task"))
    price = forms.Field(required=False)
    quantity = forms.IntegerField(
        label=gettext_lazy("Quantity"),
        min_value=0,
        max_value=1_000_000,
        required=False,
        widget=forms.NumberInput(attrs=NUMBER),
        help_text=gettext_lazy("Empty keeps what they have."),
    )
    retention_coupon = forms.Field(required=False)
    discount = forms.Field(required=False)
    after = forms.ChoiceField(label=gettext_lazy("Where they go then"), required=False)
    after_message = forms.CharField(
        label=gettext_lazy("What Stripe's confirmation says"),
        max_length=LONGEST_MESSAGE,
        required=False,
        widget=forms.TextInput(attrs=TEXT),
        help_text=gettext_lazy("Empty for Stripe's own words."),
    )
    after_url = forms.CharField(
        label=gettext_lazy("The page to go to"),
        required=False,
        widget=forms.TextInput(attrs=TEXT),
        help_text=gettext_lazy("A path on this site, or an address on an allowed host."),
    )
    max_age = forms.TypedChoiceField(label=gettext_lazy("Works for"), required=False, coerce=int, empty_value=None)
    max_uses = forms.IntegerField(
        label=gettext_lazy("Uses"),
        min_value=1,
        max_value=MOST_USES,
        initial=1,
        widget=forms.NumberInput(attrs=NUMBER),
        help_text=gettext_lazy("How often the portal may be opened with it."),
    )
    audience = forms.ChoiceField(label=gettext_lazy("Who may use it"), choices=Audience, initial=Audience.CUSTOMER)
    message = forms.CharField(
        label=gettext_lazy("Your message"),
        max_length=LONGEST_LETTER,
        required=False,
        widget=forms.Textarea(attrs={"class": "vLargeTextField", "rows": 4}),
        help_text=gettext_lazy("Plain text, shown to them above the button and in the e-mail."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), required=False)
    send = forms.BooleanField(label=gettext_lazy("E-mail it to them"), required=False)
    confirm = forms.BooleanField(label=gettext_lazy("Create it although this would not work now"), required=False)
    nonce = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        offers: "Offers",
        origin: str,
        may_send: bool,
        may_hand_out: bool = False,
        **words: Any,
    ) -> None:
        super().__init__(data, **words)
        self.offers, self.origin = offers, origin
        self.flow: Flow | None = None
        self._offer()
        self._settle()
        self.initial.setdefault("nonce", uuid.uuid4())
        if not may_send:
            del self.fields["send"]
        if not may_hand_out:
            del self.fields["audience"]

    def _offer(self) -> None:
        nothing, listed = _("None"), partial(self._list)
        listed("price", _("New price"), self.offers.prices, _("As it is"), "price_…")
        listed("retention_coupon", _("Coupon for those who stay"), self.offers.coupons, nothing, "STAY20")
        listed("discount", _("Discount"), self.offers.discounts, nothing, "coupon:STAY20, promotion_code:promo_…")

    def _list(self, name: str, label: str, choices: Any, empty: str, example: str) -> None:
        self.fields[name] = listed_or_typed(choices, label=label, empty=empty, example=example)

    def _settle(self) -> None:
        most = portal_settings.LINK_MAX_AGE
        longest = _("As long as it may: %(period)s") % {"period": in_words(most.total_seconds())}
        self._choose("what", task_choices())
        self._choose("after", _ends())
        self._choose("max_age", [("", longest), *periods(most)])
        self._choose("language", [("", _("Theirs, as far as we know it")), *settings.LANGUAGES])

    def _choose(self, name: str, choices: list[Any]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    def clean_discount(self) -> str:
        """Take what was typed for a coupon, unless it says that it is a promotion code."""
        chosen = str(self.cleaned_data["discount"] or "")
        if not chosen or ":" in chosen:
            return chosen if chosen.partition(":")[0] in {"", "coupon", "promotion_code"} else f"coupon:{chosen}"
        return f"promotion_code:{chosen}" if chosen.startswith("promo_") else f"coupon:{chosen}"

    def clean_after_url(self) -> str:
        """Refuse an address that no customer may be sent to."""
        url: str = self.cleaned_data["after_url"]
        if url:
            try:
                return_url(url, origin=self.origin)
            except UnsafeURL as error:
                raise forms.ValidationError(_("No customer may be sent there: %s") % error.detail) from None
        return url

    def clean(self) -> dict[str, Any]:
        """Put the flow together: what Stripe would refuse is said beside its field."""
        given = self.cleaned_data
        self._refuse_strangers(given)
        self._check_change(given)
        self._check_end(given)
        self._check_holder(given)
        if "what" in given and not self.errors:
            try:
                self.flow = build_flow(given["what"], given)
            except InvalidFlow as error:
                self.add_error(self._blamed(error), error.detail)
        return given

    def _refuse_strangers(self, given: "Mapping[str, Any]") -> None:
        for name, tasks in goes_with().items():
            if given.get(name) not in {None, ""} and given.get("what", HOME) not in tasks and "what" in given:
                self.add_error(name, _("This does not go with what they should do."))

    def _check_change(self, given: "Mapping[str, Any]") -> None:
        says_nothing = not given.get("price") and given.get("quantity") is None
        if given.get("what") == SubscriptionUpdateConfirm.type and says_nothing and not self.errors:
            self.add_error("price", _("Choose a new price or a quantity."))

    def _check_end(self, given: "Mapping[str, Any]") -> None:
        needs = {"after_message": HostedConfirmation.type, "after_url": Redirect.type}
        for name, end in needs.items():
            if given.get(name) and given.get("after") != end:
                self.add_error(name, _("This does not go with what happens afterwards."))
        if given.get("after") == Redirect.type and not given.get("after_url") and "after_url" not in self.errors:
            self.add_error("after_url", _("Say which page."))

    @property
    def longest(self) -> timedelta:
        """Return how long a link for this audience may live."""
        is_for_holders = self.cleaned_data.get("audience") == Audience.HOLDER
        return portal_settings.LINK_HOLDER_MAX_AGE if is_for_holders else portal_settings.LINK_MAX_AGE

    def _check_holder(self, given: "Mapping[str, Any]") -> None:
        if given.get("audience") != Audience.HOLDER:
            return
        most = self.longest
        if timedelta(seconds=given.get("max_age") or 0) > most:
            period = in_words(most.total_seconds())
            self.add_error("max_age", _("A link for whoever holds it lives for %s at the most.") % period)
        if given.get("max_uses", 1) > 1:
            self.add_error("max_uses", _("A link for whoever holds it can be used once."))

    def _blamed(self, error: InvalidFlow) -> str:
        about = re.match(r"\w+\.(\w+)", error.detail)
        name = about[1] if about else "what"
        name = BLAMED.get(name, name)
        return name if name in self.fields else "what"

    @property
    def name(self) -> str | None:
        """Return the name of the flow, where the project declares it."""
        task: str = self.cleaned_data["what"]
        return task.removeprefix(NAMED) if task.startswith(NAMED) else None

    @property
    def wishes(self) -> dict[str, Any]:
        """Return what issue_link() and BatchWishes take alike."""
        given = self.cleaned_data
        seconds = given["max_age"]
        return {
            "flow": self.name or self.flow,
            "audience": given.get("audience") or Audience.CUSTOMER,
            "message": given["message"],
            "max_age": None if seconds is None else timedelta(seconds=seconds),
            "max_uses": given["max_uses"],
            "locale": given["language"] or None,
            "language": given["language"],
        }

    def request_id(self, *whom: str) -> uuid.UUID:
        """Return the same id for the same form with the same content, and another one once anything was changed."""
        said = {name: str(value) for name, value in self.cleaned_data.items() if name not in {"nonce", "confirm"}}
        return uuid.uuid5(self.cleaned_data["nonce"], json.dumps([whom, said], sort_keys=True))


class CustomerLinkForm(LinkForm):
    """Ask what one customer's link is to be like."""

    subscription = forms.Field(required=False)
    email = forms.EmailField(
        label=gettext_lazy("To"), required=False, max_length=254, widget=forms.EmailInput(attrs=TEXT)
    )

    def __init__(self, data: Any = None, *, contact: "Contact", **words: Any) -> None:
        super().__init__(data, **words)
        self.initial.setdefault("email", contact.email)
        self.initial.setdefault("language", _offered(contact.language))
        if "send" not in self.fields:
            del self.fields["email"]

    def _offer(self) -> None:
        super()._offer()
        only = _("Their only live one, when the link is used")
        self._list("subscription", _("Subscription"), self.offers.subscriptions, only, "sub_…")

    def clean(self) -> dict[str, Any]:
        """Ask for an address to send it to."""
        given = super().clean()
        if given.get("send") and not given.get("email") and "email" not in self.errors:
            self.add_error("email", _("Type an address, or do not send it."))
        return given

    @property
    def wishes(self) -> dict[str, Any]:
        """Return what issue_link() takes."""
        given = self.cleaned_data
        own = {"email": given.get("email") or ""}
        return {**super().wishes, **own, "subscription": (self.name and given["subscription"]) or None}


def _ends() -> list[tuple[str, str]]:
    return [
        ("", _("Back to this site")),
        (HostedConfirmation.type, _("Stripe's own confirmation")),
        (PortalHomepage.type, _("On to the portal's home page")),
        (Redirect.type, _("A page of our choice")),
    ]


def _offered(language: str) -> str:
    return language if language in dict(settings.LANGUAGES) else ""
