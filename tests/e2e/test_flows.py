"""Every task, from the button on the account page to the end that its flow asks for."""

from .visitors import ACCOUNT, Visitor


def test_home__there_and_back(alice: Visitor) -> None:
    alice.to_portal()
    assert "Plus" in alice.text

    alice.back()

    assert "Welcome back" in alice.message


def test_update_card__redirects_to_account(alice: Visitor) -> None:
    alice.to_portal("Update card")
    alice.page.get_by_label("Mastercard").check()
    alice.press("Save card")
    alice.page.wait_for_url(ACCOUNT)

    assert "Your new card is on file" in alice.message
    assert "Mastercard •••• 4444" in alice.plan.inner_text()


def test_billing_details__ends_on_portal_homepage(alice: Visitor) -> None:
    alice.to_portal("Billing details")
    alice.page.get_by_label("City").fill("Tromsø")
    alice.press("Save")
    assert "Billing details saved" in alice.text

    alice.back()

    assert "Welcome back" in alice.message


def test_change_plan__ends_on_hosted_confirmation(alice: Visitor) -> None:
    alice.to_portal("Change plan")
    alice.page.get_by_label("Team").check()
    alice.press("Continue")
    alice.press("Confirm")
    assert "Nordlicht keeps watching" in alice.text

    alice.back()

    assert "Team" in alice.plan.inner_text()
    assert "€29" in alice.plan.inner_text()


def test_pay_yearly__redirects_to_account(alice: Visitor) -> None:
    alice.to_portal("Pay yearly")
    alice.press("Confirm")
    alice.page.wait_for_url(ACCOUNT)

    assert "once a year" in alice.message
    assert "€90 a year" in alice.plan.inner_text()


def test_pause__comes_straight_back_without_an_end_of_its_own(alice: Visitor) -> None:
    alice.to_portal("Take a break")
    alice.press("Pause subscription")
    alice.page.wait_for_url(ACCOUNT)

    assert "Your plan is taking a break" in alice.message
    assert "Paused" in alice.plan.inner_text()


def test_cancel__declines_offer_and_redirects(alice: Visitor) -> None:
    alice.to_portal("Cancel plan")
    assert "20" in alice.text
    alice.follow("No thanks, continue cancelling")
    alice.press("Cancel subscription")
    alice.press("No thanks")
    alice.page.wait_for_url(ACCOUNT)

    assert "Thank you for telling us" in alice.message
    assert "Ends on" in alice.plan.inner_text()


def test_cancel__accepts_retention_coupon(alice: Visitor) -> None:
    alice.to_portal("Cancel plan")
    alice.press("Accept offer")
    alice.page.wait_for_url(ACCOUNT)

    assert "Active" in alice.plan.inner_text()


def test_cancel__is_no_longer_offered_once_cancelled(alice: Visitor) -> None:
    alice.to_portal("Cancel plan")
    alice.follow("No thanks, continue cancelling")
    alice.press("Cancel subscription")
    alice.press("No thanks")
    alice.page.wait_for_url(ACCOUNT)

    assert alice.page.get_by_role("button", name="Cancel plan").count() == 0


def test_card__declined_by_the_bank(alice: Visitor) -> None:
    alice.to_portal("Update card")
    alice.page.get_by_label("A card that is declined").check()
    alice.press("Save card")

    assert "Your card was declined" in alice.text
