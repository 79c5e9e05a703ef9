"""Links from the shell: for one, for a file, tried first, stopped and resumed."""

import csv
import io
import re
import signal
import stat
from datetime import datetime, timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import CommandError, call_command
from django.core.management.base import OutputWrapper
from django.utils import timezone

from django_billing_portal import flows
from django_billing_portal.management.linking import values
from django_billing_portal.management.linking.progress import Voice
from django_billing_portal.management.linking.reports import Report
from django_billing_portal.management.linking.results import Result
from django_billing_portal.models import PortalBatch, PortalLink
from django_billing_portal.services.links import link_url
from tests.factories import PortalCustomerFactory, TeamFactory, UserFactory
from tests.seeded import plant

#: What every run starts with, and a test of its own reads.
BEGUN = re.compile(r"^Batch \S+\. If this ends early: .*\n")


@pytest.fixture(autouse=True)
def _fast(db, settings):
    plant()
    settings.BILLING_PORTAL = {
        **settings.BILLING_PORTAL,
        "LINKS_PER_SECOND": 0,
        "LINK_HOLDERS": True,
        "FLOWS": {"card": flows.PaymentMethodUpdate()},
    }


@pytest.fixture
def options(settings):
    """Change entries of BILLING_PORTAL for one test."""

    def change(**options):
        settings.BILLING_PORTAL = {**settings.BILLING_PORTAL, **options}

    return change


@pytest.fixture
def run():
    """Run the command; return its exit code, and what it says beside the batch's id."""

    def run(*arguments):
        out, told = io.StringIO(), ""
        code = 0
        try:
            call_command("billing_portal_link", *map(str, arguments), stdout=out)
        except CommandError as error:
            code, told = error.returncode, str(error)
        return code, BEGUN.sub("", out.getvalue(), count=1) + told

    return run


@pytest.fixture
def sheet(tmp_path):
    """Write a file of people."""

    def write(text, encoding="utf-8"):
        path = tmp_path / "people.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return write


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def sent_to():
    return [message.to[0] for message in mail.outbox]


class TestOne:
    def test_user(self, run, alice):
        code, said = run(
            "--user", "alice", "--email", "--flow", "card", "--expires", "3d", "--uses", 2, "--message", "Hi"
        )

        link = PortalLink.objects.get()
        assert (code, said) == (0, "1 sent.\n")
        assert sent_to() == ["alice@example.com"]
        assert (link.flow_name, link.max_uses, link.message, link.audience) == ("card", 2, "Hi", "customer")
        assert timedelta(days=2) < link.expires_at - timezone.now() < timedelta(days=4)

    def test_user__by_primary_key(self, run, alice):
        assert run("--user", alice.pk)[0] == 0

    def test_subject(self, run):
        team = TeamFactory()
        PortalCustomerFactory(subject=team, customer="cus_alice")

        assert run("--subject", f"People.Team:{team.pk}") == (0, "1 issued.\n")
        assert PortalLink.objects.get().subject_name == "Nordlicht"

    def test_no_email__unless_asked_for(self, run, alice):
        run("--user", "alice")

        assert mail.outbox == []

    def test_address__only_where_asked_for(self, run, alice):
        _code, said = run("--user", "alice")
        link = PortalLink.objects.get()
        assert link_url(link) not in said

        _code, said = run("--user", "alice", "--show-links")
        link = PortalLink.objects.latest("pk")
        assert said == f"auth.user:{alice.pk} {link_url(link)}\n1 issued.\n"

    def test_address__told_in_the_name_of_somebody_is_in_the_trail(self, run, alice, bob):
        run("--user", "alice", "--by", bob.username)
        assert "Saw the address" not in str(LogEntry.objects.values_list("change_message"))

        run("--user", "alice", "--by", bob.username, "--show-links")
        entry = LogEntry.objects.get(change_message="Saw the address of the billing link")
        assert (entry.user, entry.get_edited_object()) == (bob, PortalLink.objects.latest("pk"))

    def test_refused(self, run, eve):
        code, said = run("--user", "eve", "--email")

        assert code == 1
        assert said.startswith(f"auth.user:{eve.pk} eve: refused, no_customer: The resolver knows no customer")
        assert said.endswith("1 refused.\n1 of 1 got no link, or perhaps no e-mail.")

    def test_type_of_flow__that_needs_no_parameters(self, run, alice):
        run("--user", "alice", "--flow", "payment_method_update", "--by", "alice", "--audience", "holder")

        link = PortalLink.objects.get()
        assert (link.flow_name, link.flow_type, link.issued_by) == ("", "payment_method_update", alice)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "one of the arguments --subject --user --csv --resume is required"),
        (["--user", "nobody"], "There is no user 'nobody'."),
        (["--subject", "auth.user"], "There is no 'auth.user': write app.model:primary-key."),
        (["--subject", "no.model:5"], "There is no 'no.model:5'"),
        (["--user", "alice", "--flow", "leave"], "'leave' is neither in FLOWS (card) nor a type"),
        (["--user", "alice", "--expires", "soon"], "'soon' is no time"),
        (["--user", "alice", "--expires", "2026-99-99"], "'2026-99-99' is no time"),
        (["--user", "alice", "--uses", "two"], "'two' is no number."),
        (["--user", "alice", "--uses", "0"], "may be used from 1 to"),
        (["--user", "alice", "--expires", "99w"], "A link lives from now on"),
        (["--csv", "/nowhere/people.csv"], "No such file"),
        (["--user", "alice", "--results", "/nowhere/results.csv"], "No such file"),
        (["--resume", "x"], "There is no batch 'x'."),
        (["--resume", "00000000-0000-0000-0000-000000000000"], "There is no batch"),
    ],
)
def test_usage__exit_code_2(run, alice, arguments, said):
    code, text = run(*arguments)

    # What argparse refuses has the exit code 2 on a command line, and none of its own here.
    assert code in {1, 2}
    assert said in text
    assert not PortalLink.objects.exists()


