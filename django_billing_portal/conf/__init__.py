"""``settings.BILLING_PORTAL`` as typed properties, each read when it is used and never before."""

import os
from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal, cast

from django.conf import settings
from django.utils.functional import Promise

from ..exceptions import NotConfigured
from .api import ApiSettings
from .links import LinkSettings
from .reading import wrong

if TYPE_CHECKING:
    from django.http import HttpResponse

    from ..flows import Flow
    from ..resolvers import Resolver

SANDBOX = "sandbox"
RESOLVER_VERBS = ("authorize", "resolve", "remember", "aauthorize", "aresolve")


class PortalSettings(ApiSettings, LinkSettings):
    """Read one setting a property; the docstring under each default is in docs/reference/settings.md.

    A value of the wrong kind raises NotConfigured, whose text names the setting and never the value.
    """

    @property
    def API_KEY(self) -> str:
        """The secret or restricted key: a string, a callable, or STRIPE_SECRET_KEY in settings or environment."""
        value = self._value("API_KEY") or getattr(settings, "STRIPE_SECRET_KEY", None)
        key = _called(value) if callable(value) else value or os.environ.get("STRIPE_SECRET_KEY")
        # A key that ends in a newline is printed by the SDK in its exception's text.
        if not isinstance(key or "", str | Promise):
            raise wrong("API_KEY", "a text, or a callable that returns one")
        return str(key or "").strip() or ("sk_test_sandbox" if self.uses_sandbox else "")

    @property
    def API_BASE(self) -> str | None:
        """Another Stripe-compatible server; ``"sandbox"`` for ours, in this process."""
        return self._text_or_none("API_BASE")

    @property
    def ACCOUNT(self) -> str:
        """The connected account to act as where a customer names none; empty for the key's own."""
        return self._text_or_none("ACCOUNT") or ""

    @property
    def PROXY(self) -> str | None:
        """An HTTP proxy on the way to Stripe, ``http://proxy:3128``."""
        return self._text_or_none("PROXY")

    @property
    def RESOLVER(self) -> "Resolver":
        """Who is which customer, and who may manage whom: a dotted path, a class or an instance."""
        found: Any = self._imported("RESOLVER", "django_billing_portal.resolvers.PortalCustomers")
        try:
            resolver = found() if isinstance(found, type) else found
        except TypeError as error:
            raise NotConfigured(f'BILLING_PORTAL["RESOLVER"] needs an instance, not its class: {error}') from None
        if missing := [verb for verb in RESOLVER_VERBS if not callable(getattr(resolver, verb, None))]:
            raise wrong("RESOLVER", f"a subclass of resolvers.Resolver: it lacks {', '.join(missing)}")
        return cast("Resolver", resolver)

    @property
    def FLOWS(self) -> "Mapping[str, Flow]":
        """The flows that browsers may choose, by name."""
        return self._mapping("FLOWS")

    @property
    def CONFIGURATION(self) -> str | None:
        """The configuration of sessions that name none: a declared name or ``bpc_…``; None for Stripe's default."""
        return self._text_or_none("CONFIGURATION")

    @property
    def CONFIGURATIONS(self) -> Mapping[str, str]:
        """Names for the portal configurations that exist at Stripe: ``{"teams": "bpc_…"}``."""
        return self._mapping("CONFIGURATIONS")

    @property
    def ON_BEHALF_OF(self) -> str | None:
        """The connected account whose subscriptions and branding the portal shows; None for all."""
        return self._text_or_none("ON_BEHALF_OF")

    @property
    def AFTER_EXPIRATION(self) -> timedelta | Literal[True] | None:
        """How long a dead URL leads to a new session, by e-mail; True for ever, None not at all. Needs stripe 16.1."""
        value = self._value("AFTER_EXPIRATION") or None
        if value is None or value is True or isinstance(value, timedelta):
            return value
        raise wrong("AFTER_EXPIRATION", "a timedelta, True or None")

    @property
    def LOCALE(self) -> str | None:
        """The portal's language where nobody asked for one; None follows Django's active language."""
        return self._text_or_none("LOCALE")

    @property
    def RETURN_URL(self) -> str:
        """Where customers come back to: a URL name, a path, or a URL on ``RETURN_HOSTS``."""
        return self._text_or_none("RETURN_URL") or "/"

    @property
    def RETURN_HOSTS(self) -> Sequence[str]:
        """Hosts beside the request's own that customers may be sent back to."""
        return self._texts("RETURN_HOSTS")

    @property
    def RETURN_APPS(self) -> Sequence[str]:
        """Addresses of apps that customers may be sent back to, each whole: ``com.example.app://billing/done``."""
        return self._texts("RETURN_APPS")

    @property
    def BASE_URL(self) -> str | None:
        """The site's own origin, ``https://example.com``, for sessions that no request asks for."""
        return self._text_or_none("BASE_URL")

    @property
    def PORTAL_HOSTS(self) -> Sequence[str]:
        """Hosts that Stripe's portal lives on: add your custom domain. ``http://`` origins only on loopback."""
        return self._texts("PORTAL_HOSTS", default=("billing.stripe.com",))

    @property
    def REDIRECT(self) -> Literal["303", "page"]:
        """How to send the browser on: ``"303"``, or ``"page"`` where the CSP's form-action would block that."""
        return cast('Literal["303", "page"]', self._value("REDIRECT", "303"))

    @property
    def NO_CUSTOMER_URL(self) -> str | None:
        """Where people without a customer go: a URL name, a path, or None for a friendly page."""
        return self._text_or_none("NO_CUSTOMER_URL")

    @property
    def CREATE_CUSTOMERS(self) -> bool | Callable[..., Mapping[str, Any]]:
        """Create a missing customer at Stripe: False, True, or a callable that answers with its parameters."""
        return cast("bool | Callable[..., Mapping[str, Any]]", self._imported("CREATE_CUSTOMERS", default=False))

    @property
    def REAUTHENTICATE(self) -> "Callable[..., HttpResponse | None] | None":
        """A hook that may answer instead of the portal: dotted path or callable; None lets everybody through."""
        return cast("Callable[..., HttpResponse | None] | None", self._imported("REAUTHENTICATE"))

    @property
    def MINTS_PER_MINUTE(self) -> int:
        """Sessions one person may mint a minute; 0 for no limit. Reused sessions are free."""
        return int(self._number("MINTS_PER_MINUTE", 10))

    @property
    def REUSE_SECONDS(self) -> float:
        """How long the same session answers the same click; 0 mints anew each time. At most 240."""
        return min(self._number("REUSE_SECONDS", 60), 240.0)

    @property
    def DEADLINE_SECONDS(self) -> float:
        """How long a click may take, retries included."""
        return self._number("DEADLINE_SECONDS", 15)

    @property
    def PREFLIGHT_SECONDS(self) -> float:
        """How long looking at Stripe may take before flows are offered; 0 offers all of them unseen."""
        return self._number("PREFLIGHT_SECONDS", 3)

    @property
    def MAX_CONCURRENT_CALLS(self) -> int:
        """Threads of one process that may wait on Stripe at once."""
        return int(self._number("MAX_CONCURRENT_CALLS", 2))

    @property
    def MAX_CONCURRENT_ASYNC_CALLS(self) -> int:
        """Coroutines of one process that may wait on Stripe at once; they block no thread."""
        return int(self._number("MAX_CONCURRENT_ASYNC_CALLS", 1000))

    @property
    def KEYS(self) -> Sequence[str]:
        """Secrets that encrypt columns, newest first; without any, SECRET_KEY and its fallbacks serve."""
        return self._texts("KEYS")

    @property
    def uses_sandbox(self) -> bool:
        """Tell whether our offline stand-in answers for Stripe."""
        return self.API_BASE == SANDBOX

    @property
    def livemode(self) -> bool:
        """Tell whether the API key is one for real money."""
        # sk_live_…, rk_live_…, and an organisation's sk_org_live_…
        return "live" in self.API_KEY.split("_")[1:3]

    def required_api_key(self) -> str:
        """Return the API key, or say that there is none."""
        if key := self.API_KEY:
            return key
        raise NotConfigured('BILLING_PORTAL["API_KEY"] is empty, and so is STRIPE_SECRET_KEY.')


def _called(value: Callable[[], object]) -> object:
    try:
        return value()
    except Exception as error:  # noqa: BLE001 (a vault may raise anything, and may quote the key)
        failure = type(error).__name__
    raise NotConfigured(f'The callable BILLING_PORTAL["API_KEY"] raised {failure}.')


portal_settings = PortalSettings()
