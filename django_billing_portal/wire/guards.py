"""What keeps an outage of Stripe from becoming one of the site: this process's places, and a breaker for each key."""

from contextlib import AbstractContextManager
from functools import cache, lru_cache
from hashlib import sha256

from django_billing_portal.conf import portal_settings

from .attempts import Trail
from .breaker import Breaker, Open
from .bulkhead import Bulkhead, Full, Waiter
from .lookout import Lookout
from .shelf import Shelf


def require_chance() -> None:
    """Raise Busy where a thread's call would be refused at once: ask before writing anything down for it."""
    # No local keeps the key: error trackers copy them.
    breaker = breaker_of(portal_settings.API_BASE, portal_settings.required_api_key())
    try:
        breaker.require_pass()
        threads().require_chance(healthy=breaker.closed)
    except (Full, Open) as failure:
        from .refusals import understand

        raise understand(failure, Trail()).error from None


def waiting() -> AbstractContextManager[Waiter]:
    """Count a thread that polls for what another's call will bring; ask the waiter before each sleep."""
    return threads().waiting()


def awaiting() -> AbstractContextManager[Waiter]:
    """See waiting(). For coroutines, still in a plain ``with``."""
    return tasks().waiting()


@cache
def threads() -> Bulkhead:
    """Return the places of threads."""
    return Bulkhead(lambda: portal_settings.MAX_CONCURRENT_CALLS)


@cache
def tasks() -> Bulkhead:
    """Return the places of coroutines."""
    return Bulkhead(lambda: portal_settings.MAX_CONCURRENT_ASYNC_CALLS)


@cache
def lookout() -> Lookout:
    """Return the turns of those who look before they click."""
    return Lookout()


@cache
def shelf() -> Shelf:
    """Return what looks found out about the operator's own things."""
    return Shelf()


def place() -> tuple[str | None, str]:
    """Name the server and the key in use, without telling the key."""
    return portal_settings.API_BASE, _digest(portal_settings.API_KEY or "")


def breaker_of(base: str | None, key: str) -> Breaker:
    """Return the breaker of one server and key."""
    return _breaker(base, _digest(key))


def _digest(key: str) -> str:
    return sha256(key.encode()).hexdigest()


@lru_cache(maxsize=64)
def _breaker(_base: str | None, _key_digest: str) -> Breaker:
    return Breaker()


def forget() -> None:
    """Drop breakers and counts."""
    for kept in (_breaker, threads, tasks):
        kept.cache_clear()
    forget_looks()


def forget_looks() -> None:
    """Drop what looks left behind."""
    for kept in (lookout, shelf):
        kept.cache_clear()
