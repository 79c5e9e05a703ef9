import pytest
from django.utils import translation

from django_billing_portal.sandbox.portal.presenters.discounts import amount_text, duration_text, reduced
from django_billing_portal.sandbox.portal.presenters.money import money
from django_billing_portal.sandbox.portal.presenters.prices import every, lasting, price_text

NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("language", "amount", "currency", "text"),
    [
        ("en", 123456, "usd", "$1,234.56"),
        ("en-gb", 900, "gbp", "£9.00"),
        ("en", -500, "usd", "-$5.00"),
        ("en", 900, "chf", f"CHF{NBSP}9.00"),
        ("de", 123456, "eur", f"1.234,56{NBSP}€"),
        ("pt-br", 900, "brl", f"R${NBSP}9,00"),
        ("ja", 500, "jpy", "¥500"),
        ("en", 1500, "kwd", f"KWD{NBSP}1.500"),
    ],
)
def test_money__in_each_language(language, amount, currency, text):
    with translation.override(language):
        assert money(amount, currency) == text


def test_money__without_a_language():
    with translation.override(None):
        assert money(900, "usd") == "$9.00"


@pytest.mark.parametrize(
    ("recurring", "text"),
    [
        ({"interval": "day", "interval_count": 1}, "per day"),
        ({"interval": "week", "interval_count": 2}, "every 2 weeks"),
        ({"interval": "month", "interval_count": 3}, "every 3 months"),
        ({"interval": "year", "interval_count": 1}, "per year"),
    ],
)
def test_every__interval(recurring, text):
    assert every(recurring) == text


def test_lasting__interval():
    assert [lasting("day", 1), lasting("year", 2)] == ["1 day", "2 years"]


def test_price_text__once_or_by_usage():
    assert price_text({"unit_amount": 900, "currency": "usd", "recurring": None}) == "$9.00"
    assert price_text({"unit_amount": None}) == "Based on usage"


@pytest.mark.parametrize(
    ("coupon", "text"),
    [
        ({"percent_off": 12.5}, "12.5% off"),
        ({"percent_off": None, "amount_off": 500, "currency": "usd"}, "$5.00 off"),
    ],
)
def test_amount_text__either_kind(coupon, text):
    assert amount_text(coupon) == text


def test_duration_text__once():
    assert duration_text({"duration": "once", "duration_in_months": None}) == "on your next invoice"


def test_reduced__by_several_coupons_but_not_below_nothing():
    percent, amount = {"percent_off": 20, "amount_off": None}, {"percent_off": None, "amount_off": 500}

    assert reduced(1000, [percent, amount]) == 300
    assert reduced(100, [amount]) == 0
