"""A link on its way: who may press it, who may not, how often, and what staff do when it goes wrong."""

import re

from . import desk
from .conftest import Meet
from .nordlicht import Nordlicht
from .post import PostOffice
from .visitors import ACCOUNT, PORTAL, Visitor

CARD = {"what": "payment_method_update"}


def press(visitor: Visitor, link: str) -> None:
    visitor.page.goto(link)
    visitor.press("Continue")
    visitor.page.wait_for_url(PORTAL)


def test_link__opened_mints_nothing(sigrid: Visitor, alice: Visitor, nordlicht: Nordlicht) -> None:
    link = desk.make_link(sigrid, **CARD)

    alice.page.goto(link)
    alice.page.reload()

    assert alice.heading == "Update payment method"
    assert nordlicht.minted() == 0


def test_link__signed_out_customer_signs_in_on_the_way(sigrid: Visitor, meet: Meet) -> None:
    stranger = meet()
    stranger.page.goto(desk.make_link(sigrid, **CARD))
    stranger.press("Alice")
    stranger.press("Continue")
    stranger.page.wait_for_url(PORTAL)

    assert "Save card" in stranger.text


def test_link__of_somebody_else_is_not_there(sigrid: Visitor, dora: Visitor, nordlicht: Nordlicht) -> None:
    dora.page.goto(desk.make_link(sigrid, **CARD))

    assert dora.code == "unknown_link"
    assert nordlicht.minted() == 0


def test_link__of_a_team_is_its_owners(sigrid: Visitor, olga: Visitor) -> None:
    sigrid.page.goto("/admin/nordlicht/team/")
    sigrid.follow("Fjord Studio")
    sigrid.follow("Create billing link…")
    desk.fill(sigrid, **CARD)
    sigrid.press("Create link")

    press(olga, desk.address(sigrid))

    assert "Save card" in olga.text


def test_link__for_its_holder_needs_no_login(sigrid: Visitor, meet: Meet, post_office: PostOffice) -> None:
    desk.make_link(sigrid, **CARD, audience="holder", send=True)
    holder = meet()
    press(holder, post_office.letter("alice").link)
    holder.page.get_by_label("Mastercard").check()
    holder.press("Save card")
    holder.page.get_by_text("You can close this page now").wait_for()

    seen = desk.visits(sigrid)

    assert "whoever held the link" in seen
    assert "completed" in seen


def test_link__works_once(sigrid: Visitor, alice: Visitor, nordlicht: Nordlicht) -> None:
    link = desk.make_link(sigrid, **CARD)
    press(alice, link)
    alice.page.get_by_label("Mastercard").check()
    alice.press("Save card")
    alice.page.wait_for_url(ACCOUNT)

    alice.page.goto(link)

    assert alice.code == "link_used_up"
    assert nordlicht.minted() == 1


def test_link__pressed_twice_is_one_session(sigrid: Visitor, alice: Visitor, nordlicht: Nordlicht) -> None:
    alice.page.goto(desk.make_link(sigrid, **CARD))
    alice.page.get_by_role("button", name="Continue").dblclick()
    alice.page.wait_for_url(PORTAL)

    assert nordlicht.minted() == 1
    assert "1 of 1" in links(sigrid)


def test_link__pressed_in_two_tabs_is_one_session(sigrid: Visitor, alice: Visitor, nordlicht: Nordlicht) -> None:
    link = desk.make_link(sigrid, **CARD)
    other = alice.page.context.new_page()
    other.goto(link)
    press(alice, link)
    other.get_by_role("button", name="Continue").click()
    other.wait_for_url(PORTAL)

    assert nordlicht.minted() == 1


def test_link__revoked(sigrid: Visitor, alice: Visitor, nordlicht: Nordlicht) -> None:
    link = desk.make_link(sigrid, **CARD)
    alice.page.goto(link)
    desk.open_link(sigrid)
    sigrid.follow("Revoke…")
    sigrid.page.get_by_label("Reason").fill("It went to the wrong person")
    sigrid.press("Revoke")
    sigrid.page.get_by_text("1 link was revoked").wait_for()

    alice.press("Continue")
    alice.page.locator("[data-code]").wait_for()

    assert alice.code == "link_revoked"
    assert nordlicht.minted() == 0
    assert "It went to the wrong person" in desk.trail(sigrid)


