"""The two doors that customers come back by."""

import pytest
from django.urls import set_script_prefix

from django_billing_portal import tokens
from django_billing_portal.exceptions import InvalidToken, NotConfigured
from django_billing_portal.flows import HostedConfirmation, PaymentMethodUpdate, Redirect
from django_billing_portal.models.states import Outcome
from django_billing_portal.services.outcomes import PURPOSE, record_return, return_path
from django_billing_portal.signals import session_returned
from tests.factories import PortalSessionFactory


@pytest.fixture
def session(db):
    return PortalSessionFactory(encrypted_url="ciphertext")


@pytest.fixture
def heard():
    calls = []

    def hear(**kwargs):
        calls.append(kwargs)

    session_returned.connect(hear)
    yield calls
    session_returned.disconnect(hear)


def arrive(session, kind):
    return record_return(token=return_path(session, kind).rstrip("/").rpartition("/")[2])


@pytest.mark.parametrize(("kind", "outcome"), [("left", Outcome.RETURNED), ("done", Outcome.COMPLETED)])
def test_record_return__notes_the_door_and_wipes_the_url(session, kind, outcome):
    arrival = arrive(session, kind)
    session.refresh_from_db()
    assert (session.outcome, session.encrypted_url) == (outcome, "")
    assert session.returned_at == arrival.session.returned_at is not None
    assert arrival.kind == kind


class Replicated:
    """Every read goes to a replica, which has heard of nothing yet."""

    def db_for_read(self, model, **hints):
        return "replica"

    def db_for_write(self, model, **hints):
        return "default"


def test_record_return__asks_no_replica(session, settings):
    settings.DATABASE_ROUTERS = [Replicated()]
    assert type(session).objects.db == "replica"
    assert arrive(session, "left").session == session


def test_record_return__done_outweighs_left(session):
    arrive(session, "left")
    arrive(session, "done")
    session.refresh_from_db()
    assert session.outcome == Outcome.COMPLETED


def test_record_return__left_does_not_outweigh_done(session):
    arrive(session, "done")
    arrive(session, "left")
    session.refresh_from_db()
    assert session.outcome == Outcome.COMPLETED


def test_record_return__each_finding_is_told_once(session, heard, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        for kind in ("left", "left", "done", "done", "left"):
            arrive(session, kind)
    assert [call["kind"] for call in heard] == ["left", "done"]
    assert heard[0]["session"] == session


def test_record_return__goes_on_to_the_page_asked_for(session):
    assert arrive(session, "left").destination == session.return_to == arrive(session, "done").destination


def test_record_return__done_goes_on_to_where_the_flow_says(db):
    flow = PaymentMethodUpdate(after_completion=Redirect(url="/thanks/"))
    session = PortalSessionFactory(flow_data=flow.to_json())
    assert arrive(session, "done").destination == "/thanks/"
    assert arrive(session, "left").destination == session.return_to


def test_record_return__other_ends_go_to_the_page_asked_for(db):
    session = PortalSessionFactory(flow_data=PaymentMethodUpdate(after_completion=HostedConfirmation()).to_json())
    assert arrive(session, "left").destination == session.return_to


def test_record_return__flow_of_a_later_release(db):
    session = PortalSessionFactory(flow_data={"v": 99, "type": "time_travel"})
    assert arrive(session, "done").destination == session.return_to


def test_record_return__forged(session):
    with pytest.raises(InvalidToken):
        record_return(token="eyJhIjoxfQ:1tE:forged")


def test_record_return__pruned(session):
    token = tokens.sign(PURPOSE, ["left", "0" * 32])
    with pytest.raises(InvalidToken):
        record_return(token=token)


def test_return_path__keeps_the_script_name(session):
    set_script_prefix("/app/")
    try:
        assert return_path(session, "left").startswith("/app/billing/return/")
    finally:
        set_script_prefix("/")


def test_return_path__urls_not_included(session, settings):
    settings.ROOT_URLCONF = "tests.people.urls_without_billing"
    with pytest.raises(NotConfigured, match="does not include"):
        return_path(session, "left")
