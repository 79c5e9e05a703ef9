"""Every page and action of our admin, what each needs, and what it leaves in the trail."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.auth.models import User

from django_billing_portal import tokens
from django_billing_portal.models import (
    PortalBatch,
    PortalBatchEntry,
    PortalCustomer,
    PortalLink,
    PortalSession,
)
from django_billing_portal.models.states import BatchState, EntryState
from tests.admin.forms import filled_in
from tests.factories import PortalCustomerFactory, PortalLinkFactory, PortalSessionFactory, UserFactory

#: What nobody may do, whatever their permissions.
NOBODY = ("nobody",)

Data = Callable[["World", User], dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class World:
    """One row of each kind."""

    customer: PortalCustomer
    other: PortalCustomer
    link: PortalLink
    session: PortalSession
    batch: PortalBatch

    @classmethod
    def of(cls, person: User) -> "World":
        link = PortalLinkFactory(person=person)
        batch = PortalBatch.objects.create(wishes={"flow": None})
        other = PortalCustomerFactory(subject=UserFactory(username="other"))
        for subject, state in ((str(person.pk), EntryState.UNSURE), (other.subject_id, EntryState.WAITING)):
            PortalBatchEntry.objects.create(batch=batch, subject_type="auth.user", subject_id=subject, state=state)
        return cls(
            customer=PortalCustomer.objects.get(subject_id=str(person.pk)),
            other=other,
            link=link,
            session=PortalSessionFactory(user=person, link=link),
            batch=batch,
        )


@dataclass(frozen=True, kw_only=True)
class Door:
    """One way to knock at a page: by GET, or with a form."""

    page: str
    needs: tuple[str, ...]
    post: Data | None = None
    what: str = ""
    acts: tuple[str, ...] = ()
    """What it leaves, once each, in the trail and in the signal."""
    logs: int = 0
    """Entries that Django itself writes."""
    batch: BatchState = BatchState.WAITING

    def __str__(self) -> str:
        return f"{self.page}{' ' + self.what if self.what else ''}"

    @property
    def is_of_one_row(self) -> bool:
        return self.page.rpartition("_")[2] not in {"changelist", "add", "charts", "links"}


def nothing(world: World, user: User) -> dict[str, Any]:
    return {}


def saying(**said: Any) -> Data:
    return lambda world, user: said


def issuing(**said: Any) -> Data:
    return lambda world, user: filled_in(_create="1", confirm="on", **said)


def entered(world: World, user: User) -> dict[str, Any]:
    PortalCustomer.objects.filter(pk=world.other.pk).delete()
    return {"subject_type": "auth.user", "subject_id": world.other.subject_id, "customer": "cus_new"}


def selected(*kinds: str, action: str) -> Data:
    def data(world: World, user: User) -> dict[str, Any]:
        return {"action": action, ACTION_CHECKBOX_NAME: [getattr(world, kind).pk for kind in kinds], "index": 0}

    return data


def for_many(**said: Any) -> Data:
    def data(world: World, user: User) -> dict[str, Any]:
        value = {"keys": [str(world.customer.pk), str(world.other.pk)], "count": 2}
        bound = f"{user.pk} billing_portal.portalcustomer"
        return filled_in(
            selection=tokens.sign("billing selection", value, bound_to=bound), _create="1", confirm="on", **said
        )

    return data


def revoking(world: World, user: User) -> dict[str, Any]:
    chosen = {"action": "revoke_links", ACTION_CHECKBOX_NAME: [world.link.pk]}
    return {**chosen, "said": "yes", "reason": "wrong"}


def only_looked_at(model: str) -> list[Door]:
    """Return the doors of a model that nobody adds to, changes or deletes from."""
    view = (f"view_{model}",)
    return [
        Door(page=f"{model}_changelist", needs=view),
        Door(page=f"{model}_change", needs=view),
        Door(page=f"{model}_change", needs=NOBODY, post=nothing, what="saved"),
        Door(page=f"{model}_history", needs=view),
        Door(page=f"{model}_add", needs=NOBODY),
        Door(page=f"{model}_add", needs=NOBODY, post=nothing, what="saved"),
        Door(page=f"{model}_delete", needs=NOBODY),
        Door(page=f"{model}_delete", needs=NOBODY, post=saying(post="yes"), what="confirmed"),
    ]


SEES, DESK = ("view_portalcustomer",), ("view_portalcustomer", "issue_portallink")
OPENS = ("view_portalcustomer", "open_as_customer")
LINK, BATCH = ("view_portallink",), ("view_portalbatch",)
RUNS = ("view_portalbatch", "run_portalbatch")
MANY = (*DESK, "run_portalbatch")

CUSTOMERS = [
    Door(page="portalcustomer_changelist", needs=SEES),
    Door(
        page="portalcustomer_changelist",
        needs=DESK,
        post=selected("customer", action="issue_billing_links"),
        what="action on one",
    ),
    Door(
        page="portalcustomer_changelist",
        needs=MANY,
        post=selected("customer", "other", action="issue_billing_links"),
        what="action on many",
    ),
    Door(page="portalcustomer_add", needs=("add_portalcustomer",)),
    Door(page="portalcustomer_add", needs=("add_portalcustomer",), post=entered, what="saved", logs=1),
    Door(page="portalcustomer_change", needs=SEES),
    Door(
        page="portalcustomer_change",
        needs=("change_portalcustomer",),
        post=saying(customer="cus_else"),
        what="saved",
        logs=1,
    ),
    Door(page="portalcustomer_delete", needs=("delete_portalcustomer",)),
    Door(
        page="portalcustomer_delete",
        needs=("delete_portalcustomer",),
        post=saying(post="yes"),
        what="confirmed",
        logs=1,
    ),
    Door(page="portalcustomer_history", needs=SEES),
    Door(page="portalcustomer_at_stripe", needs=SEES),
    Door(page="portalcustomer_billing_link", needs=DESK),
    Door(page="portalcustomer_billing_link", needs=DESK, post=issuing(), what="made", acts=("issued_link",)),
    Door(
        page="portalcustomer_billing_link",
        needs=(*DESK, "send_portallink"),
        post=issuing(send="on", email="alice@example.com"),
        what="made and sent",
        acts=("issued_link", "sent_link"),
    ),
    Door(page="portalcustomer_billing_links", needs=MANY, post=for_many(), what="made", acts=("started_batch",)),
    Door(
        page="portalcustomer_billing_links",
        needs=(*MANY, "send_portallink"),
        post=for_many(send="on"),
        what="made and sent",
        acts=("started_batch",),
    ),
    Door(page="portalcustomer_open_as_customer", needs=OPENS),
    Door(
        page="portalcustomer_open_as_customer",
        needs=OPENS,
        post=saying(reason="she rang"),
        what="opened",
        acts=("opened_portal",),
    ),
]
LINKS = [
    *only_looked_at("portallink"),
    Door(page="portallink_send", needs=(*LINK, "send_portallink")),
    Door(
        page="portallink_send",
        needs=(*LINK, "send_portallink"),
        post=saying(seen="0"),
        what="confirmed",
        acts=("sent_link",),
    ),
    Door(page="portallink_copy", needs=(*LINK, "copy_portallink")),
    Door(
        page="portallink_copy", needs=(*LINK, "copy_portallink"), post=nothing, what="confirmed", acts=("copied_link",)
    ),
    Door(page="portallink_revoke", needs=(*LINK, "revoke_portallink")),
    Door(
        page="portallink_revoke",
        needs=(*LINK, "revoke_portallink"),
        post=saying(said="yes", reason="wrong"),
        what="confirmed",
        acts=("revoked_link",),
    ),
    Door(
        page="portallink_changelist",
        needs=(*LINK, "revoke_portallink"),
        post=selected("link", action="revoke_links"),
        what="action",
    ),
    Door(
        page="portallink_changelist",
        needs=(*LINK, "revoke_portallink"),
        post=revoking,
        what="action confirmed",
        acts=("revoked_link",),
    ),
]
SESSIONS = [
    *only_looked_at("portalsession"),
    Door(page="portalsession_charts", needs=("view_portalsession", "view_portallink")),
]
BATCHES = [
    *(door for door in only_looked_at("portalbatch") if str(door) != "portalbatch_change saved"),
    Door(page="portalbatch_change", needs=BATCH, post=nothing, what="which leads on to its progress"),
    Door(page="portalbatch_progress", needs=BATCH),
    Door(page="portalbatch_numbers", needs=BATCH),
    Door(page="portalbatch_results", needs=BATCH),
    Door(
        page="portalbatch_stop",
        needs=RUNS,
        post=nothing,
        what="pressed",
        acts=("stopped_batch",),
        batch=BatchState.WAITING,
    ),
    Door(
        page="portalbatch_resume",
        needs=(*RUNS, "send_portallink"),
        post=nothing,
        what="pressed",
        acts=("resumed_batch",),
        batch=BatchState.STOPPED,
    ),
    Door(
        page="portalbatch_resend",
        needs=(*RUNS, "send_portallink"),
        post=nothing,
        what="pressed",
        acts=("resent_unsure",),
        batch=BatchState.STOPPED,
    ),
]
DOORS = [*CUSTOMERS, *LINKS, *SESSIONS, *BATCHES]
ACTIONS = {"issue_billing_links", "revoke_links"}