@pytest.mark.parametrize("text", ["2030-06-01", "2030-06-01T12:00:00Z"])
def test_expires__without_time_zones(settings, text):
    settings.USE_TZ = False
    end = datetime(2030, 6, 2)  # noqa: DTZ001

    assert timedelta() < end - (timezone.now() + values.period(text)) < timedelta(days=1)


@pytest.mark.parametrize("text", ["2w", "12h", "30M", "5 d", "tomorrow at noon", "a whole day"])
def test_expires__in_many_ways(run, alice, settings, text):
    settings.BILLING_PORTAL = {**settings.BILLING_PORTAL, "LINK_MAX_AGE": timedelta(weeks=3)}
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=1)
    known = {"tomorrow at noon": noon.isoformat(), "a whole day": noon.date().isoformat()}

    assert run("--user", "alice", "--expires", known.get(text, text))[0] == 0

    if text == "a whole day":
        assert timezone.localtime(PortalLink.objects.get().expires_at).date() == noon.date()


class TestMany:
    @pytest.fixture(autouse=True)
    def _people(self, alice, bob, eve):
        """Everybody of the suite."""

    def test_everybody_once(self, run, sheet, alice, bob, eve):
        code, said = run("--csv", sheet("user\nalice\nbob\neve\n"), "--email")

        assert code == 1
        assert sorted(sent_to()) == ["alice@example.com", "bob@example.com"]
        assert "1 refused, 2 sent.\n" in said

    @pytest.mark.parametrize(
        ("text", "encoding"),
        [
            ("User;Message\r\n\r\nalice;Hi; there\r\n;;\r\nbob;\r\n", "utf-8-sig"),
            ('message\tuser\n"Hi,\n""you"""\talice\n\tbob\n', "utf-8"),
            ("user,note\nalice,x,y,z\nbob", "utf-8"),
        ],
        ids=["excel", "tabs and quotes", "short and long lines"],
    )
    def test_file__however_it_was_written(self, run, sheet, text, encoding):
        assert run("--csv", sheet(text, encoding)) == (0, "2 issued.\n")

    def test_columns__instead_of_what_everybody_gets(self, run, sheet, alice):
        text = (
            "user,flow,message,email,language,expiry,uses\n"
            "alice,card,Hello Alice,office@example.com,fr,12h,3\n"
            "bob,payment_method_update,,,,,\n"
        )

        assert run("--csv", sheet(text), "--email", "--message", "Hello all")[0] == 0

        first, second = PortalLink.objects.order_by("pk")
        assert (first.flow_name, first.message, first.email) == ("card", "Hello Alice", "office@example.com")
        assert (first.language, first.max_uses) == ("fr", 3)
        assert first.expires_at - timezone.now() < timedelta(hours=13)
        assert (second.flow_type, second.message, second.max_uses) == ("payment_method_update", "Hello all", 1)
        assert sent_to() == ["office@example.com", "bob@example.com"]

    def test_results__of_every_line(self, run, sheet, alice, bob):
        out, eve = sheet("").with_name("out.csv"), User.objects.get(username="eve")
        text = f"user,subject,uses\nalice,,\n,auth.user:{bob.pk},\nnobody,,\n,,4\nalice,,\neve,,\nbob,,x\nu,,x\n"
        UserFactory(username="u")

        code, said = run("--csv", sheet(text), "--results", out)

        found = rows(out)
        assert [(row["subject"], row["state"], row["code"]) for row in found] == [
            (f"auth.user:{alice.pk}", "issued", ""),
            (f"auth.user:{bob.pk}", "issued", ""),
            (f"auth.user:{eve.pk}", "refused", "no_customer"),
            ("nobody", "refused", "unknown_person"),
            ("", "refused", "unknown_person"),
            ("alice", "duplicate", "duplicate"),
            ("bob", "duplicate", "duplicate"),
            ("u", "refused", "invalid_line"),
        ]
        assert found[3]["reason"] == "Line 4: There is no user 'nobody'."
        assert found[0]["expires"]
        assert found[0]["link"] == ""
        assert (code, said.splitlines()[0]) == (1, "2 duplicate, 2 issued, 4 refused.")

    def test_results__with_addresses(self, run, sheet, tmp_path):
        out = tmp_path / "out.csv"

        run("--csv", sheet("user\nalice\n"), "--results", out, "--show-links", "--email")

        (row,) = rows(out)
        assert row["link"] == link_url(PortalLink.objects.get())
        assert row["sent"]

    def test_results__for_their_owner_alone(self, run, sheet, tmp_path):
        out = tmp_path / "out.csv"

        run("--csv", sheet("user\nalice\n"), "--results", out, "--show-links")

        assert stat.S_IMODE(out.stat().st_mode) == 0o600
        assert sorted(each.name for each in tmp_path.iterdir()) == ["out.csv", "people.csv"]

    @pytest.mark.parametrize("name", ["people.csv", "known.csv"])
    def test_results__never_in_place_of_a_file(self, run, sheet, tmp_path, name):
        people, out = sheet("user\nalice\n"), tmp_path / name
        (tmp_path / "known.csv").write_text("last year's")
        before = out.read_bytes()

        code, said = run("--csv", people, "--results", out, "--email")

        assert (code, f"{out} exists already: name a new file" in said) == (2, True)
        assert (out.read_bytes(), mail.outbox, PortalBatch.objects.count()) == (before, [], 0)

    def test_results__nor_of_one_that_came_meanwhile(self, run, sheet, tmp_path, options):
        out = tmp_path / "out.csv"
        options(LINK_SENDER=lambda *, message: out.write_text("somebody else's"))

        code, said = run("--csv", sheet("user\nalice\n"), "--results", out, "--email")

        assert (code, "exists already" in said, out.read_text()) == (2, True, "somebody else's")
        (part,) = tmp_path.glob("out.csv.*.part")
        assert [row["state"] for row in rows(part)] == ["sent"]

    def test_results__nothing_is_left_of_what_never_began(self, run, sheet, tmp_path):
        run("--csv", sheet("name\nalice\n"), "--results", tmp_path / "out.csv")

        assert [each.name for each in tmp_path.iterdir()] == ["people.csv"]

    def test_results__a_crash_leaves_what_is_there(self, tmp_path):
        class Killed(BaseException):
            """Whatever ends a process."""

        def found():
            yield Result(subject="a", state="sent")
            assert "a,,sent" in next(tmp_path.glob("out.csv.*.part")).read_text()
            raise Killed

        out = tmp_path / "out.csv"
        with pytest.raises(Killed), Report(Voice(OutputWrapper(io.StringIO())), out, shows_links=True) as report:
            report.add(found())

        assert [row["subject"] for row in rows(out)] == ["a"]

    def test_names__do_not_move_the_cursor(self, run, sheet, eve):
        User.objects.filter(pk=eve.pk).update(username="eve\x1b[2J\x9b1A")

        _code, said = run("--subject", f"auth.user:{eve.pk}")

        assert said.startswith(f"auth.user:{eve.pk} eve [2J 1A: refused, no_customer: ")

    @pytest.mark.parametrize("name", ["=cmd|x", "+1", "-1", "@SUM(A1)"])
    def test_results__no_formulas(self, run, sheet, tmp_path, name):
        out = tmp_path / "out.csv"

        run("--csv", sheet(f"user\n{name}\n"), "--results", out)

        (row,) = rows(out)
        assert row["subject"] == f"'{name}"

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("name\nalice\n", "The file's first line has to name its columns"),
            ("", "The file's first line has to name its columns"),
            ('user\n"alice"x\n', "cannot be read as a CSV file"),
        ],
    )
    def test_file__that_is_none(self, run, sheet, text, said):
        code, answer = run("--csv", sheet(text))

        assert (code, said in answer) == (2, True)
        assert not PortalBatch.objects.exists()

    def test_file__not_in_utf8(self, run, sheet):
        code, answer = run("--csv", sheet("user\nbjörn\n", "latin-1"))

        assert (code, "cannot be read as a CSV file in UTF-8" in answer) == (2, True)

    def test_refusals__not_too_many_lines(self, run, sheet):
        _code, said = run("--csv", sheet("user\n" + "\n".join(f"nobody{number}" for number in range(60))))

        assert said.count("unknown_person") == 50
        assert "… and more: --results FILE keeps all of them." in said

    def test_dry_run__makes_nothing(self, run, sheet, alice, bob, eve):
        bob.email = ""
        bob.save()
        PortalCustomerFactory(subject=(pia := UserFactory(username="pia", email="")), customer="cus_nobody")

        code, said = run("--csv", sheet("user\nalice\neve\npia\n"), "--email", "--dry-run", "--rate", 1000)

        assert code == 1
        assert "1 possible, 2 refused." in said
        assert f"auth.user:{eve.pk} eve: refused, no_customer: " in said
        assert f"auth.user:{pia.pk} pia: refused, stale_customer: " in said
        assert (PortalLink.objects.count(), PortalBatch.objects.count(), mail.outbox) == (0, 0, [])

    def test_dry_run__without_email_asks_for_no_address(self, run, alice):
        alice.email = ""
        alice.save()

        assert run("--user", "alice", "--dry-run") == (0, "1 possible.\n")

    def test_dry_run__gone_since_the_file_was_read(self, run, sheet, alice, monkeypatch):
        monkeypatch.setattr("django_billing_portal.management.linking.rehearsal.load_subject", lambda ref: None)

        assert run("--user", "alice", "--dry-run")[0] == 1


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_terminal__watches_a_bar(alice):
    call_command("billing_portal_link", "--user", "alice", stdout=(out := Terminal()))

    assert BEGUN.sub("", out.getvalue()) == f"\r[{'#' * 30}] 1/1\n1 issued.\n"


