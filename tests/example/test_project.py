import runpy
import subprocess
import sys

import pytest
from django.core.checks import run_checks

from example_project import asgi, extras, settings, urls, wsgi
from example_project.csp import policy

SETTINGS = settings.__file__


class Bare:
    """The URLconf of a Nordlicht without extras."""

    urlpatterns: list[object] = []


@pytest.fixture
def bare(monkeypatch) -> None:
    monkeypatch.setattr(extras, "HAS_API", False)
    monkeypatch.setattr(extras, "HAS_SCHEMA", False)


def test_settings__offline_without_a_key(monkeypatch) -> None:
    monkeypatch.delenv("STRIPE_SECRET_KEY", raising=False)

    found = runpy.run_path(SETTINGS)

    assert found["BILLING_PORTAL"]["API_BASE"] == "sandbox"
    assert "django_billing_portal.sandbox" in found["INSTALLED_APPS"]


def test_settings__stripe_with_a_key(monkeypatch) -> None:
    monkeypatch.setenv("STRIPE_SECRET_KEY", "sk_test_mine")

    found = runpy.run_path(SETTINGS)

    assert found["BILLING_PORTAL"]["API_BASE"] is None
    assert "django_billing_portal.sandbox" not in found["INSTALLED_APPS"]


def test_settings__no_demo_in_production(monkeypatch) -> None:
    monkeypatch.setenv("NORDLICHT_DEBUG", "0")

    assert not runpy.run_path(SETTINGS)["DEMO"]


def test_settings__without_extras(bare) -> None:
    found = runpy.run_path(SETTINGS)

    assert not {"rest_framework", "drf_spectacular"} & set(found["INSTALLED_APPS"])


def test_settings__with_what_describes_the_api(monkeypatch) -> None:
    monkeypatch.setattr(extras, "HAS_SCHEMA", True)

    assert "DEFAULT_SCHEMA_CLASS" in runpy.run_path(SETTINGS)["REST_FRAMEWORK"]


def test_pages__without_extras(bare, settings, alice) -> None:
    Bare.urlpatterns = runpy.run_path(urls.__file__)["urlpatterns"]
    settings.ROOT_URLCONF = Bare

    assert 'href="/app/"' not in alice.get("/account/").content.decode()
    assert alice.get("/app/").status_code == 404


def test_schema__is_found_without_fault() -> None:
    pytest.importorskip("drf_spectacular", reason="drf-spectacular is not installed")
    command = [
        sys.executable,
        "manage.py",
        "spectacular",
        "--validate",
        "--fail-on-warn",
        "--settings=example_project.settings",
    ]

    # A process of its own: the views take the framework's settings when they are imported, the suite's here.
    said = subprocess.run(command, cwd=settings.BASE_DIR.parent, capture_output=True, text=True, check=False)

    assert (said.returncode, said.stderr) == (0, "")
    assert "/api/billing/sessions/" in said.stdout


def test_checks__nothing_to_say(db) -> None:
    assert run_checks() == []


@pytest.mark.parametrize("server", [asgi, wsgi])
def test_server__has_an_application(server) -> None:
    assert callable(server.application)


def test_policy__as_browsers_read_it() -> None:
    assert (
        policy({"default-src": ["'self'"], "img-src": ["'self'", "data:"]})
        == "default-src 'self'; img-src 'self' data:"
    )


@pytest.mark.parametrize("path", ["/", "/pricing/", "/sign-in/"])
def test_page__comes_with_the_policy(client, db, path) -> None:
    assert "form-action 'self'" in client.get(path).headers["Content-Security-Policy"]
