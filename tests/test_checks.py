from datetime import timedelta
from typing import Any

import pytest
from django.core.checks import run_checks
from django.test import override_settings

from django_billing_portal import flows
from django_billing_portal.checks import check_settings
from django_billing_portal.checks.deployment import check_mail_server
from tests.settings import BILLING_PORTAL


def found(**portal: Any) -> dict[str, str]:
    with override_settings(BILLING_PORTAL={**BILLING_PORTAL, **portal}):
        return {
            str(message.id).removeprefix("billing_portal."): f"{message.msg} {message.hint}"
            for message in check_settings()
        }


def found_beside(**settings: Any) -> dict[str, str]:
    with override_settings(**settings):
        return found()


def test_check_settings__sound() -> None:
    assert found() == {}


@override_settings(BILLING_PORTAL=[])
def test_check_settings__no_dictionary() -> None:
    assert [message.id for message in check_settings()] == ["billing_portal.E001"]


def test_check_settings__registered() -> None:
    with override_settings(BILLING_PORTAL={"SPEED": 1}):
        assert "billing_portal.E002" in {message.id for message in run_checks(tags=["billing_portal"])}


def test_unknown_settings__names_the_likeliest() -> None:
    assert "Did you mean 'RETURN_URL'?" in found(RETRUN_URL="/")["E002"]


def test_unknown_settings__in_lower_case() -> None:
    assert "Did you mean 'FLOWS'?" in found(flows={})["E002"]


def test_unknown_settings__like_nothing() -> None:
    assert "There are: ACCOUNT, AFTER_EXPIRATION, " in found(X9=1)["E002"]


@pytest.mark.parametrize(
    "resolver", ["tests.nowhere.Resolver", "Resolver", "django_billing_portal.resolvers.Resolver"]
)
def test_unusable_resolver__cannot_be_loaded(resolver: str) -> None:
    assert "RESOLVER cannot be used" in found(RESOLVER=resolver)["E003"]


def test_unusable_resolver__leaves_a_question_open() -> None:
    assert "lacks authorize" in found(RESOLVER=object())["E003"]


def test_unusable_hooks__cannot_be_imported() -> None:
    assert "REAUTHENTICATE" in found(REAUTHENTICATE="tests.nowhere.hook")["E005"]


@pytest.mark.parametrize(("name", "hook"), [("REAUTHENTICATE", 300), ("CREATE_CUSTOMERS", {"email": "a@b.c"})])
def test_unusable_hooks__cannot_be_called(name: str, hook: object) -> None:
    assert name in found(**{name: hook})["E006"]


@pytest.mark.parametrize("hook", [None, False, True, dict, "builtins.dict"])
def test_unusable_hooks__sound(hook: object) -> None:
    assert found(CREATE_CUSTOMERS=hook) == {}


@pytest.mark.parametrize("flow", [flows.PaymentMethodUpdate, "payment_method_update"])
def test_not_flows__class_or_text(flow: object) -> None:
    assert "FLOWS['update-card']" in found(FLOWS={"update-card": flow})["E007"]


@pytest.mark.parametrize("name", ["", "update card", "über", "a/b", "x" * 101, 7])
def test_unfit_flow_names__no_slug(name: object) -> None:
    assert "E008" in found(FLOWS={name: flows.PaymentMethodUpdate()})


def test_flows__sound() -> None:
    assert found(FLOWS={"update-card": flows.PaymentMethodUpdate()}) == {}


@pytest.mark.parametrize("name", ["FLOWS", "CONFIGURATIONS"])
def test_not_dictionaries__list(name: str) -> None:
    assert found(**{name: ["leave"]}) == {"E009": f"{name} must be a dictionary. None"}


def test_unknown_configurations__value_is_no_id() -> None:
    assert "CONFIGURATIONS['teams']" in found(CONFIGURATIONS={"teams": "Teams"})["E010"]


def test_unknown_configurations__default_is_neither_name_nor_id() -> None:
    assert "CONFIGURATION is" in found(CONFIGURATION="teams")["E010"]


