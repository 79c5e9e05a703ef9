"""Mint a portal session on demand: claim, create at Stripe, open. One click costs one Stripe call at the most."""

import time
from asyncio import CancelledError
from contextlib import nullcontext, suppress
from dataclasses import replace
from datetime import timedelta
from functools import partial
from inspect import signature
from typing import TYPE_CHECKING, Any, TypeVar, Unpack

from django.db import DatabaseError, transaction

from .. import gateway
from ..conf import portal_settings
from ..exceptions import BillingPortalError
from ..flows import Flow, Redirect
from ..models import PortalLink, PortalSession
from ..models.claims import Attempt, ClaimQuerySet, Verdict
from ..redirects import require_portal_url
from ..signals import link_redeemed, session_minted
from ..wire.answers import MintedSession
from ..wire.deadline import Deadline
from .claiming import Errand, claiming
from .completion import completing_flow
from .connections import give_back
from .customers import finding_customer
from .orders import Order, Wishes, take_order
from .outcomes import return_path
from .stories import Ask, Records, Story
from .verbs import aperform, perform
from .wiping import wipe_sometimes

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..refs import CustomerRef

Mint = TypeVar("Mint", bound="Callable[..., object]")


def _taking_wishes(mint: Mint) -> Mint:
    # Type checkers and editors read Wishes; help() and notebooks read this.
    mint.__signature__ = signature(take_order).replace(return_annotation=PortalSession)  # type: ignore[attr-defined]
    return mint


@_taking_wishes
def mint_session(**wishes: Unpack[Wishes]) -> PortalSession:
    """Return a session whose ``url`` opens Stripe's portal for this person, now and for five minutes.

    Raises a BillingPortalError, already logged: see its subclasses for the causes. Follows
    https://docs.stripe.com/customer-management/integrate-customer-portal
    """
    return perform(lambda: _minting(take_order(**wishes)))


@_taking_wishes
async def amint_session(**wishes: Unpack[Wishes]) -> PortalSession:
    """See mint_session()."""
    return await aperform(lambda: _minting(take_order(**wishes)))


def _minting(order: Order) -> Story[PortalSession]:
    deadline = Deadline.after(portal_settings.DEADLINE_SECONDS)
    customer = yield from finding_customer(user=order.user, subject=order.subject, deadline=deadline)
    return (yield from minting_for(order, customer, deadline))


def minting_for(order: Order, customer: "CustomerRef", deadline: Deadline) -> Story[PortalSession]:
    """Mint for a customer whom this order may be about: whoever calls has made sure of that."""
    errand = Errand(order=order, customer=customer, livemode=portal_settings.livemode, deadline=deadline)
    claim = yield from claiming(errand)
    if claim.verdict is Verdict.WON:
        yield from _opening(errand, claim)
    return claim.session


def _opening(errand: Errand, claim: Attempt) -> Story[None]:
    rows = errand.rows
    try:
        flow, minted = yield from _creating(errand, claim.session)
        yield Records(partial(_open, rows, claim, flow, minted))
    except (Exception, CancelledError) as error:
        # Nobody shall wait until the lease ends, whatever it was.
        with suppress(DatabaseError):
            yield Records(partial(rows.fail, claim.session, _code(error)))
        raise


def _code(error: BaseException) -> str:
    return error.code if isinstance(error, BillingPortalError) else "interrupted"


def _creating(errand: Errand, session: PortalSession) -> Story[tuple[Flow | None, MintedSession]]:
    order, customer, deadline = errand.order, errand.customer, errand.try_deadline()
    yield Records(partial(give_back, errand.rows.db))
    words: dict[str, Any] = {"customer": customer, "deadline": deadline}
    flow = order.flow and (yield from completing_flow(order.flow, subscription=order.subscription, **words))
    minted = yield Ask(gateway, "create_session", **words, **_params(order, flow, session))
    require_portal_url(minted.url, origin=order.origin)
    return flow, minted


def _params(order: Order, flow: Flow | None, session: PortalSession) -> dict[str, Any]:
    return {
        "return_url": order.origin + return_path(session, "left"),
        "flow_data": _with_way_back(flow, order.origin + return_path(session, "done")).as_params() if flow else None,
        "configuration": order.configuration,
        "locale": order.locale,
        "on_behalf_of": order.on_behalf_of,
        "after_expiration": _recovery(),
    }


def _recovery() -> dict[str, Any] | None:
    """Let Stripe ask for the e-mail address, and make another session, where a dead URL is opened in time."""
    period = portal_settings.AFTER_EXPIRATION
    if isinstance(period, timedelta):
        return {"type": "customer_login", "customer_login": {"expires_at": int(time.time() + period.total_seconds())}}
    return {"type": "customer_login"} if period else None


def _with_way_back(flow: Flow, done: str) -> Flow:
    """Bring the customer home by our own door, which then sends them on to where the flow says."""
    if flow.after_completion is None or isinstance(flow.after_completion, Redirect):
        return replace(flow, after_completion=Redirect(url=done))
    return flow


def _open(rows: ClaimQuerySet, claim: Attempt, flow: Flow | None, minted: MintedSession) -> None:
    session = claim.session
    # Of a link, the use is counted where and when the session opens: never one without the other.
    with transaction.atomic(rows.db) if session.link else nullcontext():
        if session.link:
            PortalLink.objects.using(rows.db).spend(session.link)
        rows.open(
            session,
            url=minted.url,
            stripe_id=minted.id,
            livemode=minted.livemode,
            configuration=minted.configuration,
            flow_data=flow and flow.to_json(),
        )
        _tell_all(rows, session)
    wipe_sometimes(rows)


def _tell_all(rows: ClaimQuerySet, session: PortalSession) -> None:
    words: dict[str, Any] = {"session": session, "user": session.user}
    transaction.on_commit(partial(session_minted.send_robust, PortalSession, **words), using=rows.db)
    if session.link:
        tell = partial(link_redeemed.send_robust, PortalLink, link=session.link, **words)
        transaction.on_commit(tell, using=rows.db)
