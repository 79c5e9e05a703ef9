import pytest
from django.contrib.auth import get_user_model
from django.contrib.messages import get_messages

from django_billing_portal.services.outcomes import return_path
from django_billing_portal.services.sessions import mint_session
from example_project.nordlicht.models import BillingCopy

ORIGIN = "http://testserver"


@pytest.fixture
def come_back(alice, django_capture_on_commit_callbacks):
    def come_back(flow: str | None, kind: str) -> str:
        session = mint_session(user=get_user_model().objects.get(username="alice"), flow=flow, origin=ORIGIN)
        with django_capture_on_commit_callbacks(execute=True):
            response = alice.get(return_path(session, kind))
        return " ".join(map(str, get_messages(response.wsgi_request)))

    return come_back


def test_return__done_says_what_was_done(come_back) -> None:
    assert "Your new card is on file" in come_back("update-card", "done")


def test_return__left_says_welcome(come_back) -> None:
    assert "Welcome back" in come_back(None, "left")


def test_return__done_without_a_name_says_thank_you(come_back) -> None:
    assert "Thank you" in come_back(None, "done")


def test_return__asks_stripe_again(alice, come_back) -> None:
    alice.get("/account/")

    come_back("update-card", "done")

    assert BillingCopy.objects.get(subject_type="auth.user").read_at is None
