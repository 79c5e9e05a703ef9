"""What goes wrong at Stripe: a friendly page, no traceback, and a way to go on."""

from typing import TYPE_CHECKING

import pytest

from .nordlicht import Nordlicht
from .visitors import Visitor

if TYPE_CHECKING:
    from playwright.sync_api import Page

PASSING = ["server_error", "rate_limit", "lock_timeout", "garbage"]
LASTING = {
    "no_configuration": "not_configured",
    "wrong_key": "key_rejected",
    "missing_permission": "key_rejected",
}
TELLTALE = ("Traceback", "sk_test", "cus_", "req_", "Exception", "dashboard.stripe.com", "stripe.error")


def is_friendly(visitor: Visitor) -> bool:
    return not any(word in visitor.page.content() for word in TELLTALE)


@pytest.fixture
def alice(shaken: Nordlicht, alice: Visitor) -> Visitor:
    return alice


def test_stripe_down__says_try_again(alice: Visitor) -> None:
    alice.switch_on("down")
    alice.press("Manage billing")

    assert alice.code == "stripe_unavailable"
    assert is_friendly(alice)


@pytest.mark.parametrize("fault", PASSING)
def test_passing_fault__says_try_again(alice: Visitor, fault: str) -> None:
    alice.switch_on(fault)
    alice.press("Manage billing")

    assert alice.page.get_by_role("button", name="Try again").is_visible()
    assert is_friendly(alice)


@pytest.mark.parametrize(("fault", "code"), LASTING.items())
def test_lasting_fault__says_that_we_look_into_it(alice: Visitor, fault: str, code: str) -> None:
    alice.switch_on(fault)
    alice.press("Manage billing")

    assert alice.code == code
    assert is_friendly(alice)


def test_stripe_slow__is_waited_for(alice: Visitor) -> None:
    alice.switch_on("slow", seconds=2)

    alice.to_portal()

    assert "Plus" in alice.text


def test_stripe_too_slow__answers_within_the_deadline(alice: Visitor) -> None:
    alice.switch_on("slow", seconds=60)
    alice.page.set_default_timeout(20_000)
    alice.press("Manage billing")

    assert alice.code == "stripe_unavailable"


def test_stripe_back__the_second_try_works(alice: Visitor) -> None:
    alice.switch_on("server_error")
    alice.press("Manage billing")
    alice.heal()

    alice.to_portal("Try again")

    assert "Plus" in alice.text


def test_expired_session__offers_the_way_back(alice: Visitor) -> None:
    alice.switch_on("expired_sessions")
    alice.to_portal()
    assert alice.heading == "This session has expired"

    alice.back()

    assert "Welcome back" in alice.message


def test_account__shows_old_figures_while_stripe_is_down(alice: Visitor) -> None:
    alice.to_portal()
    alice.switch_on("down")
    alice.back()

    assert "€9" in alice.plan.inner_text()


def test_forgotten_customer__is_told_to_ask_us(alice: Visitor) -> None:
    def forget(tab: "Page") -> None:
        tab.get_by_text("Forget everything…").click()
        tab.get_by_role("button", name="Forget everything").click()

    alice.in_panel(forget)
    alice.press("Manage billing")

    assert alice.code == "stale_customer"
    assert is_friendly(alice)
