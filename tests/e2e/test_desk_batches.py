"""Many customers at once: a page that lives, and what became of each of them."""

from django_billing_portal.services.batch_leases import BEAT

from . import desk
from .post import PostOffice
from .visitors import Visitor

PEOPLE = ("alice", "dora", "eve")


def send_to_many(staff: Visitor) -> None:
    staff.page.goto("/admin/auth/user/")
    for name in PEOPLE:
        staff.page.get_by_role("row").filter(has_text=f"{name}@").get_by_role("checkbox").check()
    staff.page.locator("select[name=action]").first.select_option("issue_billing_links")
    staff.page.locator(".actions button").first.click()
    desk.fill(staff, what="payment_method_update", message="Your card expires this month.", send=True)
    staff.press("Create links")


def await_state(staff: Visitor, state: str) -> None:
    staff.page.locator(".billing-batch-now").get_by_text(state, exact=True).wait_for()


def recipients(post_office: PostOffice) -> list[str]:
    return sorted(letter.recipient.partition("@")[0] for letter in post_office.letters)


def test_batch__comes_to_its_end_while_one_looks(sigrid: Visitor, post_office: PostOffice) -> None:
    with post_office.slow():
        send_to_many(sigrid)
        post_office.await_sender()
        await_state(sigrid, "running")
    await_state(sigrid, "finished")

    assert recipients(post_office) == ["alice", "dora"]
    refused = sigrid.page.locator(".billing-batch-people").inner_text()
    assert "eve" in refused
    assert "no_customer" in refused


def test_batch__stops_and_resumes_and_nobody_gets_two(sigrid: Visitor, post_office: PostOffice) -> None:
    with post_office.slow():
        send_to_many(sigrid)
        post_office.await_sender()
        sigrid.press("Stop")
        await_state(sigrid, "stopping")
        # A worker asks once a second whether to go on; it may be slower, and never quicker.
        sigrid.page.wait_for_timeout(1000 * BEAT + 100)
    await_state(sigrid, "stopped")
    assert len(post_office.letters) == 1

    sigrid.press("Resume")
    await_state(sigrid, "finished")

    assert recipients(post_office) == ["alice", "dora"]
    assert "3 of 3" in sigrid.text


def test_batch__of_a_post_office_that_is_closed(sigrid: Visitor, post_office: PostOffice) -> None:
    post_office.closed = True
    send_to_many(sigrid)
    await_state(sigrid, "finished")
    assert "alice" in sigrid.page.locator(".billing-batch-people").inner_text()

    post_office.closed = False
    sigrid.press("Resume")
    await_state(sigrid, "finished")

    assert recipients(post_office) == ["alice", "dora"]
