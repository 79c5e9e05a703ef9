import pytest
from django.contrib.auth.decorators import login_not_required
from django.db import connections
from django.http import HttpResponse, HttpResponseRedirect
from django.test import Client, RequestFactory

from django_billing_portal.views.portal import portal
from django_billing_portal.views.returns import returned
from django_billing_portal.views.shields import billing_view


def visit(view, **headers: str):
    return billing_view("GET")(view)(RequestFactory().get("/", headers=headers))


@pytest.mark.parametrize("view", [portal, returned])
def test_billing_view__stays_outside_transactions(view) -> None:
    assert view._non_atomic_requests == set(connections)


@pytest.mark.parametrize("view", [portal, returned])
def test_billing_view__asks_for_the_login_itself(view) -> None:
    assert view.login_required is login_not_required(lambda: None).login_required


def test_billing_view__never_cached() -> None:
    assert "no-store" in visit(lambda request: HttpResponse())["Cache-Control"]


def test_billing_view__in_no_frame() -> None:
    assert visit(lambda request: HttpResponse())["X-Frame-Options"] == "DENY"


def test_billing_view__keeps_a_stricter_referrer_policy() -> None:
    response = visit(lambda request: HttpResponse(headers={"Referrer-Policy": "no-referrer"}))

    assert response["Referrer-Policy"] == "no-referrer"


def test_billing_view__htmx_navigates() -> None:
    def view(request):
        response = HttpResponseRedirect("/login/")
        response.set_cookie("seen", "yes")
        return response

    response = visit(view, hx_request="true")

    assert (response.status_code, response["HX-Redirect"]) == (204, "/login/")
    assert response.cookies["seen"].value == "yes"
    assert "Location" not in response
    assert "no-store" in response["Cache-Control"]


def test_billing_view__htmx_shows_a_page() -> None:
    assert visit(lambda request: HttpResponse("page"), hx_request="true").text == "page"


def test_portal__protected_against_csrf(alice) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)

    assert client.post("/billing/").status_code == 403


@pytest.mark.django_db
def test_portal__protected_against_csrf_without_middleware(alice, settings) -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "csrf" not in name]
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)

    assert client.post("/billing/").status_code == 403
