import re
import uuid
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, RequestContext, Template, TemplateSyntaxError
from django.test import RequestFactory, override_settings

from django_billing_portal import flows
from django_billing_portal.exceptions import NotConfigured
from django_billing_portal.refs import SubjectRef
from django_billing_portal.views.choices import Choice
from tests.factories import TeamFactory, UserFactory
from tests.people.models import Team
from tests.settings import BILLING_PORTAL

NOBODY = AnonymousUser()
FLOWS = {"update-card": flows.PaymentMethodUpdate(), "leave": flows.SubscriptionCancel(retention_coupon="STAY20")}


@pytest.fixture(autouse=True)
def _declared_flows(settings):
    settings.BILLING_PORTAL = {**BILLING_PORTAL, "FLOWS": FLOWS}


def draw(source: str, user: Any = NOBODY, **context: Any) -> str:
    request = RequestFactory().get("/account/")
    request.user = user
    return Template("{% load billing_portal %}" + source).render(RequestContext(request, context))


def draw_mail(source: str, **context: Any) -> str:
    return Template("{% load billing_portal %}" + source).render(Context(context))


def choice_in(html: str, user: Any) -> Choice:
    token = re.search(r'(?:name="choice" value="|choice=)([^"&]+)', unescape(html))
    assert token
    return Choice.opened(token[1].replace("%3A", ":"), user)


def test_button__posts_to_the_portal() -> None:
    html = draw("{% manage_billing_button %}")

    assert '<form method="post" action="/billing/"' in html
    assert re.search(r'name="csrfmiddlewaretoken" value="\w{64}"', html)
    assert '<button type="submit">Manage billing</button>' in html


def test_button__without_wishes_carries_no_choice() -> None:
    assert "choice" not in draw("{% manage_billing_button %}")


def test_button__label_and_class_are_escaped() -> None:
    html = draw("{% manage_billing_button label class=look %}", label="<b>Pay</b>", look='x" onclick="x')

    assert 'class="x&quot; onclick=&quot;x">&lt;b&gt;Pay&lt;/b&gt;</button>' in html


def test_button__default_label_is_translated() -> None:
    assert "Abrechnung verwalten" in draw(
        "{% load i18n %}{% language 'de' %}{% manage_billing_button %}{% endlanguage %}"
    )


def test_button__signs_what_it_is_told(alice) -> None:
    team = Team(id=uuid.uuid4())

    html = draw("{% manage_billing_button flow='leave' subject=team next=request.path %}", alice, team=team)

    wished = Choice(flow="leave", subject=SubjectRef("people.team", str(team.pk)), next="/account/")
    assert choice_in(html, alice) == wished


def test_button__drawn_for_nobody_opens_for_whoever_signs_in(alice) -> None:
    html = draw("{% manage_billing_button flow='leave' %}")

    assert choice_in(html, alice) == Choice(flow="leave")


@pytest.mark.parametrize("nothing", ["flow=None", "subject=None", "next=None", "next=missing"])
def test_button__nothing_wished(nothing: str) -> None:
    assert "choice" not in draw(f"{{% manage_billing_button {nothing} %}}")


def test_button__shows_no_parameters_of_a_flow(alice) -> None:
    assert "STAY20" not in draw("{% manage_billing_button flow='leave' %}", alice)


def test_button__asks_no_database(alice, django_assert_num_queries) -> None:
    team = TeamFactory(owner=alice)

    with django_assert_num_queries(0):
        draw("{% manage_billing_button 'Card' flow='update-card' subject=team next='/' %}", alice, team=team)


def test_button__as_a_variable() -> None:
    assert draw("{% manage_billing_button as button %}[{{ button }}]").startswith("[<form")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ("flow='update-crad'", "FLOWS declares no flow 'update-crad'. Did you mean 'update-card'?"),
        ("flow=missing", "FLOWS declares no flow ''. There are: update-card, leave."),
        ("subject=missing", "subject must be a saved model instance, not ''."),
        ("subject=unsaved", "subject must be a saved model instance, not <Team: new>."),
        ("clas='btn'", "'manage_billing_button' takes no 'clas'. Did you mean 'class'?"),
    ],
)
def test_button__mistakes_are_named(options: str, sentence: str) -> None:
    with pytest.raises(TemplateSyntaxError, match=re.escape(sentence)):
        draw(f"{{% manage_billing_button {options} %}}", unsaved=Team(name="new", pk=None))


def test_button__without_request() -> None:
    with pytest.raises(TemplateSyntaxError, match="needs the request"):
        draw_mail("{% manage_billing_button %}")


def test_button__request_as_plain_variable(rf) -> None:
    request = rf.get("/")
    request.user = NOBODY

    assert "<form" in draw_mail("{% manage_billing_button %}", request=request)


def test_block__surrounds_the_content() -> None:
    html = draw("{% manage_billing %}<button>{{ word }}</button>{% endmanage_billing %}", word="<Leave>")

    assert re.search(r"<form [^>]+>.*<button>&lt;Leave&gt;</button>\s*</form>", html, re.DOTALL)


def test_block__signs_what_it_is_told(alice) -> None:
    html = draw("{% manage_billing flow='leave' %}<button>Leave</button>{% endmanage_billing %}", alice)

    assert choice_in(html, alice) == Choice(flow="leave")


def test_block__has_no_class() -> None:
    with pytest.raises(TemplateSyntaxError, match="'manage_billing' takes no 'class'"):
        draw("{% manage_billing class='btn' %}{% endmanage_billing %}")


def test_url__in_a_page() -> None:
    assert draw("{% manage_billing_url %}") == "/billing/"


def test_url__carries_the_choice(alice) -> None:
    assert choice_in(draw("{% manage_billing_url flow='leave' next='/team/' %}", alice), alice) == Choice(
        flow="leave", next="/team/"
    )


def test_url__in_an_email() -> None:
    assert draw_mail("{% manage_billing_url %}") == "http://testserver/billing/"


def test_url__in_an_email_for_somebody(alice) -> None:
    url = draw_mail("{% manage_billing_url flow='leave' user=alice %}", alice=alice)

    assert choice_in(url, alice) == Choice(flow="leave")


@override_settings(BILLING_PORTAL={})
def test_url__in_an_email_without_base_url() -> None:
    with pytest.raises(NotConfigured, match="BASE_URL"):
        draw_mail("{% manage_billing_url %}")


@pytest.mark.parametrize(("person", "expected"), [("alice", "yes"), ("eve", "no")])
def test_has_billing__asks_the_resolver(person: str, expected: str, request: pytest.FixtureRequest) -> None:
    user = request.getfixturevalue(person)

    assert draw("{% if user|has_billing %}yes{% else %}no{% endif %}", user) == expected


def test_has_billing__nobody() -> None:
    assert draw("{{ user|has_billing }}") == "False"


@pytest.mark.django_db
def test_has_billing__somebody_elses_team() -> None:
    team = TeamFactory(stripe_customer_id="cus_team")

    assert draw("{{ user|has_billing:team }}", UserFactory(), team=team) == "False"
