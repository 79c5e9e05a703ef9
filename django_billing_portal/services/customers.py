"""Find the customer that a click is about: authorised first, resolved second, created where the project opts in."""

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from .. import gateway, journal
from ..conf import portal_settings
from ..exceptions import BillingPortalError, Fault, NoCustomer, NotAllowed, NotConfigured, StaleCustomer
from ..models import PortalCustomer
from ..refs import CustomerRef, SubjectRef
from ..resolvers.base import Resolver, named
from .stories import Ask, Records, Story

if TYPE_CHECKING:
    from django.db.models import Model

    from ..wire.deadline import Deadline

REFUSALS = range(400, 500)


def finding_customer(
    *, user: Any, subject: "Model", deadline: "Deadline", may_create: bool = True
) -> Story[CustomerRef]:
    """Return the customer that this person may manage for this subject.

    Raises NotAllowed, NoCustomer, or StaleCustomer where the project's customer is of the API key's other mode.
    """
    yield from authorizing(user=user, subject=subject)
    found = yield from _resolving(subject)
    if found:
        return found
    if may_create and portal_settings.CREATE_CUSTOMERS:
        return (yield from _creating(user, subject, deadline))
    raise _unknown(subject)


def authorizing(*, user: Any, subject: "Model") -> Story[None]:
    """Raise NotAllowed where this person may not manage this subject's billing."""
    if not (yield from asking_resolver(user=user, subject=subject)):
        raise NotAllowed(f"{SubjectRef.of(user)} may not manage {SubjectRef.of(subject)}: authorize() is not True.")


def asking_resolver(*, user: Any, subject: "Model") -> Story[bool]:
    """Tell whether the resolver lets this person manage this subject's billing; raises NotAllowed for nobody."""
    # A lazy request.user queries when it is first looked at, which coroutines may not.
    yield Records(partial(_require_person, user, subject))
    # Compared with True, so that no coroutine or other stray object lets anybody in.
    return (yield _consult(portal_settings.RESOLVER, "authorize", user=user, subject=subject)) is True


def resolving_customer(subject: "Model") -> Story[CustomerRef]:
    """Return the customer that the project keeps for this subject, whoever asks; creates none.

    Raises NoCustomer, or StaleCustomer where the project's customer is of the API key's other mode.
    """
    found = yield from _resolving(subject)
    if found:
        return found
    raise _unknown(subject)


def has_customer(*, user: Any, subject: "Model | None" = None) -> bool:
    """Tell whether this person could manage billing here; asks the resolver, never Stripe.

    A resolver that fails is logged, and means no: pages that merely draw a button must not fail with it.
    """
    whom = user if subject is None else subject
    try:
        _require_person(user, whom)
        resolver = portal_settings.RESOLVER
        return resolver.authorize(user=user, subject=whom) is True and bool(named(resolver.resolve(subject=whom)))
    except NotAllowed:
        return False
    except BillingPortalError as error:
        journal.record(error)
        return False


def _resolving(subject: "Model") -> Story[CustomerRef | None]:
    found = named((yield _consult(portal_settings.RESOLVER, "resolve", subject=subject)))
    return _of_this_mode(found) if found else None


def _unknown(subject: "Model") -> NoCustomer:
    return NoCustomer(f"The resolver knows no customer for {SubjectRef.of(subject)}, and none is to be created.")


def _consult(resolver: Resolver, verb: str, **words: Any) -> Ask | Records:
    # Without an async twin of its own it is asked in the database thread, where the story is and stays anyway.
    twin = f"a{verb}"
    if getattr(type(resolver), twin) is getattr(Resolver, twin):
        return Records(partial(getattr(resolver, verb), **words))
    return Ask(resolver, verb, **words)


def _require_person(user: Any, subject: "Model") -> None:
    if not getattr(user, "is_authenticated", False):
        raise NotAllowed("Nobody is signed in.")
    SubjectRef.of(user), SubjectRef.of(subject)


def _of_this_mode(customer: CustomerRef) -> CustomerRef:
    if customer.livemode in {None, portal_settings.livemode}:
        return customer
    raise StaleCustomer("The customer is of the other mode than the API key.")


def _creating(user: Any, subject: "Model", deadline: "Deadline") -> Story[CustomerRef]:
    row = yield Records(partial(_reserve, user, subject))
    customer = row.ref or _of_this_mode((yield from _asking_stripe(row, deadline)))
    kept: CustomerRef = yield Records(partial(_keep, row, subject, customer))
    return kept


def _asking_stripe(row: PortalCustomer, deadline: "Deadline") -> Story[CustomerRef]:
    # All tabs share the row, and so its random key and its parameters: Stripe answers all of them with one customer.
    words = {"params": row.creation_params, "account": row.account, "idempotency_key": f"customer-{row.creation_key}"}
    try:
        customer: CustomerRef = yield Ask(gateway, "create_customer", deadline=deadline, **words)
    except BillingPortalError as error:
        # Who was refused may do better with another name or address. Who got no answer has to ask the same again.
        if error.http_status in REFUSALS and error.fault is not Fault.TRANSIENT:
            yield Records(row.forget)
        raise
    return customer


def _reserve(user: Any, subject: "Model") -> PortalCustomer:
    settings = portal_settings
    row: PortalCustomer = PortalCustomer.objects.reserve(
        subject, livemode=settings.livemode, account=settings.ACCOUNT, params=_params(user, subject)
    )
    return row


def _keep(row: PortalCustomer, subject: "Model", customer: CustomerRef) -> CustomerRef:
    kept = row.ref or row.keep(customer)
    portal_settings.RESOLVER.remember(subject=subject, customer=kept)
    return kept


def _params(user: Any, subject: "Model") -> Mapping[str, Any]:
    choose = portal_settings.CREATE_CUSTOMERS
    chosen: Any = choose(user=user, subject=subject) if callable(choose) else _contact(user, subject)
    if not isinstance(chosen, Mapping):
        raise NotConfigured(
            f'BILLING_PORTAL["CREATE_CUSTOMERS"] answered with a {type(chosen).__name__}, no dictionary.'
        )
    return {**chosen, "metadata": {"subject": str(SubjectRef.of(subject)), **(chosen.get("metadata") or {})}}


def _contact(user: Any, subject: "Model") -> dict[str, str]:
    contact = {"email": getattr(user, user.get_email_field_name(), ""), "name": _name(user, subject)}
    return {key: value for key, value in contact.items() if value}


def _name(user: Any, subject: "Model") -> str:
    if SubjectRef.of(user) != SubjectRef.of(subject):
        return str(subject)
    return str(user.get_full_name()) if hasattr(user, "get_full_name") else ""
