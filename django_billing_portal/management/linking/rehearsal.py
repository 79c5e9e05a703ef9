"""See for whom a link would work, without making one."""

import time
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from ...conf import portal_settings
from ...exceptions import BillingPortalError
from ...refs import SubjectRef
from ...services.contacts import contact_for
from ...services.customers import resolving_customer
from ...services.letters.failures import require_address
from ...services.pacing import Pace
from ...services.preflight import preflight
from ...services.subjects import load_subject
from ...services.verbs import perform
from .results import Result

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ...services.batch_wishes import BatchWishes
    from .sheets import Person


def rehearse(
    people: "Iterable[Person]", wishes: "BatchWishes", *, sends: bool, rate: float | None
) -> Iterator[Result]:
    """Ask Stripe, person by person, whether it would accept the flow, and whether there is an address to write to."""
    pace = Pace(portal_settings.LINKS_PER_SECOND if rate is None else rate)
    for type, id, name, own in people:
        time.sleep(pace.delay())
        state, code, reason = _judged(
            SubjectRef(type, id), wishes.with_own(own), str(own.get("email", "")), sends=sends
        )
        yield Result(subject=f"{type}:{id}", name=name, state=state, code=code, reason=reason)


def _judged(ref: SubjectRef, wishes: "BatchWishes", email: str, *, sends: bool) -> tuple[str, str, str]:
    try:
        if (subject := load_subject(ref)) is None:
            return "refused", "unknown_person", "They are not in the database any more."
        customer = perform(partial(resolving_customer, subject))
        for obstacle in preflight(customer, wishes.flow, configuration=wishes.configuration):
            return "refused", obstacle.code, obstacle.fix
        if sends:
            require_address(email or contact_for(subject, customer).email)
    except BillingPortalError as error:
        return "refused", error.code, error.detail
    return "possible", "", ""
