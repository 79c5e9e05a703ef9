"""The form of a link: what is refused beside which field, and what is taken as it was meant."""

import uuid
from datetime import timedelta

import pytest

from django_billing_portal import flows
from django_billing_portal.exceptions import InvalidFlow
from django_billing_portal.flows import BUILT_IN
from django_billing_portal.forms.choosing import in_words, periods
from django_billing_portal.forms.findings import FIELDS
from django_billing_portal.forms.links import CustomerLinkForm, LinkForm
from django_billing_portal.forms.tasks import build_flow, goes_with, label_of, task_choices
from django_billing_portal.refs import Contact
from django_billing_portal.services.desk import Offers
from django_billing_portal.services.obstacles import KINDS, RULES
from tests.admin.forms import filled_in

UNKNOWN = Offers()
CONFIRM = {"what": "subscription_update_confirm", "price": "price_1"}


def form(offers=UNKNOWN, *, may_send=True, may_hand_out=False, **given) -> CustomerLinkForm:
    words = {"offers": offers, "origin": "https://site.test", "contact": Contact(), "may_send": may_send}
    return CustomerLinkForm(filled_in(**given), may_hand_out=may_hand_out, **words)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("STAY20", [flows.Coupon("STAY20")]),
        ("coupon:STAY20", [flows.Coupon("STAY20")]),
        ("promo_1", [flows.PromotionCode("promo_1")]),
        ("promotion_code:promo_1", [flows.PromotionCode("promo_1")]),
        ("gift:STAY20", [flows.Coupon("gift:STAY20")]),
        ("", []),
    ],
)
def test_discount__typed(typed, meant):
    filled = form(**CONFIRM, discount=typed)
    assert filled.is_valid()
    assert [*filled.flow.discounts] == meant


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"what": "fly"}, "what"),
        ({"what": ""}, "what"),
        ({"what": "home", "subscription": "sub_1"}, "subscription"),
        ({"what": "named:update-card", "subscription": "sub_1"}, "subscription"),
        ({"what": "home", "after": "portal_homepage"}, "after"),
        ({"what": "subscription_cancel", "price": "price_1"}, "price"),
        ({"what": "subscription_cancel", "quantity": "0"}, "quantity"),
        ({"what": "subscription_cancel", "discount": "STAY20"}, "discount"),
        ({"what": "subscription_update", "retention_coupon": "STAY20"}, "retention_coupon"),
        ({"what": "subscription_cancel", "subscription": "alice"}, "subscription"),
        ({"what": "subscription_cancel", "retention_coupon": "\x07"}, "retention_coupon"),
        ({"what": "subscription_update_confirm"}, "price"),
        ({**CONFIRM, "price": "prod_1"}, "price"),
        ({**CONFIRM, "quantity": "-1"}, "quantity"),
        ({**CONFIRM, "discount": "promotion_code:STAY20"}, "discount"),
        ({**CONFIRM, "discount": "coupon:"}, "discount"),
        ({"after": "redirect"}, "after_url"),
        ({"after": "redirect", "after_url": "https://elsewhere.test/"}, "after_url"),
        ({"after": "redirect", "after_url": "//elsewhere.test/"}, "after_url"),
        ({"after": "portal_homepage", "after_url": "/thanks/"}, "after_url"),
        ({"after": "", "after_message": "Thanks"}, "after_message"),
        ({"after": "hosted_confirmation", "after_message": "x" * 501}, "after_message"),
        ({"after": "hosted_confirmation", "after_message": "\x07"}, "after_message"),
        ({"after": "nowhere"}, "after"),
        ({"max_age": "1"}, "max_age"),
        ({"max_uses": "0"}, "max_uses"),
        ({"max_uses": ""}, "max_uses"),
        ({"language": "xx"}, "language"),
        ({"message": "x" * 2001}, "message"),
        ({"send": "on"}, "email"),
        ({"send": "on", "email": "nobody"}, "email"),
        ({"nonce": "1"}, "nonce"),
    ],
)
def test_form__says_beside_the_field_what_is_wrong(given, field):
    filled = form(**given)
    assert not filled.is_valid()
    assert [*filled.errors] == [field]


