from datetime import timedelta

import pytest
from django.test import override_settings
from django.urls import reverse_lazy
from django.utils.functional import lazystr

from django_billing_portal.conf import PortalSettings, portal_settings
from django_billing_portal.exceptions import NotConfigured
from django_billing_portal.flows import PaymentMethodUpdate
from django_billing_portal.resolvers import AttributePath, PortalCustomers
from tests.overrides import portal

FLOW = PaymentMethodUpdate()
SETTINGS = sorted(name for name in dir(PortalSettings) if name.isupper())
DEFAULTS = {
    "API_KEY": "",
    "API_BASE": None,
    "ACCOUNT": "",
    "PROXY": None,
    "FLOWS": {},
    "CONFIGURATION": None,
    "CONFIGURATIONS": {},
    "ON_BEHALF_OF": None,
    "AFTER_EXPIRATION": None,
    "LOCALE": None,
    "RETURN_URL": "/",
    "RETURN_HOSTS": (),
    "RETURN_APPS": (),
    "BASE_URL": None,
    "PORTAL_HOSTS": ("billing.stripe.com",),
    "REDIRECT": "303",
    "NO_CUSTOMER_URL": None,
    "CREATE_CUSTOMERS": False,
    "REAUTHENTICATE": None,
    "MINTS_PER_MINUTE": 10,
    "REUSE_SECONDS": 60.0,
    "DEADLINE_SECONDS": 15.0,
    "PREFLIGHT_SECONDS": 3.0,
    "MAX_CONCURRENT_CALLS": 2,
    "MAX_CONCURRENT_ASYNC_CALLS": 1000,
    "API_FLOW_TYPES": (),
    "API_SUBJECTS": (),
    "API_THROTTLE_RATE": "60/min",
    "API_PAGE_SIZE": 20,
    "KEYS": (),
    "LINK_MAX_AGE": timedelta(days=7),
    "LINK_HOLDERS": False,
    "LINK_HOLDER_MAX_AGE": timedelta(hours=4),
    "LINK_HOLDERS_PER_MINUTE": 60,
    "LINK_FROM_EMAIL": None,
    "LINK_SENDER": None,
    "LINKS_PER_SECOND": 5.0,
}
#: Their defaults need something else: see test_resolvers.py and api/test_policies.py.
ELSEWHERE = {"RESOLVER", "API_PERMISSION_CLASSES", "API_THROTTLE_CLASSES"}
GIVEN = [
    ("API_KEY", "rk_test_1", "rk_test_1"),
    ("API_KEY", lambda: "rk_test_1\n", "rk_test_1"),
    ("API_KEY", lazystr(" rk_test_1\n"), "rk_test_1"),
    ("API_KEY", lambda: None, "sk_test_sandbox"),
    ("API_BASE", "http://127.0.0.1:12111", "http://127.0.0.1:12111"),
    ("API_BASE", "", None),
    ("ACCOUNT", "acct_1", "acct_1"),
    ("PROXY", "http://proxy:3128", "http://proxy:3128"),
    ("FLOWS", {"update-card": FLOW}, {"update-card": FLOW}),
    ("CONFIGURATION", "teams", "teams"),
    ("CONFIGURATIONS", {"teams": "bpc_1"}, {"teams": "bpc_1"}),
    ("ON_BEHALF_OF", "acct_1", "acct_1"),
    ("AFTER_EXPIRATION", timedelta(days=1), timedelta(days=1)),
    ("AFTER_EXPIRATION", True, True),
    ("AFTER_EXPIRATION", False, None),
    ("LOCALE", "de", "de"),
    ("RETURN_URL", reverse_lazy("account"), "/account/"),
    ("RETURN_HOSTS", ["app.example"], ("app.example",)),
    ("RETURN_APPS", ["myapp:/done"], ("myapp:/done",)),
    ("BASE_URL", "https://shop.example", "https://shop.example"),
    ("PORTAL_HOSTS", ("pay.example",), ("pay.example",)),
    ("REDIRECT", "page", "page"),
    ("NO_CUSTOMER_URL", "/pricing/", "/pricing/"),
    ("CREATE_CUSTOMERS", True, True),
    ("CREATE_CUSTOMERS", "builtins.dict", dict),
    ("REAUTHENTICATE", print, print),
    ("REAUTHENTICATE", "builtins.print", print),
    ("MINTS_PER_MINUTE", 0, 0),
    ("REUSE_SECONDS", 30, 30.0),
    ("REUSE_SECONDS", 3600, 240.0),
    ("DEADLINE_SECONDS", 5.5, 5.5),
    ("PREFLIGHT_SECONDS", 1.5, 1.5),
    ("MAX_CONCURRENT_CALLS", 4, 4),
    ("MAX_CONCURRENT_ASYNC_CALLS", 50, 50),
    ("API_FLOW_TYPES", ["customer_update"], ("customer_update",)),
    ("API_SUBJECTS", ["people.Team"], ("people.Team",)),
    ("API_PERMISSION_CLASSES", ["builtins.dict", list], (dict, list)),
    ("API_THROTTLE_CLASSES", [], ()),
    ("API_THROTTLE_RATE", "5/s", "5/s"),
    ("API_THROTTLE_RATE", None, None),
    ("API_PAGE_SIZE", 100, 100),
    ("KEYS", ["new", "old"], ("new", "old")),
    ("LINK_MAX_AGE", timedelta(days=30), timedelta(days=30)),
    ("LINK_HOLDERS", True, True),
    ("LINK_HOLDER_MAX_AGE", timedelta(minutes=30), timedelta(minutes=30)),
    ("LINK_HOLDERS_PER_MINUTE", 0, 0),
    ("LINK_FROM_EMAIL", "billing@shop.example", "billing@shop.example"),
    ("LINK_SENDER", print, print),
    ("LINK_SENDER", "builtins.print", print),
    ("LINKS_PER_SECOND", 0.5, 0.5),
]
WRONG = [
    ("API_KEY", b"rk_sesame"),
    ("API_KEY", lambda: ["rk_sesame"]),
    ("API_KEY", {}.popitem),
    ("RESOLVER", "tests.nowhere.sesame"),
    ("RESOLVER", "sesame"),
    ("RESOLVER", None),
    ("RESOLVER", AttributePath),
    ("RESOLVER", object()),
    ("FLOWS", ["sesame"]),
    ("CONFIGURATIONS", "sesame"),
    ("AFTER_EXPIRATION", "sesame"),
    ("AFTER_EXPIRATION", 3600),
    ("RETURN_HOSTS", "sesame"),
    ("RETURN_APPS", "sesame"),
    ("RETURN_HOSTS", [None]),
    ("PORTAL_HOSTS", {"sesame"}),
    ("API_FLOW_TYPES", "sesame"),
    ("API_SUBJECTS", [1]),
    ("API_PERMISSION_CLASSES", "sesame"),
    ("API_THROTTLE_CLASSES", ["tests.nowhere.sesame"]),
    ("API_THROTTLE_RATE", "sesame/min"),
    ("API_THROTTLE_RATE", 60),
    ("API_PAGE_SIZE", "sesame"),
    ("KEYS", "sesame"),
    ("KEYS", None),
    ("KEYS", [""]),
    ("KEYS", [b"sesame"]),
    ("CREATE_CUSTOMERS", "tests.nowhere.sesame"),
    ("REAUTHENTICATE", "sesame"),
    ("MINTS_PER_MINUTE", "sesame"),
    ("REUSE_SECONDS", None),
    ("DEADLINE_SECONDS", "sesame"),
    ("MAX_CONCURRENT_CALLS", []),
    ("MAX_CONCURRENT_ASYNC_CALLS", None),
    ("LINK_MAX_AGE", 7),
    ("LINK_MAX_AGE", timedelta(0)),
    ("LINK_HOLDER_MAX_AGE", None),
    ("LINK_HOLDERS_PER_MINUTE", "sesame"),
    ("LINK_SENDER", "tests.nowhere.sesame"),
    ("LINKS_PER_SECOND", "sesame"),
]


