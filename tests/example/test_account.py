from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from django_billing_portal.models import PortalCustomer
from example_project.nordlicht.stripe_client import client as stripe

ACCOUNT = "/account/"


def _page(client: Client) -> str:
    return client.get(ACCOUNT).content.decode()


def _subscription_of(username: str) -> str:
    row = PortalCustomer.objects.get(
        subject_id=get_user_model().objects.get(username=username).pk, subject_type="auth.user"
    )
    return stripe().v1.subscriptions.list({"customer": row.customer}).data[0].id


def test_account__anonymous_signs_in_first(client, db) -> None:
    assert client.get(ACCOUNT).url == f"{reverse('sign-in')}?next={ACCOUNT}"


def test_account__shows_plan_and_card(alice) -> None:
    page = _page(alice)

    assert "Plus" in page
    assert "<strong>€9</strong> a month" in page
    assert "Visa •••• 4242" in page


def test_account__has_a_shortcut_for_each_flow(alice, settings) -> None:
    page = _page(alice)

    assert [flow.label for flow in settings.BILLING_PORTAL["FLOWS"].values() if flow.label not in page] == []


def test_account__is_stored_nowhere(alice) -> None:
    assert "no-store" in alice.get(ACCOUNT).headers["Cache-Control"]


def test_account__two_plans_leave_the_choice_to_the_portal(dora) -> None:
    page = _page(dora)

    assert page.count('class="plan"') == 2
    assert "Cancel plan" not in page


def test_account__without_customer_leads_to_pricing(eve) -> None:
    page = _page(eve)

    assert "Free" in page
    assert "Manage billing" not in page


def test_account__covered_by_team(mika) -> None:
    assert "Covered by Fjord Studio" in _page(mika)


def test_account__cancelled_plan_ends(alice) -> None:
    stripe().v1.subscriptions.update(_subscription_of("alice"), {"cancel_at_period_end": True})

    page = _page(alice)

    assert "Ends on" in page
    assert "Cancel plan" not in page
