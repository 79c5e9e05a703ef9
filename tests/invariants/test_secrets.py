"""2: a portal URL opens a customer's billing to whoever reads it, so nobody but the browser and Stripe does."""

import pickle
import re

import pytest
from django.contrib import admin
from django.core import serializers
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.views.debug import ExceptionReporter

from django_billing_portal.models import PortalSession
from django_billing_portal.services.sessions import mint_session
from tests.failures.doors import locals_of
from tests.invariants.conftest import KEY
from tests.invariants.doors import DOORS

SECRET = "test_secret1"
TOKEN = re.compile(r"/billing/return/([^/]+)/")


def tokens(stripe_server) -> list[str]:
    return [token for value in stripe_server.requests[0].params.values() for token in TOKEN.findall(value)]


@pytest.mark.parametrize("mint", DOORS)
def test_minting__logs_no_secret(alice, mint, stripe_server, all_that_is_logged) -> None:
    with CaptureQueriesContext(connection):
        assert SECRET in mint(user=alice, flow="update-card").url

    logged = all_that_is_logged()
    assert [secret for secret in (SECRET, KEY, *tokens(stripe_server)) if secret in logged] == []


@pytest.mark.parametrize("show", [repr, str, vars, pickle.dumps, lambda row: serializers.serialize("json", [row])])
def test_session__shows_no_url(alice, show) -> None:
    assert SECRET not in str(show(mint_session(user=alice)))


def test_project_admin__shows_no_url(alice, rf) -> None:
    request = rf.get("/")
    request.user = alice
    page = admin.ModelAdmin(PortalSession, admin.site)

    shown = [name for _, options in page.get_fieldsets(request) for name in options["fields"]]

    assert not [name for name in shown if "url" in name]


def fail_to_store(execute, sql, params, many, context):
    if sql.startswith("UPDATE") and "portalsession" in sql:
        raise DatabaseError("The disk is full.")
    return execute(sql, params, many, context)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("mint", DOORS)
def test_failure_to_store__leaves_no_secret_behind(alice, mint, rf, all_that_is_logged) -> None:
    with connection.execute_wrapper(fail_to_store), pytest.raises(DatabaseError) as caught:
        mint(user=alice, flow="update-card")

    report = ExceptionReporter(rf.post("/billing/"), caught.type, caught.value, caught.tb)
    frames = repr(list(locals_of(caught.value)))
    told = f"{frames}{report.get_traceback_html()}{report.get_traceback_text()}{all_that_is_logged()}"
    assert [secret for secret in (SECRET, KEY) if secret in told] == []
