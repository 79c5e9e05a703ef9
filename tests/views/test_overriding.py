from copy import deepcopy
from pathlib import Path

import pytest

from django_billing_portal.exceptions import Busy

pytestmark = pytest.mark.usefixtures("minted")


@pytest.fixture
def own(settings, tmp_path: Path):
    """Put a template of the project's own before ours."""
    settings.TEMPLATES = deepcopy(settings.TEMPLATES)
    settings.TEMPLATES[0]["DIRS"] = [tmp_path]
    (tmp_path / "billing_portal").mkdir()

    def write(name: str, text: str) -> None:
        (tmp_path / "billing_portal" / name).write_text(text, encoding="utf-8")

    return write


def test_base__dresses_every_page(alice_client, own) -> None:
    own("base.html", "<nav>Nordlicht</nav>{% block content %}{% endblock %}")

    html = alice_client.get("/billing/").text

    assert html.startswith("<nav>Nordlicht</nav>")
    assert "<h1>Manage billing</h1>" in html


def test_failure__page_of_its_own(alice_client, failing, own) -> None:
    failing(Busy("Full."))
    own("busy.html", "{% extends 'billing_portal/unavailable.html' %}{% block advice %}Call 555 0100.{% endblock %}")

    response = alice_client.post("/billing/")

    assert response.status_code == 503
    assert "Call 555 0100." in response.text


def test_button__dressed_for_every_page(alice_client, own) -> None:
    own("button.html", "<form>{{ label }} {{ choice|yesno:'signed,bare' }}</form>")

    assert "<form>Open the billing portal bare</form>" in alice_client.get("/billing/").text
