"""The only door to Stripe: every call goes through the official SDK, within one deadline; values of ours come out.

Each function raises nothing but our errors, and has logged a failure, once, when it raises. The first call imports
``stripe``.
"""

import asyncio
import logging
import os
import random
from collections.abc import Awaitable, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar, Unpack, cast

from django.utils.module_loading import import_string

from . import __version__
from .conf import SANDBOX, portal_settings
from .exceptions import FlowUnsupported
from .refs import CustomerRef
from .wire import calls, guards, versions
from .wire.attempts import BACK_OFF_SECONDS, current_trail
from .wire.discretion import Discretion
from .wire.exchange import Exchange
from .wire.faults import WireError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import stripe

    from .wire.answers import Customer, MintedSession, Subscription
    from .wire.breaker import Breaker
    from .wire.deadline import Deadline
    from .wire.offers import Configuration, Offered, Price
    from .wire.replies import Reply

T = TypeVar("T")
RETRIES = 2
AFTER_EXPIRATION_SINCE = (16, 1, 0)
logger = logging.getLogger("django_billing_portal")
sdk_version = versions.sdk_version


def create_session(
    *, customer: CustomerRef, deadline: "Deadline", **options: Unpack[calls.SessionOptions]
) -> "MintedSession":
    """Mint a portal session. https://docs.stripe.com/api/customer_portal/sessions/create"""
    return _perform(calls.create_session(customer, options), deadline)


async def acreate_session(
    *, customer: CustomerRef, deadline: "Deadline", **options: Unpack[calls.SessionOptions]
) -> "MintedSession":
    """See create_session()."""
    return await _aperform(calls.create_session(customer, options), deadline)


def list_subscriptions(
    *, customer: CustomerRef, deadline: "Deadline", is_look: bool = False
) -> "tuple[Subscription, ...]":
    """List a customer's subscriptions that have not ended, at most the newest hundred."""
    return _perform(calls.list_subscriptions(customer, is_look=is_look), deadline)


async def alist_subscriptions(
    *, customer: CustomerRef, deadline: "Deadline", is_look: bool = False
) -> "tuple[Subscription, ...]":
    """See list_subscriptions()."""
    return await _aperform(calls.list_subscriptions(customer, is_look=is_look), deadline)


def get_subscription(*, id: str, account: str, deadline: "Deadline") -> "Subscription":
    """Read one subscription; whose it is, is for the caller to check."""
    return _perform(calls.get_subscription(id, account), deadline)


async def aget_subscription(*, id: str, account: str, deadline: "Deadline") -> "Subscription":
    """See get_subscription()."""
    return await _aperform(calls.get_subscription(id, account), deadline)


def find_price(*, lookup_key: str, account: str, deadline: "Deadline") -> str:
    """Find the id of the active price that has a lookup key; raise FlowUnavailable if there is none."""
    return _perform(calls.find_price(lookup_key, account), deadline)


async def afind_price(*, lookup_key: str, account: str, deadline: "Deadline") -> str:
    """See find_price()."""
    return await _aperform(calls.find_price(lookup_key, account), deadline)


def create_customer(
    *, params: Mapping[str, Any], account: str, idempotency_key: str, deadline: "Deadline"
) -> CustomerRef:
    """Create a customer; the same key within a day names the same one. https://docs.stripe.com/api/customers/create"""
    return _perform(calls.create_customer(params, account, idempotency_key), deadline)


async def acreate_customer(
    *, params: Mapping[str, Any], account: str, idempotency_key: str, deadline: "Deadline"
) -> CustomerRef:
    """See create_customer()."""
    return await _aperform(calls.create_customer(params, account, idempotency_key), deadline)


def get_customer(*, customer: CustomerRef, deadline: "Deadline") -> CustomerRef:
    """Read a customer, with its mode; raise StaleCustomer if Stripe does not have it any more."""
    return _perform(calls.get_customer(customer), deadline)


async def aget_customer(*, customer: CustomerRef, deadline: "Deadline") -> CustomerRef:
    """See get_customer()."""
    return await _aperform(calls.get_customer(customer), deadline)


def look_up_customer(*, customer: CustomerRef, with_subscriptions: bool, deadline: "Deadline") -> "Customer | None":
    """Read a customer, and the newest ten live subscriptions with them; None where Stripe has no such customer."""
    return _perform(calls.look_up_customer(customer, with_subscriptions=with_subscriptions), deadline)


async def alook_up_customer(
    *, customer: CustomerRef, with_subscriptions: bool, deadline: "Deadline"
) -> "Customer | None":
    """See look_up_customer()."""
    return await _aperform(calls.look_up_customer(customer, with_subscriptions=with_subscriptions), deadline)


def look_up(*, kind: type[calls.Found], id: str, account: str, deadline: "Deadline") -> calls.Found | None:
    """Read a configuration, coupon, price, promotion code or subscription; None where Stripe has no such thing."""
    return _perform(calls.look_up(kind, id, account), deadline)


async def alook_up(*, kind: type[calls.Found], id: str, account: str, deadline: "Deadline") -> calls.Found | None:
    """See look_up()."""
    return await _aperform(calls.look_up(kind, id, account), deadline)


def look_up_default_configuration(*, account: str, deadline: "Deadline") -> "Configuration | None":
    """Read the configuration of sessions that name none; None where none was saved yet."""
    return _perform(calls.look_up_default_configuration(account), deadline)


async def alook_up_default_configuration(*, account: str, deadline: "Deadline") -> "Configuration | None":
    """See look_up_default_configuration()."""
    return await _aperform(calls.look_up_default_configuration(account), deadline)


