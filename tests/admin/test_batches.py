"""The page of a batch: how far it is, whom it could not serve, its buttons, and its results as a CSV."""

import csv
import io
import uuid
from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from django_billing_portal import flows
from django_billing_portal.admin import batch_pages
from django_billing_portal.models import PortalBatch, PortalLink
from django_billing_portal.models.states import BatchState, EntryState
from django_billing_portal.services.batches import BatchWishes, run_batch, start_batch, stop_batch
from django_billing_portal.services.trail import Act
from tests.admin.conftest import desk_of

PAGES = ("progress", "numbers", "results")
CHANGES = ("stop", "resume", "resend")


def url(name: str, batch: PortalBatch) -> str:
    return reverse(f"admin:billing_portal_portalbatch_{name}", args=[batch.pk])


def page(desk, batch: PortalBatch, **query: str) -> str:
    return desk.get(url("progress", batch), query).content.decode()


@pytest.fixture
def batch(alice, eve, minted, portal) -> PortalBatch:
    """Waits for a worker; alice has a customer, eve has none."""
    portal(LINKS_PER_SECOND=0)
    people = User.objects.filter(username__in=["alice", "eve"])
    return start_batch(subjects=people, wishes=BatchWishes(flow=flows.PaymentMethodUpdate()), created_by=alice)


def at_work(batch: PortalBatch, **facts) -> PortalBatch:
    now = timezone.now()
    known = {
        "state": BatchState.RUNNING,
        "worker": uuid.uuid4(),
        "lease_until": now + timedelta(minutes=1),
        "worker_since": now - timedelta(seconds=4),
    }
    PortalBatch.objects.filter(pk=batch.pk).update(**known | facts)
    return batch


def test_list__leads_to_the_page(desk, batch) -> None:
    seen = desk.get(reverse("admin:billing_portal_portalbatch_changelist")).content.decode()
    answer = desk.get(reverse("admin:billing_portal_portalbatch_change", args=[batch.pk]))

    assert "Update payment method" in seen
    assert "waiting for a worker" in seen
    assert answer.url == url("progress", batch)


@pytest.mark.parametrize(
    ("wishes", "words"),
    [
        ({}, "the portal&#x27;s home page"),
        ({"flow": "leave"}, "leave"),
        ({"flow": {"v": 99}}, "a flow of another release"),
    ],
    ids=["home", "named", "of another release"],
)
def test_page__names_the_flow(desk, wishes, words) -> None:
    assert words in page(desk, PortalBatch.objects.create(wishes=wishes))


def test_page__while_it_waits_and_when_it_is_done(desk, batch) -> None:
    waiting = page(desk, batch)
    run_batch(batch.public_id)
    done = page(desk, batch)

    assert "0 of 2 people" in waiting
    assert f'data-numbers="{url("numbers", batch)}"' in waiting
    assert '<noscript><meta http-equiv="refresh"' in waiting
    assert "2 of 2 people" in done
    assert "no_customer" in done
    assert "data-numbers" not in done
    assert 'http-equiv="refresh"' not in done


def test_page__says_how_fast_it_goes(desk, batch) -> None:
    at_work(batch)
    batch.entries.filter(subject_name="eve").update(state=EntryState.REFUSED)

    assert "0.2 a second, 4 seconds left" in page(desk, batch).replace("5 seconds", "4 seconds").replace("0.3", "0.2")


def test_page__says_how_many_minutes_are_left(desk, batch) -> None:
    at_work(batch, worker_since=timezone.now() - timedelta(seconds=600))
    batch.entries.filter(subject_name="eve").update(state=EntryState.REFUSED)

    assert "0.0 a second, about 10 minutes left" in page(desk, batch)


def test_page__says_that_no_worker_came(desk, batch) -> None:
    at_work(batch, lease_until=timezone.now() - timedelta(seconds=1), failure="No worker could be called.")

    seen = page(desk, batch)

    assert "No worker has shown a sign of life for 30 seconds" in seen
    assert "No worker could be called." in seen
    assert url("resume", batch) in seen


def test_page__people_of_one_state_a_page_at_a_time(desk, batch, monkeypatch) -> None:
    monkeypatch.setattr(batch_pages, "PEOPLE", 1)

    first, second = page(desk, batch, shown="waiting"), page(desk, batch, shown="waiting", page="2")

    assert ("alice" in first.split("<tbody>")[1], "eve" in first.split("<tbody>")[1]) == (True, False)
    assert "eve" in second.split("<tbody>")[1]
    assert '<a href="?shown=waiting&amp;page=1">' in second
    assert "Nobody." in page(desk, batch, shown="sent")
    assert "Nobody was refused" in page(desk, batch, shown="nonsense", page="nonsense")


def test_page__many_pages_are_elided(desk, batch, monkeypatch) -> None:
    monkeypatch.setattr(batch_pages, "PEOPLE", 1)
    for number in range(30):
        batch.entries.create(subject_type="auth.user", subject_id=f"x{number}", state=EntryState.REFUSED)

    assert "<span>…</span>" in page(desk, batch)
    assert '<a href="?page=30">' in page(desk, batch)


def test_numbers__as_the_page_shows_them(desk, batch) -> None:
    news = desk.get(url("numbers", batch)).json()

    assert news["texts"] == {"state": "waiting for a worker", "done": "0 of 2 people", "pace": "", "trouble": ""}
    assert (news["counts"], news["value"], news["max"]) == ({"waiting": "2"}, 0, 2)


