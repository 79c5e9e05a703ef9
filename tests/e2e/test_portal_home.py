"""What people do on the portal's home page shows on the account page when they come back."""

from .visitors import ACCOUNT, Visitor


def cancel(visitor: Visitor) -> None:
    visitor.to_portal("Cancel plan")
    visitor.follow("No thanks, continue cancelling")
    visitor.press("Cancel subscription")
    visitor.press("No thanks")
    visitor.page.wait_for_url(ACCOUNT)


def test_renew__takes_the_cancellation_back(alice: Visitor) -> None:
    cancel(alice)
    alice.to_portal()
    alice.follow("Don't cancel")
    alice.press("Don't cancel")
    assert "Your subscription goes on" in alice.text

    alice.back()

    assert "Next invoice" in alice.plan.inner_text()


def test_resume__ends_the_break(alice: Visitor) -> None:
    alice.to_portal("Take a break")
    alice.press("Pause subscription")
    alice.page.wait_for_url(ACCOUNT)
    alice.to_portal()
    alice.follow("Resume")
    alice.press("Resume subscription")

    alice.back()

    assert "Active" in alice.plan.inner_text()


def test_card__added_and_used_from_now_on(alice: Visitor) -> None:
    alice.to_portal()
    alice.follow("Add payment method")
    alice.page.get_by_label("American Express").check()
    alice.press("Save card")

    alice.back()

    assert "0005" in alice.plan.inner_text()


def test_invoice__can_be_read(alice: Visitor) -> None:
    alice.to_portal()
    alice.page.get_by_role("table").get_by_role("link").first.click()

    assert "€9.00" in alice.text


def test_month__passes_and_the_plan_renews(alice: Visitor) -> None:
    before = alice.plan.locator("dd").first.inner_text()
    alice.wait("1 month")
    alice.to_portal()

    alice.back()

    assert alice.plan.locator("dd").first.inner_text() != before


def test_month__passes_and_the_cancelled_plan_is_gone(alice: Visitor) -> None:
    cancel(alice)
    alice.wait("1 month")
    alice.to_portal()

    alice.back()

    assert "Your old invoices are still in billing" in alice.plan.inner_text()


def test_lapsed__starts_anew(alice: Visitor) -> None:
    cancel(alice)
    alice.wait("1 month")
    alice.to_portal()
    alice.back()
    alice.follow("See the plans")
    alice.press("Start Plus")
    alice.page.wait_for_url(ACCOUNT)

    assert "€9 a month" in alice.plan.inner_text()