class TestStop:
    @pytest.fixture(autouse=True)
    def _people(self, alice, bob):
        """Two to send to."""

    @pytest.fixture
    def interrupting(self, settings):
        """Press Ctrl-C so many times while the first e-mail is sent."""

        def press(times):
            def sender(*, message):
                message.send()
                for _ in range(times):
                    signal.raise_signal(signal.SIGINT)

            settings.BILLING_PORTAL = {**settings.BILLING_PORTAL, "LINK_SENDER": sender}

        return press

    @pytest.fixture
    def stopped(self, run, sheet, interrupting, settings):
        interrupting(1)
        answer = run("--csv", sheet("user\nalice\nbob\n"), "--email")
        settings.BILLING_PORTAL = {**settings.BILLING_PORTAL, "LINK_SENDER": None}
        return answer

    def test_ctrl_c__after_this_person(self, stopped):
        code, said = stopped

        assert (code, sent_to()) == (1, ["alice@example.com"])
        assert "Stopping after this person." in said
        assert f"To go on: billing_portal_link --resume {PortalBatch.objects.get().public_id}" in said
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler

    def test_resume__sends_nothing_twice(self, run, stopped):
        code, said = run("--resume", PortalBatch.objects.get().public_id)

        assert (code, said) == (0, "2 sent.\n")
        assert sent_to() == ["alice@example.com", "bob@example.com"]

    def test_resume__nobody_left(self, run):
        run("--user", "alice", "--email")

        code, said = run("--resume", PortalBatch.objects.get().public_id)

        assert (code, "Nobody is left to be served." in said) == (2, True)

    def test_ctrl_c__twice(self, run, sheet, interrupting):
        interrupting(2)

        with pytest.raises(KeyboardInterrupt):
            run("--csv", sheet("user\nalice\nbob\n"), "--email")

        assert PortalBatch.objects.get().state == "stopped"
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler

    def test_ctrl_c__once_more_for_those_who_hung_up(self, run, sheet, options):
        """A terminal that is gone takes no word, and the batch ends in order."""

        class Gone(io.StringIO):
            def write(self, text):
                self.flush()
                return super().write(text)

            def flush(self):
                if mail.outbox:
                    raise OSError("Input/output error")

        def sender(*, message):
            message.send()
            signal.raise_signal(signal.SIGHUP)

        options(LINK_SENDER=sender)
        results = sheet("").with_name("out.csv")
        with pytest.raises(CommandError):
            call_command(
                "billing_portal_link", csv=sheet("user\nalice\nbob\n"), email=True, results=results, stdout=Gone()
            )

        assert (PortalBatch.objects.get().state, len(mail.outbox)) == ("stopped", 1)
        assert [row["state"] for row in rows(results)] == ["sent", "waiting"]

    @pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
    def test_shutdown__after_this_person(self, run, sheet, options, name):
        def sender(*, message):
            message.send()
            signal.raise_signal(getattr(signal, name))

        before = signal.signal(getattr(signal, name), lambda number, frame: None)
        options(LINK_SENDER=sender)
        try:
            code, said = run("--csv", sheet("user\nalice\nbob\n"), "--email")
        finally:
            signal.signal(getattr(signal, name), before)

        assert (code, sent_to(), "Stopping after this person." in said) == (1, ["alice@example.com"], True)

    def test_hang_up__ignored_where_it_was_before(self, run, sheet, options):
        """As nohup does."""

        def sender(*, message):
            message.send()
            signal.raise_signal(signal.SIGHUP)

        before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
        options(LINK_SENDER=sender)
        try:
            assert run("--csv", sheet("user\nalice\nbob\n"), "--email") == (0, "2 sent.\n")
        finally:
            signal.signal(signal.SIGHUP, before)


