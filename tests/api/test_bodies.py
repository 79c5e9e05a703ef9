"""What may be in a body, and what is said about the rest. Nothing of it reaches Stripe."""

import json

import pytest

pytest.importorskip("rest_framework")

from django_billing_portal.api.parsers import LARGEST
from django_billing_portal.models import PortalSession


@pytest.fixture
def refused(alice_client, post):
    """Post; return the status, the code, and what is wrong with which field."""

    def refused(body: object, **options):
        response = post(alice_client, body, **options)
        assert not PortalSession.objects.exists()
        assert response["Content-Type"] == "application/problem+json"
        problem = response.json()
        assert (problem["status"], problem["type"]) == (
            response.status_code,
            f"urn:billing-portal:problem:{problem['code']}",
        )
        return problem["status"], problem["code"], problem.get("errors", [])

    return refused


@pytest.mark.parametrize(
    "field",
    [
        "configuration",
        "on_behalf_of",
        "customer",
        "coupon",
        "price",
        "discounts",
        "flow_data",
        "account",
        "Flow",
        "",
        "a.b",
    ],
)
def test_field__unknown(refused, field: str) -> None:
    assert refused({field: "x"}) == (
        400,
        "invalid",
        [{"field": field, "code": "unknown", "message": "There is no such field."}],
    )


def test_field__unknown_with_half_a_character(refused) -> None:
    _, _, [error] = refused(r'{"\ud800": 1}')

    assert error["field"] == "?"


def test_fields__more_than_worth_telling(refused) -> None:
    _, _, errors = refused({f"{number:0>300}": 1 for number in range(100)})

    assert (len(errors), {len(error["field"]) for error in errors}) == (20, {100})


@pytest.mark.parametrize("field", ["flow", "type", "subscription", "return_to", "locale"])
def test_text__that_is_none(refused, field: str) -> None:
    for value in [0, 1.5, True, [], ["leave"], {}, {"a": 1}, "", "x" * 3000, "a\0b", "\ud800"]:
        status, code, errors = refused(json.dumps({field: value}))

        assert (status, code, [error["field"] for error in errors]) == (400, "invalid", [field]), value


@pytest.mark.parametrize(
    ("subject", "fields"),
    [
        ("people.team", {"subject"}),
        ([], {"subject"}),
        ({}, {"subject.type", "subject.id"}),
        ({"type": "people.team"}, {"subject.id"}),
        ({"type": "people.team", "id": 1}, {"subject.id"}),
        ({"type": None, "id": "1"}, {"subject.type"}),
        ({"type": "people.team", "id": "1", "name": "Nordlicht"}, {"subject.name"}),
    ],
)
def test_subject__that_is_none(refused, subject: object, fields: set[str]) -> None:
    status, _, errors = refused({"subject": subject})

    assert (status, {error["field"] for error in errors}) == (400, fields)


@pytest.mark.parametrize("body", ["[]", '"leave"', "null", "1", "true", "[[{}]]"])
def test_body__that_is_no_object(refused, body: str) -> None:
    status, code, [error] = refused(body)

    assert (status, code, error["field"]) == (400, "invalid", "")


def test_flow_and_type(refused) -> None:
    _, _, [error] = refused({"flow": "leave", "type": "subscription_cancel"})

    assert (error["field"], error["code"]) == ("type", "exclusive")


def test_type__that_needs_parameters(refused, portal) -> None:
    portal(API_FLOW_TYPES=["subscription_update_confirm"])

    _, _, [error] = refused({"type": "subscription_update_confirm"})

    assert (error["field"], error["code"]) == ("type", "invalid_choice")


def test_locale__that_the_portal_does_not_speak(refused) -> None:
    _, _, [error] = refused({"locale": "tlh"})

    assert (error["field"], error["code"]) == ("locale", "unknown")


@pytest.mark.parametrize(
    "place",
    ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "account", "/\\evil.example", "app://done"],
)
def test_way_back__that_leads_elsewhere(refused, place: str) -> None:
    status, code, [error] = refused({"return_to": place})

    assert (status, code, error["field"], error["code"]) == (400, "unsafe_url", "return_to", "unsafe_url")


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"{'flow': 1}",
        b'{"flow": NaN}',
        b'{"flow": 1} {}',
        b"\xff\xfe",
        b"\xef\xbb\xbf{}",
        "{}".encode("utf-16"),
        b'{"flow": "leave", "flow": "update-card"}',
        b"[" * 20_000,
        b'{"a":' * 10_000,
        b"9" * 5_000,
    ],
    ids=lambda body: repr(body[:20]),
)
def test_body__that_is_no_json(refused, body: bytes) -> None:
    assert refused(body) == (400, "parse_error", [])


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"{", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        (b'{"flow": NaN}', "NaN is no JSON"),
        (b'{"a": 1, "a": 1}', "a name stands twice in an object"),
        (b"\xff\xfe", "it is not in UTF-8"),
        (b"[" * 20_000, "too deep"),
        (b"9" * 5_000, "a number has too many digits"),
    ],
    ids=lambda value: repr(value[:20]),
)
def test_body__that_is_no_json_is_told_why(alice_client, post, body: bytes, reason: str) -> None:
    detail = post(alice_client, body).json()["detail"]

    assert detail == f"The request's body cannot be read as JSON: {reason}."


@pytest.mark.parametrize("charset", ["utf-16", "bz2_codec", "nonsense"])
def test_body__is_utf_8_whatever_its_header_says(alice_client, post, minted, charset: str) -> None:
    response = post(alice_client, b'{"flow": "update-card"}', content_type=f"application/json; charset={charset}")

    assert response.status_code == 201


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "application/merge-patch+json", "nonsense", "", "x" * 3000],
)
def test_body__of_another_type(refused, content_type: str) -> None:
    assert refused('{"flow": "leave"}', content_type=content_type) == (415, "unsupported_media_type", [])


def test_body__that_is_a_form_with_files(refused) -> None:
    form = b'--x\r\nContent-Disposition: form-data; name="flow"\r\n\r\nleave\r\n--x--\r\n'

    assert refused(form, content_type="multipart/form-data; boundary=x") == (415, "unsupported_media_type", [])


def test_body__that_is_too_large(refused) -> None:
    assert refused({"flow": "x" * LARGEST}) == (413, "too_large", [])


def test_body__that_django_finds_too_large(refused, settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10

    assert refused({"flow": "x" * 100}) == (413, "too_large", [])


@pytest.mark.parametrize("length", ["nonsense", "-1", "9" * 5_000, "0" * 5_000, "²"], ids=lambda length: length[:9])
def test_body__of_a_length_that_is_none(refused, length: str) -> None:
    assert refused({"flow": "leave"}, CONTENT_LENGTH=length) == (411, "length_required", [])


@pytest.mark.parametrize("length", ["", "0"])
def test_body__without_its_length(refused, length: str) -> None:
    options = {"CONTENT_LENGTH": length, "headers": {"Transfer-Encoding": "chunked"}}

    assert refused({"flow": "leave"}, **options) == (411, "length_required", [])


def test_body__that_is_a_form_which_a_middleware_read(refused, settings) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.api.middleware.curious"]
    form = b'--x\r\nContent-Disposition: form-data; name="flow"\r\n\r\nleave\r\n--x--\r\n'

    assert refused(form, content_type="multipart/form-data; boundary=x") == (415, "unsupported_media_type", [])


def test_body__whose_sender_went_away(refused, settings) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.api.middleware.hang_up"]

    assert refused({"flow": "leave"}) == (400, "parse_error", [])