def look_up_prices(*, lookup_keys: Sequence[str], account: str, deadline: "Deadline") -> "tuple[Price, ...]":
    """Read the active prices that have these lookup keys, at most ten."""
    return _perform(calls.look_up_prices(lookup_keys, account), deadline)


async def alook_up_prices(*, lookup_keys: Sequence[str], account: str, deadline: "Deadline") -> "tuple[Price, ...]":
    """See look_up_prices()."""
    return await _aperform(calls.look_up_prices(lookup_keys, account), deadline)


def list_offered(*, kind: type[calls.Found], account: str, deadline: "Deadline") -> "Offered[calls.Found]":
    """List the coupons, prices or promotion codes that can still be used, at most a hundred."""
    return _perform(calls.list_offered(kind, account), deadline)


async def alist_offered(*, kind: type[calls.Found], account: str, deadline: "Deadline") -> "Offered[calls.Found]":
    """See list_offered()."""
    return await _aperform(calls.list_offered(kind, account), deadline)


def forget() -> None:
    """Drop clients, breakers and counts: a forked process starts its own, and so does a test."""
    _client.cache_clear()
    guards.forget()


def _perform(call: calls.Call[T], deadline: "Deadline") -> T:
    exchange = Exchange(call, deadline)
    with exchange.guarded():
        client, breaker = _line(call)
        with guards.threads().place(healthy=breaker.closed), exchange.under_way(breaker):
            answer = attrgetter(call.service)(client)(*call.path, params=call.params, options=call.options)
            exchange.receive(answer)
    return exchange.outcome()


async def _aperform(call: calls.Call[T], deadline: "Deadline") -> T:
    exchange = Exchange(call, deadline)
    with exchange.guarded():
        client, breaker = _line(call)
        async with guards.tasks().aplace(healthy=breaker.closed):
            with exchange.under_way(breaker):
                answer = await attrgetter(f"{call.service}_async")(client)(
                    *call.path, params=call.params, options=call.options
                )
                exchange.receive(answer)
    return exchange.outcome()


def _line(call: calls.Call[T]) -> "tuple[stripe.StripeClient, Breaker]":
    if "after_expiration" in call.params and sdk_version() < AFTER_EXPIRATION_SINCE:
        raise FlowUnsupported("AFTER_EXPIRATION needs stripe 16.1 or newer.")
    key, base = portal_settings.required_api_key(), portal_settings.API_BASE
    client = _client(key, base, portal_settings.PROXY)
    _keep_off_the_console()
    return client, guards.breaker_of(base, key)


@lru_cache(maxsize=8)
def _client(key: str, base: str | None, proxy: str | None) -> "stripe.StripeClient":
    import stripe

    _prepare()
    return stripe.StripeClient(
        key,
        http_client=_sandbox() if base == SANDBOX else _transport()(proxy),
        max_network_retries=RETRIES,
        base_addresses={"api": base} if base and base != SANDBOX else {},
    )


@cache
def _prepare() -> None:
    """Set the little that the SDK only knows as globals, once for a process."""
    import stripe

    # Telemetry writes to ~/.config, and without HOME the first request fails for it.
    stripe.enable_telemetry = False
    if stripe.app_info is None:
        stripe.set_app_info("django-billing-portal", version=__version__)
    logging.getLogger("stripe").addFilter(Discretion())
    os.register_at_fork(after_in_child=forget)


def _keep_off_the_console() -> None:
    """Turn the SDK's stderr log down: at "debug" it prints the bodies of requests, where no filter reaches it."""
    import stripe

    if (stripe.log or os.environ.get("STRIPE_LOG")) == "debug":
        stripe.log = "info"
        logger.warning('stripe.log is "info" from now on: "debug" would print customers\' return addresses.')


def _sandbox() -> "stripe.HTTPClient":
    transport = import_string("django_billing_portal.sandbox.transport.SandboxTransport")
    return cast("stripe.HTTPClient", transport())


@cache
def _transport() -> "Callable[[str | None], stripe.HTTPClient]":
    import stripe

    from .wire.pool import Pool, async_pool

    class Transport(stripe.HTTPClient):
        """Put our pools under the SDK."""

        name = "django-billing-portal"

        def __init__(self, proxy: str | None) -> None:
            super().__init__()
            self._pool = Pool(proxy=proxy, ca_bundle=stripe.ca_bundle_path)
            self._async_pool = cache(lambda: async_pool(proxy=proxy, ca_bundle=stripe.ca_bundle_path))

        def request(self, method: str, url: str, headers: Any, post_data: Any = None, **_: Any) -> "Reply":
            with _known_to_the_sdk():
                return self._pool.request(method, url, headers, post_data)

        async def request_async(self, method: str, url: str, headers: Any, post_data: Any = None) -> Any:
            with _known_to_the_sdk():
                return await self._async_pool().request(method, url, headers, post_data)

        def sleep_async(self, secs: float) -> Awaitable[None]:
            return asyncio.sleep(secs)

        def _sleep_time_seconds(self, num_retries: int, *_: Any) -> float:
            # The SDK's own first back-off is always 0.5 s: whoever failed together would retry together.
            longest: float = min(0.5 * 2 ** (num_retries - 1), BACK_OFF_SECONDS)
            return max(longest * random.uniform(0.5, 1), current_trail.get().wait)  # noqa: S311

    return Transport


@contextmanager
def _known_to_the_sdk() -> "Iterator[None]":
    import stripe

    try:
        yield
    except WireError as fault:
        current_trail.get().fault = fault
        raise stripe.APIConnectionError(str(fault), should_retry=fault.retry) from None  # type: ignore[no-untyped-call]