@pytest.mark.parametrize("default", ["teams", "bpc_2"])
def test_unknown_configurations__sound(default: str) -> None:
    assert found(CONFIGURATION=default, CONFIGURATIONS={"teams": "bpc_1"}) == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEADLINE_SECONDS", 0),
        ("DEADLINE_SECONDS", 900),
        ("REUSE_SECONDS", -1),
        ("REUSE_SECONDS", 300),
        ("MINTS_PER_MINUTE", None),
        ("MAX_CONCURRENT_CALLS", 0),
        ("MAX_CONCURRENT_CALLS", True),
        ("MAX_CONCURRENT_ASYNC_CALLS", "many"),
    ],
)
def test_out_of_range__too_small_too_large_no_number(name: str, value: object) -> None:
    assert name in found(**{name: value})["E011"]


@pytest.mark.parametrize("redirect", [303, "302", "Page"])
def test_unknown_redirect__no_such_word(redirect: object) -> None:
    assert "E012" in found(REDIRECT=redirect)


def test_unknown_locale__names_the_likeliest() -> None:
    assert "Did you mean 'pt-BR'?" in found(LOCALE="pt-br")["E013"]


def test_unknown_locale__sound() -> None:
    assert found(LOCALE="de") == {}


def out_of_reach() -> str:
    raise OSError


def test_unusable_api_key__publishable_is_not_repeated() -> None:
    message = found(API_KEY="pk_test_123")["E014"]

    assert "pk_test_123" not in message


def test_unusable_api_key__no_text() -> None:
    assert "must be a text" in found(API_KEY=["sk_test_suite"])["E004"]


def test_unusable_api_key__vault_is_not_asked() -> None:
    assert found(API_KEY=out_of_reach) == {}


@pytest.mark.parametrize("keys", ["x" * 40, [b"x" * 40], [""], None])
def test_unusable_keys__no_texts(keys: object) -> None:
    assert "E015" in found(KEYS=keys)


def test_unusable_keys__short() -> None:
    assert "sesame" not in found(KEYS=["sesame"])["W001"]


def test_unusable_keys__sound() -> None:
    assert found(KEYS=["x" * 40, "y" * 40]) == {}


@pytest.mark.parametrize("name", ["ACCOUNT", "ON_BEHALF_OF"])
def test_unlikely_accounts__customer(name: str) -> None:
    assert name in found(**{name: "cus_1"})["E016"]


@pytest.mark.parametrize("name", ["ACCOUNT", "ON_BEHALF_OF"])
def test_unlikely_accounts__sound(name: str) -> None:
    assert found(**{name: "acct_1"}) == {}


@pytest.mark.parametrize(
    "url", ["example.com", "https://example.com/app", "https://example.com?x", "ftp://example.com"]
)
@pytest.mark.parametrize("name", ["BASE_URL", "API_BASE"])
def test_not_origins__more_or_less_than_an_origin(name: str, url: str) -> None:
    assert name in found(**{name: url})["E017"]


def test_not_origins__sound() -> None:
    assert found(BASE_URL="https://example.com/", API_BASE="http://127.0.0.1:12111") == {}


@pytest.mark.parametrize("name", ["PORTAL_HOSTS", "RETURN_HOSTS"])
@pytest.mark.parametrize("hosts", ["billing.example.com", {"billing.example.com"}])
def test_not_hosts__no_list(name: str, hosts: object) -> None:
    assert name in found(**{name: hosts})["E018"]


@pytest.mark.parametrize("name", ["PORTAL_HOSTS", "RETURN_HOSTS"])
@pytest.mark.parametrize("host", ["*.example.com", "example.com/billing", "", None])
def test_not_hosts__no_host(name: str, host: object) -> None:
    assert repr(host) in found(**{name: [host]})["E019"]


def test_not_hosts__sound() -> None:
    assert (
        found(PORTAL_HOSTS=["billing.example.com", "http://localhost:8000"], RETURN_HOSTS=["app.example.com:8443"])
        == {}
    )


@pytest.mark.parametrize("apps", ["myapp:/done", {"myapp:/done"}, ["myapp:/done", ""], [7]])
def test_not_app_addresses__no_list(apps: object) -> None:
    assert "RETURN_APPS" in found(RETURN_APPS=apps)["E030"]


@pytest.mark.parametrize("address", ["javascript:/done", "https://app.example.com/done", "myapp", "intent://x"])
def test_not_app_addresses__no_apps_own(address: str) -> None:
    assert repr(address) in found(RETURN_APPS=["myapp:/done", address])["E031"]


def test_not_app_addresses__sound() -> None:
    assert found(RETURN_APPS=["com.example.app://billing/done", "myapp:/done"]) == {}


