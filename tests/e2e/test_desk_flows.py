"""Each flow, from the form at the desk by an e-mail to the customer's click, and back to what staff see of it."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from . import desk
from .post import PostOffice
from .visitors import ACCOUNT, PORTAL, Visitor


def new_card(alice: Visitor) -> None:
    alice.page.get_by_label("Mastercard").check()
    alice.press("Save card")


def new_city(alice: Visitor) -> None:
    alice.page.get_by_label("City").fill("Tromsø")
    alice.press("Save")


def new_plan(alice: Visitor) -> None:
    alice.page.get_by_label("Team").check()
    alice.press("Continue")
    alice.press("Confirm")


def confirm(alice: Visitor) -> None:
    alice.press("Confirm")


def take_a_break(alice: Visitor) -> None:
    alice.press("Pause subscription")


def stay(alice: Visitor) -> None:
    alice.press("Accept offer")


@dataclass(frozen=True)
class Task:
    flow: str
    act: Callable[[Visitor], None]
    fields: dict[str, str] = field(default_factory=dict)
    """What staff choose, by what is to be read in the list."""


TASKS = [
    Task("payment_method_update", new_card),
    Task("customer_update", new_city),
    Task("subscription_update", new_plan),
    Task("subscription_update_confirm", confirm, {"price": "per year"}),
    Task("subscription_pause", take_a_break),
    Task("subscription_cancel", stay, {"retention_coupon": "Stay a while"}),
]


@pytest.mark.parametrize("task", TASKS, ids=[task.flow for task in TASKS])
def test_flow__from_the_desk_to_its_outcome(
    sigrid: Visitor, alice: Visitor, post_office: PostOffice, task: Task
) -> None:
    desk.open_form(sigrid)
    desk.fill(sigrid, what=task.flow)
    for name, wanted in task.fields.items():
        choose(sigrid, name, wanted)
    desk.fill(sigrid, message="As promised on the telephone.", send=True)
    sigrid.press("Create link")
    assert "Sent to alice@nordlicht.example" in desk.e_mail(sigrid)

    alice.page.goto(post_office.letter("alice").link)
    assert "As promised on the telephone." in alice.text
    alice.press("Continue")
    alice.page.wait_for_url(PORTAL)
    task.act(alice)
    alice.page.wait_for_url(ACCOUNT)

    seen = desk.visits(sigrid)
    assert "alice" in seen
    assert "completed" in seen


def choose(staff: Visitor, name: str, wanted: str) -> None:
    listed = staff.page.locator(f"[name={name}] option", has_text=wanted).first
    staff.page.locator(f"[name={name}]").select_option(listed.get_attribute("value"))
