"""Every way in which billing can fail: one class a cause, with a stable code and a sentence for customers.

Three texts, three readers: ``code`` is for programs and never changes; ``message`` is translated and fit for
customers; ``str(error)`` adds the operator's detail. None of them ever holds a portal URL, a token or a key.
"""

from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Fault(StrEnum):
    """Say who has to act before the same click can work."""

    OPERATOR = "operator"
    CUSTOMER = "customer"
    DATA = "data"
    TRANSIENT = "transient"
    CODE = "code"


class BillingPortalError(Exception):
    """Stand for any failure of this app; not raised itself, catch it where the cause does not matter."""

    code: ClassVar[str] = "billing_portal_error"
    fault: ClassVar[Fault] = Fault.OPERATOR
    status: ClassVar[int] = 500
    sentence: "ClassVar[StrOrPromise]" = _("Something went wrong on our side. Please try again later.")

    def __init__(
        self,
        detail: str = "",
        *,
        request_id: str | None = None,
        http_status: int | None = None,
        stripe_code: str | None = None,
        param: str | None = None,
        retry_after: int | None = None,
    ) -> None:
        super().__init__(detail)
        self.detail = detail
        self.request_id = request_id
        self.http_status = http_status
        self.stripe_code = stripe_code
        self.param = param
        self.retry_after = retry_after
        #: Set by journal.record(), so that no failure is logged twice.
        self.is_recorded = False

    @property
    def message(self) -> str:
        """Return the sentence for customers, in the active language."""
        return str(self.sentence)

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}" if self.detail else self.code


def by_code(code: str) -> type[BillingPortalError] | None:
    """Return the class of a stable code; None for a code that is none of ours."""
    generation: list[type[BillingPortalError]] = [BillingPortalError]
    while generation:
        if found := next((error for error in generation if error.code == code), None):
            return found
        generation = [child for error in generation for child in error.__subclasses__()]
    return None


class NoCustomer(BillingPortalError):
    """Raised when the resolver knows no Stripe customer; not when Stripe does not know the one it named."""

    code = "no_customer"
    fault = Fault.CUSTOMER
    status = 404
    sentence = _("There is no billing account for you yet.")


class NotAllowed(BillingPortalError):
    """Raised when this person may not manage this subject's billing; answered as if nothing were there."""

    code = "not_allowed"
    fault = Fault.CUSTOMER
    status = 404
    sentence = _("We could not find that billing account.")


class UnknownFlow(BillingPortalError):
    """Raised when a named flow is not declared; not when Stripe refuses a declared one."""

    code = "unknown_flow"
    fault = Fault.CODE
    status = 404
    sentence = _("This billing page does not exist.")


class InvalidFlow(BillingPortalError, ValueError):
    """Raised while a flow is built from values that Stripe would refuse; never after the network was used."""

    code = "invalid_flow"
    fault = Fault.CODE


class FlowUnavailable(BillingPortalError):
    """Raised when the customer's state or the portal's configuration does not allow this flow; others may work."""

    code = "flow_unavailable"
    fault = Fault.CUSTOMER
    status = 409
    sentence = _("This is not possible for your subscription right now.")


class FlowUnsupported(FlowUnavailable):
    """Raised when the installed ``stripe`` is too old for a flow or parameter; the detail names the version."""

    code = "flow_unsupported"
    fault = Fault.OPERATOR
    sentence = _("This is not available here yet.")


class UnknownSubscription(FlowUnavailable):
    """Raised when a chosen subscription is no live one of the customer's: ended, unknown and another's look alike."""

    code = "unknown_subscription"
    status = 404
    sentence = _("We could not find that subscription.")


class InvalidWish(BillingPortalError, ValueError):
    """Raised when a subscription is chosen for what takes none, or names one already; never after the network."""

    code = "invalid_wish"
    # Not CODE, although a front end has to mend it: anybody can send one, and it shall wake nobody.
    fault = Fault.CUSTOMER
    status = 400
    sentence = _("This billing page cannot be opened for a chosen subscription.")


class NotConfigured(BillingPortalError):
    """Raised when a setting of ours or of Stripe's is missing or wrong; a retry cannot help."""

    code = "not_configured"
    status = 503
    sentence = _("Billing is not available at the moment. We have been told and are looking into it.")


class KeyRejected(NotConfigured):
    """Raised when Stripe refuses the API key or a right that the key lacks."""

    code = "key_rejected"


class StaleCustomer(BillingPortalError):
    """Raised when Stripe does not know the customer that the resolver named, or knows it in the other mode."""

    code = "stale_customer"
    fault = Fault.DATA
    status = 409
    sentence = _("We could not open your billing account. Please contact us, so that we can put it right.")


