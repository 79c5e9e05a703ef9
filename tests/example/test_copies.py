from datetime import timedelta

import time_machine
from django.contrib.auth import get_user_model
from django.utils import timezone

from django_billing_portal.refs import SubjectRef
from django_billing_portal.sandbox import faults
from example_project.nordlicht.copies import copy_of
from example_project.nordlicht.models import BillingCopy


def _person(username: str):
    return get_user_model().objects.get(username=username)


def test_copy__is_read_once(world, django_assert_num_queries) -> None:
    copy_of(_person("alice"))
    alice = _person("alice")

    # Customer and copy: the sandbox would need more.
    with django_assert_num_queries(2):
        assert copy_of(alice).plans[0].name == "Plus"


def test_copy__grows_old(world) -> None:
    before = copy_of(_person("alice"))

    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        after = copy_of(_person("alice"))

    assert after.read_at > before.read_at


def test_copy__survives_an_outage(world, caplog) -> None:
    copy_of(_person("alice"))
    BillingCopy.objects.of(SubjectRef.of(_person("alice"))).expire()
    faults.switch_on("down")

    assert copy_of(_person("alice")).card == "Visa •••• 4242"
    assert "Stripe did not answer" in caplog.text


def test_copy__without_customer_is_empty(world) -> None:
    assert copy_of(_person("eve")).plans == []


def test_copy__without_card(world) -> None:
    copy_of(_person("alice"))

    assert str(BillingCopy.objects.get(subject_type="auth.user")).startswith("auth.user:")