def test_buttons__stop_and_resume(desk, batch) -> None:
    assert desk.post(url("stop", batch)).url == url("progress", batch)
    batch.refresh_from_db()
    assert batch.state == BatchState.STOPPED

    desk.post(url("resume", batch))
    batch.refresh_from_db()
    assert batch.state == BatchState.WAITING


def test_buttons__send_again_to_those_perhaps_sent(desk, batch) -> None:
    run_batch(batch.public_id)
    batch.entries.filter(subject_name="alice").update(state=EntryState.UNSURE)
    PortalLink.objects.update(sends=0, sent_at=None)
    assert url("resend", batch) in page(desk, batch)

    desk.post(url("resend", batch))

    assert batch.entries.get(subject_name="alice").state == EntryState.WAITING
    assert LogEntry.objects.latest("pk").get_change_message() == Act.RESENT_UNSURE.label


def test_buttons__too_late(desk, batch) -> None:
    run_batch(batch.public_id)

    answer = desk.post(url("stop", batch), follow=True)

    assert "There is nothing to stop" in answer.content.decode()


def test_results__one_line_a_person(desk, batch) -> None:
    batch.entries.filter(subject_name="eve").update(subject_name="=cmd()")
    run_batch(batch.public_id)

    answer = desk.get(url("results", batch))
    lines = list(csv.DictReader(io.StringIO(answer.getvalue().decode())))

    assert answer.headers["Content-Disposition"] == f'attachment; filename="billing-links-{batch.pk}.csv"'
    assert "no-store" in answer.headers["Cache-Control"]
    assert [(line["name"], line["state"], line["code"], line["email"]) for line in lines] == [
        ("alice", "sent", "", "alice@example.com"),
        ("'=cmd()", "refused", "no_customer", ""),
    ]


def test_results__with_addresses_are_written_down(desk, batch) -> None:
    desk.get(url("results", batch))
    assert not LogEntry.objects.filter(change_message__startswith="Downloaded").exists()
    run_batch(batch.public_id)

    desk.get(url("results", batch))

    entry = LogEntry.objects.get(change_message__startswith="Downloaded")
    assert entry.get_edited_object() == batch
    assert entry.get_change_message() == Act.DOWNLOADED_RESULTS.label


@pytest.mark.parametrize("name", PAGES)
def test_pages__need_the_permission_to_see(staff_with, batch, name) -> None:
    assert desk_of(staff_with("run_portalbatch")).get(url(name, batch)).status_code == 403


def test_pages__change_nothing(desk, batch, django_assert_num_queries) -> None:
    before = PortalBatch.objects.values().get()

    assert [desk.get(url(name, batch)).status_code for name in PAGES] == [200] * 3
    assert [desk.get(url(name, batch)).status_code for name in CHANGES] == [405] * 3
    assert PortalBatch.objects.values().get() == before


@pytest.mark.parametrize("permissions", [(), ("run_portalbatch",), ("view_portalbatch",)], ids=str)
@pytest.mark.parametrize("name", CHANGES)
def test_buttons__need_both_permissions(staff_with, batch, name, permissions) -> None:
    browser = desk_of(staff_with(*permissions))

    assert browser.post(url(name, batch)).status_code == 403
    batch.refresh_from_db()
    assert batch.state == BatchState.WAITING


def test_buttons__not_shown_to_those_who_may_only_look(staff_with, batch) -> None:
    seen = page(desk_of(staff_with("view_portalbatch")), batch)

    assert url("stop", batch) not in seen


@pytest.mark.parametrize("name", ["resume", "resend"])
@pytest.mark.parametrize("sends", [True, False], ids=["e-mails", "only makes links"])
def test_buttons__that_e_mail_need_the_permission_to(staff_with, batch, name, sends) -> None:
    batch.sends = sends
    batch.save()
    batch.entries.filter(subject_name="eve").update(state=EntryState.UNSURE)
    stop_batch(batch)
    browser = desk_of(staff_with("view_portalbatch", "run_portalbatch"))

    assert (url(name, batch) in page(browser, batch)) is not sends
    assert browser.post(url(name, batch)).status_code == (403 if sends else 302)
    batch.refresh_from_db()
    assert batch.state == (BatchState.STOPPED if sends else BatchState.WAITING)


@pytest.mark.urls("tests.admin.mailroom")
def test_site__another_one_keeps_its_staff(desk, batch) -> None:
    here = f"/mailroom/billing_portal/portalbatch/{batch.pk}"

    seen = desk.get(f"{here}/progress/").content.decode()

    assert f'action="{here}/stop/"' in seen
    assert "/admin/" not in seen.split('id="content-main"')[1]
    assert desk.get(f"{here}/change/").url == desk.post(f"{here}/stop/").url == f"{here}/progress/"


def test_list__counts_nobody(desk, batch, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(20) as asked:
        seen = desk.get(reverse("admin:billing_portal_portalbatch_changelist")).content.decode()

    assert '<td class="field-people">2</td>' in seen
    assert "portalbatchentry" not in str(asked.captured_queries)


def test_admin__nothing_can_be_added_or_deleted(desk, batch) -> None:
    assert desk.get(reverse("admin:billing_portal_portalbatch_add")).status_code == 403
    assert desk.get(reverse("admin:billing_portal_portalbatch_delete", args=[batch.pk])).status_code == 403