def test_form__takes_the_projects_own_pages():
    assert form(after="redirect", after_url="/thanks/").is_valid()
    assert form(after="redirect", after_url="https://site.test/thanks/").is_valid()


def test_form__of_another_audience_than_there_is():
    assert "audience" in form(audience="everybody", may_hand_out=True).errors


def test_form__a_change_of_nothing_is_told_in_words_for_staff():
    assert form(**{**CONFIRM, "price": ""}).errors["price"] == ["Choose a new price or a quantity."]
    assert form(**{**CONFIRM, "price": ""}, quantity="0").is_valid()


def test_form__an_error_of_a_field_that_is_not_asked_for_is_the_tasks(portal):
    portal(FLOWS={"broken": 7})
    assert "named:broken" not in str(task_choices())
    filled = LinkForm(filled_in(), offers=UNKNOWN, origin="https://site.test", may_send=True)
    assert filled.is_valid()
    assert filled._blamed(InvalidFlow("no field is named here")) == "what"
    assert filled._blamed(InvalidFlow("Flow.subscription must be …")) == "what"


def test_request_id__is_of_one_content_and_one_person():
    first, again = (form(nonce=str(uuid.UUID(int=7)), message="Hello") for _ in range(2))
    other = form(nonce=str(uuid.UUID(int=7)), message="Bye")
    assert all(each.is_valid() for each in (first, again, other))
    assert first.request_id("1", "auth.user:1") == again.request_id("1", "auth.user:1")
    assert len({each.request_id(*whom) for each in (first, other) for whom in (("1", "2"), ("2", "1"))}) == 4


def test_request_id__whether_it_was_confirmed_or_not():
    plain, sure = (form(nonce=str(uuid.UUID(int=7)), confirm=tick) for tick in ("", "on"))
    assert all(each.is_valid() for each in (plain, sure))
    assert plain.request_id("1") == sure.request_id("1")


@pytest.mark.parametrize(("language", "shown"), [("de", "de"), ("xx", ""), ("", "")])
def test_language__starts_with_theirs(language, shown):
    contact = Contact(language=language)
    unbound = CustomerLinkForm(None, offers=UNKNOWN, origin="https://site.test", contact=contact, may_send=False)
    assert unbound.initial["language"] == shown
    assert not {"send", "email"} & {*unbound.fields}


def test_tasks__every_type_can_be_built():
    given = {"price": "price_1"}
    assert {type(build_flow(task, given)) for task in BUILT_IN} == {*BUILT_IN.values()}
    assert build_flow("home", {}) is None


def test_tasks__have_labels(portal):
    portal(FLOWS={"card": flows.PaymentMethodUpdate(label="Use another card")})
    assert label_of("named:card") == "Use another card"
    assert label_of("subscription_cancel") == "Cancel subscription"
    assert label_of("home") == "Open the billing portal"


def test_tasks__of_a_project_without_flows(portal):
    portal(FLOWS={})
    assert len(task_choices()) == 2


def test_tasks__fields_of_declared_flows(portal):
    portal(FLOWS={"open": flows.SubscriptionUpdate(), "fixed": flows.SubscriptionUpdate(subscription="sub_1")})
    tasks = goes_with()["subscription"]
    assert "named:open" in tasks
    assert "named:fixed" not in tasks


def test_findings__every_obstacle_of_a_flow_has_its_place():
    about_a_field = {rule.__name__ for rules in RULES.values() for rule in rules} - {
        "feature_off",
        "nothing_to_switch_to",
    }
    assert {*FIELDS} == about_a_field
    assert {*FIELDS} <= {*KINDS}


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (60, "1 hour"),
        (3600, "1 hour"),
        (4 * 3600, "4 hours"),
        (86400, "1 day"),
        (604800, "7 days"),
        (129600, "36 hours"),
    ],
)
def test_periods__in_words(seconds, words):
    assert in_words(seconds) == words


def test_periods__up_to_the_most():
    assert [label for _seconds, label in periods(timedelta(days=1))] == ["1 hour", "4 hours"]
