"""The sandbox stays out of production."""

import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.test import override_settings
from django.test.utils import setup_test_environment, teardown_test_environment

from django_billing_portal.exceptions import NotConfigured
from django_billing_portal.sandbox import checks, guard

LIVE = {"API_KEY": "sk_live_x"}


@pytest.fixture
def production():
    """Leave the test environment for a moment."""
    debug = settings.DEBUG
    teardown_test_environment()
    yield
    setup_test_environment(debug=debug)


def test_refusals__none_in_tests():
    assert guard.refusals() == []


@override_settings(DEBUG=True)
def test_refusals__none_in_development(production):
    assert guard.refusals() == []


@override_settings(DEBUG=False)
def test_refusals__production(production):
    assert guard.refusals() == [guard.PRODUCTION]


@override_settings(BILLING_PORTAL=LIVE)
def test_refusals__live_key():
    assert guard.refusals() == [guard.LIVE_KEY]


@override_settings(BILLING_PORTAL=LIVE)
def test_require_harmless__says_why():
    with pytest.raises(NotConfigured, match="live API key"):
        guard.require_harmless()


def test_checks__fine():
    assert checks.check_harmless() == []


@override_settings(BILLING_PORTAL=LIVE)
def test_checks__live_key():
    assert [message.id for message in checks.check_harmless()] == ["billing_portal_sandbox.E002"]


@override_settings(DEBUG=False)
def test_checks__production(production):
    assert [message.id for message in checks.check_harmless()] == ["billing_portal_sandbox.E001"]


@override_settings(DEBUG=False)
def test_deployment__is_stopped(production, db):
    assert "billing_portal_sandbox.E001" in {message.id for message in run_checks()}