class Killed(BaseException):
    """Stand for a process that is killed."""


class TestTheSameLineAgain:
    @pytest.fixture
    def line(self, alice, bob, sheet):
        return ("--csv", sheet("user,expiry\nalice,2d\nbob,\n"), "--email")

    @pytest.fixture
    def killed(self, line, options):
        """Kill the command after the first e-mail; return what it said before."""

        def sender(*, message):
            if mail.outbox:
                raise Killed
            message.send()

        options(LINK_SENDER=sender)
        out = Flushed()
        with pytest.raises(Killed):
            call_command("billing_portal_link", *map(str, line), stdout=out)
        options(LINK_SENDER=None)
        return out

    def test_begun__says_how_to_go_on_before_anybody_is_served(self, killed):
        public_id = PortalBatch.objects.get().public_id

        assert killed.shown[0] == (
            0,
            f"Batch {public_id}. If this ends early: billing_portal_link --resume {public_id}\n",
        )

    def test_unfinished__refused(self, run, line, killed):
        code, said = run(*line)

        assert code == 2
        assert f"billing_portal_link --resume {PortalBatch.objects.get().public_id} goes on with it" in said
        assert sent_to() == ["alice@example.com"]

    def test_again__begins_another(self, run, line, killed):
        assert run(*line, "--again")[0] == 0

        assert sorted(sent_to()) == ["alice@example.com", "alice@example.com", "bob@example.com"]
        assert PortalBatch.objects.count() == 2

    @pytest.mark.parametrize("more", [("--message", "Hi"), ("--uses", 2), ("--expires", "1d"), ("--no-email",)])
    def test_other_wishes__are_another_matter(self, run, line, killed, more):
        assert run(*line, *more)[0] == 0

    def test_other_people__are_another_matter(self, run, sheet, killed):
        assert run("--csv", sheet("user\nbob\n"), "--email")[0] == 0

    def test_finished__may_be_begun_anew(self, run, line):
        assert [run(*line)[0] for _ in range(2)] == [0, 0]

    def test_failed__resumed_and_not_begun_anew(self, run, line, options):
        def sender(*, message):
            raise ConnectionRefusedError

        options(LINK_SENDER=sender)
        assert run(*line)[0] == 1

        assert run(*line)[0] == 2
        options(LINK_SENDER=None)
        assert run("--resume", PortalBatch.objects.get().public_id)[0] == 0
        assert run(*line)[0] == 0

    def test_date__is_the_same_one_second_later(self, run, alice, options):
        """As a period from now, a date is another one each time."""
        options(LINK_MAX_AGE=timedelta(weeks=3))
        day = (timezone.localtime() + timedelta(days=5)).date()
        run("--user", "alice", "--expires", day)
        PortalBatch.objects.update(state="stopped")

        assert run("--subject", f"auth.user:{alice.pk}", "--expires", day)[0] == 2

    def test_hundred_times__and_one_more(self, run, alice, monkeypatch):
        monkeypatch.setattr("django_billing_portal.management.linking.repeats.MOST", 1)

        assert [run("--user", "alice")[0] for _ in range(3)] == [0, 0, 0]


class Flushed(io.StringIO):
    """Keep what is shown, and how many e-mails were sent by then."""

    def __init__(self):
        super().__init__()
        self.shown = []

    def flush(self):
        self.shown.append((len(mail.outbox), self.getvalue()))
