"""Whoever a row names."""

import pytest

from django_billing_portal.refs import SubjectRef
from django_billing_portal.services.subjects import load_subject
from tests.factories import TeamFactory

pytestmark = pytest.mark.django_db


def test_load_subject(alice):
    team = TeamFactory()

    assert [load_subject(SubjectRef.of(each)) for each in (alice, team)] == [alice, team]


@pytest.mark.parametrize("key", ["+{}", " {}", "0{}", "{}.0"])
def test_load_subject__not_by_what_a_database_takes_for_the_same(alice, key):
    assert load_subject(SubjectRef("auth.user", key.format(alice.pk))) is None
