"""Switches for what goes wrong: kept for every process, for all requests or for the next few."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import TypeAlias

from django.utils.translation import gettext_lazy as _

from . import state

LABELS = {
    "down": _("Stripe is down: connections are refused"),
    "slow": _("Stripe is slow"),
    "server_error": _("Stripe answers with errors of its own (500)"),
    "rate_limit": _("Too many requests (429)"),
    "lock_timeout": _("Another request holds the object (429)"),
    "no_configuration": _("The portal has no default configuration"),
    "wrong_key": _("The API key is wrong (401)"),
    "missing_permission": _("The API key lacks a right (403)"),
    "garbage": _("The answer is a web page instead of JSON"),
    "expired_sessions": _("New sessions have expired already"),
}
STATE = "faults"


@dataclass(frozen=True, slots=True, kw_only=True)
class Switch:
    """Say how long a fault stays on, and how slow a slow one is."""

    requests: int | None = None
    """Requests until it goes off by itself; None for until somebody switches it off."""
    seconds: float = 5.0


Switches: TypeAlias = Mapping[str, Switch]
_suffered: ContextVar[Switches] = ContextVar("billing_sandbox_faults", default=MappingProxyType({}))


def switch_on(name: str, *, requests: int | None = None, seconds: float = 5.0) -> None:
    """Let something go wrong from now on, or for the next so many API requests; names are in ``LABELS``."""
    if name not in LABELS:
        raise ValueError(f"There is no fault {name!r}; there are {', '.join(LABELS)}.")
    _write({**active(), name: Switch(requests=requests, seconds=seconds)})


def switch_off(name: str) -> None:
    """Let it work again; what is off stays off."""
    _write({key: switch for key, switch in active().items() if key != name})


def clear() -> None:
    """Let everything work again."""
    _write({})


def active() -> dict[str, Switch]:
    """Return what is switched on, by name."""
    return {name: Switch(**switch) for name, switch in state.read(STATE, {}).items()}


def take() -> Switches:
    """Return the faults that one request suffers, and count it."""
    switches = active()
    return _counted_down() if any(switch.requests for switch in switches.values()) else switches


@contextmanager
def suffering(switches: Switches) -> Iterator[None]:
    """Answer one request under these faults."""
    token = _suffered.set(switches)
    try:
        yield
    finally:
        _suffered.reset(token)


def is_on(name: str) -> bool:
    """Tell whether the request under way suffers a fault."""
    return name in _suffered.get()


def _counted_down() -> Switches:
    with state.writing():
        suffered = active()
        _write({name: _one_less(switch) for name, switch in suffered.items() if switch.requests != 1})
    return suffered


def _one_less(switch: Switch) -> Switch:
    return switch if switch.requests is None else Switch(requests=switch.requests - 1, seconds=switch.seconds)


def _write(switches: Switches) -> None:
    state.write(STATE, {name: asdict(switch) for name, switch in switches.items()})
