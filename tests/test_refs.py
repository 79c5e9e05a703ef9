import uuid

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser, Group
from django.test.utils import isolate_apps
from django.utils.functional import SimpleLazyObject

from django_billing_portal.exceptions import NotAllowed
from django_billing_portal.refs import CustomerRef, SubjectRef
from tests.people.models import Team

User = get_user_model()


@pytest.mark.parametrize(("id", "param"), [("cus_1", "customer"), ("acct_1", "customer_account")])
def test_customer_ref__param(id, param):
    assert CustomerRef(id).param == param


def test_subject_ref__integer_key():
    assert SubjectRef.of(User(pk=7)) == SubjectRef("auth.user", "7")


def test_subject_ref__uuid_key():
    key = uuid.uuid4()

    assert SubjectRef.of(Team(pk=key)) == SubjectRef("people.team", str(key))


def test_subject_ref__lazy_user():
    assert SubjectRef.of(SimpleLazyObject(lambda: User(pk=7))) == SubjectRef("auth.user", "7")


@isolate_apps("tests.people")
def test_subject_ref__proxy_model_is_the_same_person():
    class Staff(User):
        class Meta:
            app_label = "people"
            proxy = True

    assert SubjectRef.of(Staff(pk=7)) == SubjectRef.of(User(pk=7))


def test_subject_ref__same_key_of_another_model():
    assert SubjectRef.of(Group(pk=7)) != SubjectRef.of(User(pk=7))


def test_subject_ref__as_text():
    assert str(SubjectRef("auth.user", "7")) == "auth.user:7"


@pytest.mark.parametrize(
    "subject", [User(), AnonymousUser(), None, "auth.user"], ids=["unsaved", "anonymous", "none", "text"]
)
def test_subject_ref__no_saved_instance(subject):
    with pytest.raises(NotAllowed):
        SubjectRef.of(subject)