def test_insecure_portal_hosts__on_the_open_network() -> None:
    assert "E020" in found(PORTAL_HOSTS=["http://billing.example.com"])


def test_missing_sandbox__not_installed() -> None:
    assert "E021" in found_beside(INSTALLED_APPS=["django_billing_portal"])


@pytest.mark.parametrize("url", ["nowhere", "//evil.example", "https://evil.example/", "account/\\evil"])
def test_unresolvable_return_url__leads_nowhere(url: str) -> None:
    assert "E022" in found(RETURN_URL=url)


@pytest.mark.parametrize("url", ["account", "/account/", "https://app.example.com/account/"])
def test_unresolvable_return_url__sound(url: str) -> None:
    assert found(RETURN_URL=url, RETURN_HOSTS=["app.example.com"]) == {}


def test_unresolvable_no_customer_url__leads_nowhere() -> None:
    assert "E023" in found(NO_CUSTOMER_URL="pricing")


def test_missing_urls__not_included() -> None:
    assert "W002" in found_beside(ROOT_URLCONF="django.contrib.auth.urls")


POLICIES = {
    "django": lambda sources: {"SECURE_CSP": {"form-action": sources}},
    "django-csp 4": lambda sources: {"CONTENT_SECURITY_POLICY": {"DIRECTIVES": {"form-action": sources}}},
    "django-csp 3": lambda sources: {"CSP_FORM_ACTION": sources},
}
BLOCKING = [
    ["'self'"],
    "'self'",
    ("'none'",),
    {"https://example.com"},
    ["https://stripe.com"],
    ["*.billing.stripe.com"],
]
ALLOWING = ["https://billing.stripe.com", ["'self'", "billing.stripe.com"], ["'self' https:"], ["*"], {"*.stripe.com"}]


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
@pytest.mark.parametrize("sources", BLOCKING, ids=str)
def test_blocked_redirect__form_action_without_stripe(policy: Any, sources: object) -> None:
    assert "https://billing.stripe.com" in found_beside(**policy(sources))["W004"]


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
@pytest.mark.parametrize("sources", ALLOWING, ids=str)
def test_blocked_redirect__form_action_with_stripe(policy: Any, sources: object) -> None:
    assert found_beside(**policy(sources)) == {}


UNSET = [{"SECURE_CSP": None}, {"CONTENT_SECURITY_POLICY": None}]


@pytest.mark.parametrize("settings", [{"SECURE_CSP": {"default-src": ["'none'"]}}, {"CSP_FORM_ACTION": None}, *UNSET])
def test_blocked_redirect__no_form_action(settings: Any) -> None:
    assert found_beside(**settings) == {}


@override_settings(SECURE_CSP={"form-action": ["'self'"]})
def test_blocked_redirect__page_instead_of_redirect() -> None:
    assert found(REDIRECT="page") == {}


@override_settings(SECURE_CSP={"form-action": ["https://billing.stripe.com"]})
def test_blocked_redirect__own_domain_forgotten() -> None:
    assert "https://pay.example.com" in found(PORTAL_HOSTS=["billing.stripe.com", "pay.example.com"])["W004"]


@override_settings(SECURE_CSP={"form-action": ["'self'"]})
def test_blocked_redirect__origin_as_host() -> None:
    assert "Add http://localhost:1 to" in found(PORTAL_HOSTS=["http://localhost:1"])["W004"]