@pytest.fixture(autouse=True)
def _no_key_around(monkeypatch):
    monkeypatch.delenv("STRIPE_SECRET_KEY", raising=False)


@override_settings(BILLING_PORTAL={})
@pytest.mark.parametrize("name", sorted(DEFAULTS))
def test_setting__default(name):
    assert getattr(portal_settings, name) == DEFAULTS[name]


@pytest.mark.parametrize(("name", "value", "expected"), GIVEN)
def test_setting__given(name, value, expected):
    with portal(**{"API_KEY": "", name: value}):
        assert getattr(portal_settings, name) == expected


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_setting__of_the_wrong_kind(name, value):
    with portal(**{name: value}), pytest.raises(NotConfigured, match=name) as caught:
        getattr(portal_settings, name)

    assert "sesame" not in str(caught.value) or "cannot be imported" in str(caught.value)


def test_setting__all_of_them_tried():
    assert sorted({*DEFAULTS} | ELSEWHERE) == sorted({name for name, *_ in GIVEN} | ELSEWHERE) == SETTINGS


@pytest.mark.parametrize("value", [None, [], "sesame"])
def test_settings__no_dictionary(value):
    with override_settings(BILLING_PORTAL=value), pytest.raises(NotConfigured, match="must be a dictionary"):
        _ = portal_settings.API_BASE


