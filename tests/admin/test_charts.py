"""The page of charts: drawn on the server, the same numbers in a table, and no script."""

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import time_machine
from django.urls import reverse

import django_billing_portal
from django_billing_portal.admin.drawing import HEIGHT, TOP, WIDTH, Pair, columns, rows
from django_billing_portal.models.states import Outcome, Status
from tests.admin.conftest import desk_of
from tests.factories import PortalLinkFactory, PortalSessionFactory

CHARTS = reverse("admin:billing_portal_portalsession_charts")
NOON = datetime(2026, 7, 15, 12, tzinfo=UTC)
CSS = (Path(django_billing_portal.__file__).parent / "static/billing_portal/charts.css").read_text("utf-8")


def drawn(client, **query):
    """Return our part of the page; the admin has pictures of its own around it."""
    return client.get(CHARTS, query).content.decode().partition('id="content-main"')[2].partition("</main>")[0]


@pytest.fixture
def _visits(alice):
    with time_machine.travel(NOON, tick=False):
        PortalLinkFactory(person=alice, sent_at=NOON)
        for day, outcome in ((0, Outcome.COMPLETED), (0, Outcome.UNKNOWN), (40, Outcome.UNKNOWN)):
            moment = NOON - timedelta(days=day)
            PortalSessionFactory(user=alice, created_at=moment, status=Status.OPEN, outcome=outcome)
        PortalSessionFactory(user=alice, status=Status.OPEN, flow_type="subscription_renew")
        yield


@pytest.mark.usefixtures("_visits")
def test_charts__drawings_and_the_same_numbers(desk):
    page = drawn(desk)

    assert page.count("<svg") == 3
    assert len(re.findall(r"<title id=\"\w+-title\">[^<]+</title>\s*<desc id=\"\w+-desc\">[^<]+</desc>", page)) == 3
    assert "3 opened, of which 1 completed." in page
    assert '<tr><th scope="row">07/15/2026</th><td>3</td><td>1</td></tr>' in page
    assert '<tr><th scope="row">Home page</th><td>2</td><td>1</td></tr>' in page
    assert '<tr><th scope="row">subscription_renew</th><td>1</td><td>0</td></tr>' in page
    assert '<tr><th scope="row">Sent by e-mail</th><td>1</td></tr>' in page


@pytest.mark.usefixtures("_visits")
@pytest.mark.parametrize(("asked", "days", "opened"), [("", 30, 3), ("90", 90, 4), ("12", 30, 3), ("x", 30, 3)])
def test_charts__of_a_period(desk, asked, days, opened):
    response = desk.get(CHARTS, {"days": asked} if asked else {})

    assert len(response.context["days"].bars) == days
    assert response.context["counted"].total.opened == opened


def test_charts__of_nothing(desk):
    page = drawn(desk)

    assert "<svg" not in page
    assert "Nothing yet." in page


@pytest.mark.usefixtures("_visits")
def test_charts__no_style_or_script_of_their_own(desk):
    page = drawn(desk)

    assert " style=" not in page
    assert "<script" not in page


@pytest.mark.usefixtures("_visits")
def test_charts__numbers_in_svg_are_the_same_in_every_language(desk, settings):
    settings.USE_THOUSAND_SEPARATOR = True
    settings.LANGUAGE_CODE = "de"
    page = drawn(desk, days="90")

    numbers = re.findall(r' (?:x|y|x1|x2|y1|y2|width|height)="([^"]*)"', page)
    assert numbers
    assert [number for number in numbers if not number.isdecimal()] == []


@pytest.mark.usefixtures("_visits")
def test_charts__cost_a_few_queries(desk, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        desk.get(CHARTS, {"days": "90"})


@pytest.mark.parametrize("missing", ["view_portallink", "view_portalsession"])
def test_charts__need_both_permissions(staff_with, missing):
    [other] = {"view_portallink", "view_portalsession"} - {missing}

    assert desk_of(staff_with(other)).get(CHARTS).status_code == 403


def pairs(*wholes):
    return [Pair(name=str(number), whole=whole, part=whole // 2) for number, whole in enumerate(wholes)]


@pytest.mark.parametrize("count", [1, 30, 90])
def test_columns__side_by_side_within_the_picture(count):
    chart = columns(pairs(*range(count)))

    edges = [(bar.x, bar.x + bar.width) for bar in chart.bars]
    assert all(end <= start for (_, end), (start, _) in pairwise(edges))
    assert edges[-1][1] <= WIDTH
    assert all(bar.y + bar.height == TOP + HEIGHT == bar.part_y + bar.part_height for bar in chart.bars)


@pytest.mark.parametrize(
    ("most", "scale"), [(0, [0, 1]), (1, [0, 1]), (3, [0, 2, 5]), (7, [0, 5, 10]), (1001, [0, 1000, 2000])]
)
def test_columns__scale_of_round_numbers(most, scale):
    assert [line.value for line in columns(pairs(most)).lines] == scale


def test_columns__of_nothing():
    assert columns([]).is_empty
    assert columns(pairs(0, 0)).is_empty


def test_rows__as_long_as_their_share():
    chart = rows(pairs(10, 5, 0))

    assert [(bar.width, bar.part_width) for bar in chart.bars] == [(720, 360), (360, 144), (0, 0)]
    assert chart.height > chart.bars[-1].y + chart.bars[-1].height


def test_css__colours_of_the_admin():
    colours = re.findall(r"(?:fill|stroke|color|background): ([^;]+);", CSS)

    assert colours
    assert [colour for colour in colours if not colour.startswith("var(--")] == []
