import pytest
from django.conf.locale import LANG_INFO
from hypothesis import given
from hypothesis import strategies as st

from django_billing_portal.locales import LOCALES, to_stripe

CODES = st.from_regex(r"[A-Za-z0-9]{1,8}([-_][A-Za-z0-9]{1,8}){0,3}", fullmatch=True)
LIKELY = st.sampled_from(sorted({*LANG_INFO, *LOCALES, "nb_NO", "pt_PT", "zh-Hans-CN", "es-MX", "no", "tl"}))


def test_locales__47():
    assert len(LOCALES) == 47


@pytest.mark.parametrize("locale", sorted(LOCALES))
def test_to_stripe__own_locales(locale):
    assert to_stripe(locale.lower()) == locale


@pytest.mark.parametrize(
    ("code", "locale"),
    [
        ("zh-hans", "zh"),
        ("zh-cn", "zh"),
        ("zh-hans-cn", "zh"),
        ("zh-hant", "zh-TW"),
        ("zh-tw", "zh-TW"),
        ("zh-hant-tw", "zh-TW"),
        ("zh-hk", "zh-HK"),
        ("zh-hant-hk", "zh-HK"),
        ("zh-mo", "zh-HK"),
        ("es-ar", "es-419"),
        ("es-mx", "es-419"),
        ("es-es", "es"),
        ("nn", "nb"),
        ("no", "nb"),
        ("nb-no", "nb"),
        ("tl", "fil"),
        ("en-us", "en"),
        ("de-at", "de"),
        ("de-ch-1996", "de"),
        ("pt-pt", "pt"),
        ("fr-ca", "fr-CA"),
    ],
)
def test_to_stripe__near_matches(code, locale):
    assert to_stripe(code) == locale


@pytest.mark.parametrize("code", [None, "", "auto", "ar", "sr-latn", "uk", "xx", "-", "en us", "e" * 10_000])
def test_to_stripe__without_a_match(code):
    assert to_stripe(code) == "auto"


@given(CODES | LIKELY | st.text())
def test_to_stripe__always_a_locale(code):
    assert to_stripe(code) in LOCALES


@given(CODES | LIKELY)
def test_to_stripe__case_and_underscores_do_not_matter(code):
    assert to_stripe(code.upper().replace("-", "_")) == to_stripe(code.lower().replace("_", "-"))


@given(CODES | LIKELY)
def test_to_stripe__idempotent(code):
    assert to_stripe(to_stripe(code)) == to_stripe(code)
