"""Make links from the shell: for one person, or for everybody in a file."""

import hashlib
from argparse import ArgumentTypeError, BooleanOptionalAction
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from ...exceptions import BillingPortalError
from ...models.states import Audience, BatchState
from ...refs import SubjectRef
from ...services.batches import BatchWishes, resume_batch, start_batch
from ..linking import values
from ..linking.progress import Voice
from ..linking.rehearsal import rehearse
from ..linking.repeats import claim
from ..linking.reports import Report
from ..linking.results import results_of, results_of_problems
from ..linking.serving import serve
from ..linking.sheets import Person, Problem, Sheet, check

USAGE = 2


class Command(BaseCommand):
    """Make links, and e-mail them."""

    help = "Makes billing links, for one person or for everybody in a CSV file, and e-mails them if you say so."

    def add_arguments(self, parser: CommandParser) -> None:
        """Offer whom to make links for, what is in them, and what is told of it."""
        who = parser.add_mutually_exclusive_group(required=True)
        who.add_argument("--subject", type=_typed(values.subject), metavar="APP.MODEL:PK", help="Whoever is billed.")
        who.add_argument("--user", type=_typed(values.user), help="A user, by what they sign in with or primary key.")
        who.add_argument(
            "--csv", type=Path, metavar="FILE", help="Many: columns subject or user; flow, message, email, …"
        )
        who.add_argument(
            "--resume", type=_typed(values.batch), metavar="BATCH", help="Go on with a batch that was stopped."
        )
        self._add_wishes(parser)
        self._add_manners(parser)

    def _add_wishes(self, parser: CommandParser) -> None:
        parser.add_argument("--flow", type=_typed(values.flow), help="A name in FLOWS; without it, the home page.")
        parser.add_argument("--expires", metavar="3d", help="How long, or until when.")
        parser.add_argument("--uses", type=_typed(values.count), default=1, help="How often each may be used.")
        parser.add_argument("--audience", choices=Audience.values, default=Audience.CUSTOMER.value)
        parser.add_argument("--message", default="", help="What you have to say to them.")

    def _add_manners(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--email",
            action=BooleanOptionalAction,
            default=False,
            help="Send the links by e-mail; not unless you say so.",
        )
        parser.add_argument("--by", type=_typed(values.user), help="The member of staff in whose name this is done.")
        parser.add_argument("--dry-run", action="store_true", help="Only say for whom it would work.")
        parser.add_argument(
            "--again", action="store_true", help="Begin even if the same was begun before and is not finished."
        )
        parser.add_argument("--rate", type=float, help="People a second, instead of LINKS_PER_SECOND.")
        parser.add_argument("--results", type=Path, metavar="FILE", help="Write what became of everybody, as CSV.")
        parser.add_argument("--show-links", action="store_true", help="Tell the links' addresses, which open them.")

    def handle(self, **options: Any) -> None:
        """Do it; exit with 0 where everybody got a link, 1 where somebody did not, 2 where it could not begin."""
        try:
            voice = Voice(self.stdout)
            with Report(voice, options["results"], shows_links=options["show_links"]) as report:
                self._handle(report, voice, options)
        except (BillingPortalError, ValueError, OSError) as error:
            raise CommandError(str(getattr(error, "detail", "") or error), returncode=USAGE) from error
        if report.refused:
            raise CommandError(f"{report.refused} of {report.total} got no link, or perhaps no e-mail.")

    def _handle(self, report: Report, voice: Voice, options: dict[str, Any]) -> None:
        problems: list[Problem] = []
        if options["resume"]:
            batch = resume_batch(options["resume"], by=options["by"], calls=False)
        else:
            wishes = _wishes(options)
            people, problems, digest = _people(options, wishes)
            if options["dry_run"]:
                report.add(rehearse(people, wishes, sends=options["email"], rate=options["rate"]))
                report.add(results_of_problems(problems))
                return
            batch = start_batch(
                subjects=people,
                wishes=wishes,
                sends=options["email"],
                created_by=options["by"],
                request_id=claim(_facts(options, wishes, digest), again=options["again"]),
                calls=False,
            )
            report.began(batch)
        serve(batch, rate=options["rate"], out=voice)
        report.add(results_of(batch, shows_links=options["show_links"], by=options["by"]))
        report.add(results_of_problems(problems))
        if batch.state != BatchState.FINISHED:
            report.stopped(batch)


def _typed(read: Callable[[str], Any]) -> Callable[[str], Any]:
    def parse(text: str) -> Any:
        try:
            return read(text)
        except ValueError as error:
            raise ArgumentTypeError(str(error)) from error

    return parse


def _wishes(options: dict[str, Any]) -> BatchWishes:
    wishes = BatchWishes(
        flow=options["flow"],
        audience=options["audience"],
        message=options["message"],
        max_age=values.period(options["expires"]) if options["expires"] else None,
        max_uses=options["uses"],
    )
    check(wishes.for_link())
    return wishes


def _people(options: dict[str, Any], wishes: BatchWishes) -> tuple[Iterable[Person], list[Problem], str]:
    """Return who they are, who they are not, and what tells them from others."""
    if path := options["csv"]:
        sheet = Sheet(path=path, content=path.read_bytes(), wishes=wishes)
        return sheet.people(), sheet.problems, hashlib.sha256(sheet.content).hexdigest()
    one = options["subject"] or options["user"]
    ref = SubjectRef.of(one)
    return [(ref.type, ref.id, str(one), {})], [], str(ref)


def _facts(options: dict[str, Any], wishes: BatchWishes, people: str) -> dict[str, Any]:
    # The end as it was written: as a period, a date is another one each time.
    return {**wishes.to_json(), "max_age": options["expires"], "people": people, "sends": options["email"]}
