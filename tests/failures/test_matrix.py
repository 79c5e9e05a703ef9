"""The failure matrix: every fault, through every door, keeps every promise."""

import re

import pytest

from django_billing_portal.journal import LEVELS
from django_billing_portal.models import PortalSession
from django_billing_portal.models.states import Status
from tests.failures.case import KEY, PORTAL_SECRET
from tests.failures.doors import DOORS
from tests.failures.look_ups import LOOK_UPS
from tests.failures.network import NETWORK
from tests.failures.ours import OURS
from tests.failures.refusals import REFUSALS

CASES = [*REFUSALS, *NETWORK, *LOOK_UPS, *OURS]

SLACK_SECONDS = 1.0
"""What a busy machine may add to a deadline; whoever waits for a drip or for silence needs far more."""
OPERATORS_EYES_ONLY = re.compile(r"\b(?:cus|sub|si|price|bp[sc]|acct|req|rak)_\w|stripe\.com|STAY20|FREE100|Traceback")


@pytest.mark.django_db
@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_fault__keeps_every_promise(case, failed) -> None:
    assert (failed.code, failed.status, failed.fault) == (case.error.code, case.error.status, case.fault)
    assert bool(failed.retry_after) is case.retry_after
    assert failed.seconds < case.seconds + SLACK_SECONDS
    assert [record.billing_code for record in failed.records] == [case.error.code]
    assert failed.records[0].levelno == LEVELS[case.fault]
    assert bool(failed.records[0].request_id) is case.has_request_id
    assert [secret for secret in (KEY, PORTAL_SECRET, *failed.return_tokens) if secret in failed.to_anybody] == []
    assert OPERATORS_EYES_ONLY.findall(failed.to_customer) == []
    assert not PortalSession.objects.filter(status=Status.PENDING).exists()