@override_settings(BILLING_PORTAL={})
@pytest.mark.parametrize(("deploying", "expected"), [(True, True), (False, False)])
def test_check_api_key__missing(deploying: bool, expected: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STRIPE_SECRET_KEY", raising=False)

    ids = {message.id for message in run_checks(tags=["billing_portal"], include_deployment_checks=deploying)}

    assert ("billing_portal.W003" in ids) is expected


def test_check_api_key__there() -> None:
    messages = run_checks(tags=["billing_portal"], include_deployment_checks=True)

    assert "billing_portal.W003" not in {message.id for message in messages}


@override_settings(BILLING_PORTAL={"API_KEY": out_of_reach})
def test_check_api_key__out_of_reach() -> None:
    messages = run_checks(tags=["billing_portal"], include_deployment_checks=True)

    assert ["OSError" in str(message.hint) for message in messages if message.id == "billing_portal.W003"] == [True]


SMTP = "django.core.mail.backends.smtp.EmailBackend"
SILENT = {"MAILERS": {"default": {}}}


@pytest.mark.parametrize(
    ("mailers", "expected"),
    [
        ({"default": {"BACKEND": SMTP}}, True),
        ({"default": {"OPTIONS": {"host": "mail.example"}}}, True),
        ({"default": {"BACKEND": SMTP, "OPTIONS": {"timeout": 20}}}, False),
        ({"default": {"BACKEND": "anymail.backends.mailgun.EmailBackend"}}, False),
        ({}, False),
    ],
    ids=str,
)
def test_mail_server__of_the_mailers(mailers: Any, expected: bool) -> None:
    with override_settings(MAILERS=mailers):
        assert [message.id for message in check_mail_server()] == ["billing_portal.W006"] * expected


@pytest.mark.filterwarnings("ignore:The EMAIL_")
@pytest.mark.parametrize(
    ("backend", "timeout", "expected"), [(SMTP, None, True), (SMTP, 20, False), ("nowhere.Backend", None, False)]
)
def test_mail_server__of_the_settings(backend: str, timeout: int | None, expected: bool, settings: Any) -> None:
    del settings.MAILERS
    settings.EMAIL_BACKEND, settings.EMAIL_TIMEOUT = backend, timeout

    assert bool(check_mail_server()) is expected


@override_settings(**SILENT)
@pytest.mark.parametrize(("sender", "expected"), [(None, True), (print, False), ("tests.nowhere.send", False)])
def test_mail_server__sender_of_the_projects_own(sender: object, expected: bool) -> None:
    with override_settings(BILLING_PORTAL={**BILLING_PORTAL, "LINK_SENDER": sender}):
        assert bool(check_mail_server()) is expected


@override_settings(**SILENT, INSTALLED_APPS=["django_billing_portal"])
def test_mail_server__without_the_desk() -> None:
    assert check_mail_server() == []


@override_settings(**SILENT)
@pytest.mark.parametrize("deploying", [True, False])
def test_mail_server__is_a_matter_of_deployment(deploying: bool) -> None:
    ids = {message.id for message in run_checks(tags=["billing_portal"], include_deployment_checks=deploying)}

    assert ("billing_portal.W006" in ids) is deploying


def test_flow_types__unknown() -> None:
    assert "Did you mean 'customer_update'?" in found(API_FLOW_TYPES=["customer_updates"])["E024"]


def test_flow_types__that_a_browser_cannot_fill_in() -> None:
    assert "declare it in FLOWS" in found(API_FLOW_TYPES=["subscription_update_confirm"])["E024"]


@pytest.mark.parametrize("label", ["people.Crew", "Team", "nowhere.Team", "people.Team.name"])
def test_subjects__no_model(label: str) -> None:
    assert label in found(API_SUBJECTS=[label])["E025"]


@pytest.mark.parametrize("setting", ["API_FLOW_TYPES", "API_SUBJECTS"])
def test_api_lists__are_none(setting: str) -> None:
    assert set(found(**{setting: "people.Team"})) == {"E026"}


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("API_PERMISSION_CLASSES", ["tests.nowhere.IsStaff"]),
        ("API_THROTTLE_CLASSES", "tests.people.models.Team"),
        ("API_THROTTLE_RATE", "often"),
    ],
)
def test_policies__unusable(setting: str, value: object) -> None:
    assert setting in found(**{setting: value})["E027"]


def test_api_settings__sound() -> None:
    assert found(API_FLOW_TYPES=["customer_update"], API_SUBJECTS=["people.Team"], API_THROTTLE_RATE="5/s") == {}


@pytest.mark.parametrize("setting", ["LINK_MAX_AGE", "LINK_HOLDER_MAX_AGE"])
def test_link_periods__are_none(setting: str) -> None:
    assert "timedelta above zero" in found(**{setting: 7})["E032"]


@pytest.mark.parametrize(("are_on", "expected"), [(True, {"W005"}), (False, set())])
def test_link_periods__whoever_holds_it_has_longer(are_on: bool, expected: set[str]) -> None:
    assert set(found(LINK_HOLDERS=are_on, LINK_HOLDER_MAX_AGE=timedelta(days=8))) == expected


def test_link_settings__sound() -> None:
    assert found(LINK_HOLDERS=True, LINK_MAX_AGE=timedelta(days=30), LINK_SENDER=print) == {}