@override_settings()
def test_settings__none_at_all(settings):
    del settings.BILLING_PORTAL

    assert portal_settings.REDIRECT == "303"


def test_settings__read_at_use():
    with portal(LOCALE="de"):
        assert portal_settings.LOCALE == "de"
    assert portal_settings.LOCALE is None


@pytest.mark.parametrize(
    "value",
    [
        "django_billing_portal.resolvers.PortalCustomers",
        PortalCustomers,
        PortalCustomers(),
    ],
    ids=["dotted path", "class", "instance"],
)
def test_resolver__in_every_form(value):
    with portal(RESOLVER=value):
        assert isinstance(portal_settings.RESOLVER, PortalCustomers)


@override_settings(BILLING_PORTAL={})
def test_resolver__default():
    assert isinstance(portal_settings.RESOLVER, PortalCustomers)


def test_api_key__callable_that_fails_is_not_quoted():
    def from_vault():
        raise RuntimeError("sesame")

    with portal(API_KEY=from_vault), pytest.raises(NotConfigured, match="RuntimeError") as caught:
        _ = portal_settings.API_KEY

    assert (caught.value.__cause__, caught.value.__context__) == (None, None)


@override_settings(BILLING_PORTAL={}, STRIPE_SECRET_KEY="sk_test_settings\n")
def test_api_key__from_the_settings(monkeypatch):
    monkeypatch.setenv("STRIPE_SECRET_KEY", "sk_test_environment")

    assert portal_settings.API_KEY == "sk_test_settings"


@override_settings(BILLING_PORTAL={"API_KEY": None}, STRIPE_SECRET_KEY=None)
def test_api_key__from_the_environment(monkeypatch):
    monkeypatch.setenv("STRIPE_SECRET_KEY", "sk_test_environment\n")

    assert portal_settings.API_KEY == "sk_test_environment"


@override_settings(BILLING_PORTAL={"API_BASE": "sandbox"})
def test_api_key__the_sandbox_needs_none():
    assert portal_settings.required_api_key() == "sk_test_sandbox"


@override_settings(BILLING_PORTAL={"API_KEY": " \n"})
def test_required_api_key__missing():
    with pytest.raises(NotConfigured, match="API_KEY"):
        portal_settings.required_api_key()


@pytest.mark.parametrize("api_base", [None, "sandbox"])
@pytest.mark.parametrize(
    ("key", "live"),
    [
        ("sk_live_1", True),
        ("rk_live_1", True),
        ("sk_org_live_1", True),
        ("sk_test_1", False),
        ("rk_test_1_live_", False),
        ("", False),
    ],
)
def test_livemode__by_the_key(key, live, api_base):
    with portal(API_KEY=key, API_BASE=api_base):
        assert portal_settings.livemode is live


@pytest.mark.parametrize(("api_base", "uses"), [("sandbox", True), ("http://sandbox", False), (None, False)])
def test_uses_sandbox__by_the_base(api_base, uses):
    with portal(API_BASE=api_base):
        assert portal_settings.uses_sandbox is uses