def test_link__to_cancel_what_is_cancelled_offers_the_portal(sigrid: Visitor, alice: Visitor) -> None:
    link = desk.make_link(sigrid, what="subscription_cancel")
    alice.to_portal("Cancel plan")
    alice.follow("No thanks, continue cancelling")
    alice.press("Cancel subscription")
    alice.press("No thanks")
    alice.page.wait_for_url(ACCOUNT)

    alice.page.goto(link)
    assert "set to be cancelled already" in alice.text
    assert alice.page.get_by_role("button", name="Continue").count() == 0
    alice.to_portal("Open the billing portal")

    assert "Plus" in alice.text


def test_desk__says_what_would_not_work(sigrid: Visitor, alice: Visitor) -> None:
    alice.to_portal("Take a break")
    alice.press("Pause subscription")
    alice.page.wait_for_url(ACCOUNT)
    desk.open_form(sigrid)
    desk.fill(sigrid, what="subscription_pause")
    sigrid.press("Check")

    assert "This would not work now" in sigrid.text
    desk.fill(sigrid, confirm=True)
    sigrid.press("Create link")

    assert "/billing/link/" in desk.address(sigrid)


def test_desk__without_customer(sigrid: Visitor) -> None:
    desk.open_form(sigrid, "eve")

    assert sigrid.page.get_by_role("button", name="Create link").count() == 0


def test_e_mail__that_failed_is_shown_and_repeated(sigrid: Visitor, post_office: PostOffice) -> None:
    post_office.closed = True
    link = desk.make_link(sigrid, **CARD, send=True)
    assert "Not sent to alice@nordlicht.example" in desk.e_mail(sigrid)

    post_office.closed = False
    sigrid.press("Send by e-mail")
    sigrid.page.locator(".field-sent", has_text="Sent to").wait_for()

    assert post_office.letter("alice").link == link
    assert "sent" in links(sigrid)


def test_e_mail__again_from_the_links_page(sigrid: Visitor, post_office: PostOffice) -> None:
    link = desk.make_link(sigrid, **CARD)
    desk.open_link(sigrid)
    sigrid.follow("Send")
    sigrid.press("Send")
    sigrid.page.get_by_text("The link was sent to alice@nordlicht.example").wait_for()

    assert post_office.letter("alice").link == link


def test_address__again(sigrid: Visitor) -> None:
    link = desk.make_link(sigrid, **CARD)
    desk.open_link(sigrid)
    assert link not in sigrid.page.content()
    sigrid.follow("Copy address again")
    assert link not in sigrid.page.content()
    sigrid.press("Show the address")
    sigrid.page.locator("#billing-link").wait_for()

    assert desk.address(sigrid) == link
    assert "sigrid" in desk.trail(sigrid)


def test_copy__puts_the_address_into_the_clipboard(meet: Meet) -> None:
    sigrid = meet("Sigrid", permissions=["clipboard-read", "clipboard-write"])
    link = desk.make_link(sigrid, **CARD)

    sigrid.press("Copy")

    sigrid.page.wait_for_function("link => navigator.clipboard.readText().then(text => text === link)", arg=link)


def test_form__sent_twice_is_one_link_and_one_e_mail(sigrid: Visitor, post_office: PostOffice) -> None:
    desk.open_form(sigrid)
    desk.fill(sigrid, **CARD, send=True)
    sigrid.press("Create link")
    link = desk.address(sigrid)
    sigrid.page.reload()

    assert desk.address(sigrid) == link
    assert post_office.letter("alice").link == link


def test_portal__opened_as_the_customer(sigrid: Visitor) -> None:
    sigrid.page.goto("/admin/auth/user/")
    sigrid.page.get_by_role("link", name="alice", exact=True).click()
    sigrid.follow("Open the portal as this customer")
    sigrid.page.get_by_label("Reason").fill("Alice cannot find her invoice")
    sigrid.press("Open the portal")
    sigrid.page.wait_for_url(PORTAL)
    assert "Plus" in sigrid.text
    sigrid.follow("Return to Nordlicht")
    sigrid.page.wait_for_url(re.compile("/admin/auth/user/"))

    sigrid.page.goto("/admin/billing_portal/portalsession/")

    assert "sigrid" in sigrid.page.locator("#result_list").inner_text()


def test_viggo__sees_and_does_nothing(sigrid: Visitor, viggo: Visitor) -> None:
    desk.make_link(sigrid, **CARD)
    viggo.page.goto("/admin/auth/user/")
    viggo.page.get_by_role("link", name="alice", exact=True).click()
    viggo.page.get_by_role("heading", level=1).wait_for()
    assert viggo.page.get_by_role("link", name="Create billing link…").count() == 0

    desk.open_link(viggo)

    assert viggo.page.locator(".object-tools").inner_text().strip().lower() == "history"


def links(staff: Visitor) -> str:
    staff.page.goto(desk.LINKS)
    return staff.page.locator("#result_list").inner_text()