class StripeRefused(BillingPortalError):
    """Raised when Stripe refuses a request for a reason that no other class here names."""

    code = "stripe_refused"
    status = 502


class StripeUnavailable(BillingPortalError):
    """Raised when Stripe or the way to it fails for now: outage, time-out, rate limit, nonsense in the answer."""

    code = "stripe_unavailable"
    fault = Fault.TRANSIENT
    status = 503
    sentence = _("Our payment provider is not answering. Please try again in a moment.")


class Busy(BillingPortalError):
    """Raised at once, without asking Stripe, while too many calls wait or the breaker is open."""

    code = "busy"
    fault = Fault.TRANSIENT
    status = 503
    sentence = _("A lot is going on right now. Please try again in a moment.")


class TooManyRequests(BillingPortalError):
    """Raised when one person mints more sessions a minute than ``MINTS_PER_MINUTE`` allows."""

    code = "too_many_requests"
    fault = Fault.CUSTOMER
    status = 429
    sentence = _("You have opened the billing page many times. Please wait a minute and try again.")


class UnsafeURL(BillingPortalError):
    """Raised when a URL is not one we may send a browser to, whoever it came from."""

    code = "unsafe_url"
    status = 400
    sentence = _("This link leads somewhere that we do not trust.")


class UnknownSession(BillingPortalError):
    """Raised when no opened session of this person has an id: another's, one that failed and none look alike."""

    code = "unknown_session"
    fault = Fault.CUSTOMER
    status = 404
    sentence = _("We could not find that visit to the billing page.")


class InvalidToken(BillingPortalError):
    """Raised when a signed value is forged, altered, for another person or for another purpose."""

    code = "invalid_token"
    fault = Fault.CUSTOMER
    status = 404
    sentence = _("This link does not work any more.")


class UndecryptableValue(BillingPortalError):
    """Raised when no key in ``KEYS`` or ``SECRET_KEY_FALLBACKS`` opens an encrypted column."""

    code = "undecryptable_value"


class DeskError(BillingPortalError):
    """Stand for what only staff's links and batches run into, and neither a button nor the REST endpoint."""

    code = "desk_error"


class UnknownLink(DeskError):
    """Raised when a link's token is forged, its row is gone, or it is not for this person: these look alike."""

    code = "unknown_link"
    fault = Fault.CUSTOMER
    status = 404
    sentence = _("This link does not work for you. If you have another account with us, sign in with that one.")


class LinkNeedsSignIn(DeskError):
    """Raised when a link is for the customer, and nobody is signed in yet."""

    code = "link_needs_sign_in"
    fault = Fault.CUSTOMER
    status = 403
    sentence = _("Please sign in to use this link.")


class LinkExpired(DeskError):
    """Raised when a link's time is over."""

    code = "link_expired"
    fault = Fault.CUSTOMER
    status = 410
    sentence = _("This link has expired.")


class LinkRevoked(DeskError):
    """Raised when staff took a link back."""

    code = "link_revoked"
    fault = Fault.CUSTOMER
    status = 410
    sentence = _("This link was withdrawn.")


class LinkUsedUp(DeskError):
    """Raised when a link was used as often as it may be; not for the second half of a double click."""

    code = "link_used_up"
    fault = Fault.CUSTOMER
    status = 410
    sentence = _("This link was used already.")


class InvalidLink(DeskError, ValueError):
    """Raised when a link may not be made: too long a life, no use, an audience that is switched off."""

    code = "invalid_link"
    fault = Fault.CODE
    status = 400


class EmailFailed(DeskError):
    """Raised when an e-mail with a link could not be handed to the mail server; its text names no link."""

    code = "email_failed"
    fault = Fault.TRANSIENT
    status = 503
    sentence = _("The e-mail could not be sent.")


class EmailRefused(EmailFailed):
    """Raised when an e-mail address is missing or malformed, or the mail server refuses it for good."""

    code = "email_refused"
    fault = Fault.DATA
    status = 409
    sentence = _("There is no e-mail address that works.")


class EmailUnsure(EmailFailed):
    """Raised when an e-mail may have been sent, and nobody knows; only who decides to is to send it again."""

    code = "email_unsure"
    sentence = _("The e-mail may have been sent. Send it again only if it did not arrive.")


class AlreadySent(DeskError):
    """Raised when an e-mail was sent, or begun, since the page was shown that asks for it."""

    code = "already_sent"
    fault = Fault.CUSTOMER
    status = 409
    sentence = _("The e-mail was sent already, or is being sent.")


class BatchBusy(DeskError):
    """Raised when a batch cannot be started, stopped or resumed from where it stands."""

    code = "batch_busy"
    fault = Fault.CODE
    status = 409
