"""The description in OpenAPI: complete, current, and true to what the code takes and gives."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("drf_spectacular")
pytest.importorskip("rest_framework_simplejwt")

from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from rest_framework.exceptions import APIException

from django_billing_portal import exceptions
from django_billing_portal.api import errors, problems
from django_billing_portal.api.schema import VERSION, examples, kinds, shapes
from django_billing_portal.api.schema.components import COMPONENTS, PLACE, SUBSCRIPTION
from django_billing_portal.services import orders
from tests.api.description import COMMITTED, committed, parsed
from tests.test_redirects import APPS, NASTY, accepted, in_settings

ROOT = Path(__file__).parents[2]
#: Raised by other doors only, or never itself.
ELSEWHERE = {exceptions.BillingPortalError, exceptions.InvalidToken}


#: What `make openapi` does, for both modules at once: most of the time is spent before.
DESCRIBE = """
import django
from django.core.management import call_command

django.setup()
for urlconf in (None, "tests.schema_async_urls"):
    call_command("spectacular", urlconf=urlconf, validate=True, fail_on_warn=True, skip_checks=False)
    print(20 * "=")
"""


def described() -> list[str]:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", DESCRIBE],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings_schema"},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.split(20 * "=" + "\n")[:-1]


@pytest.fixture
def document():
    return committed()


@pytest.fixture
def found(document):
    """List the operations, by id."""
    return {operation["operationId"]: operation for path in document["paths"].values() for operation in path.values()}


def test_openapi__committed_one_is_current_for_both_modules(document):
    threads, coroutines = described()

    assert threads == COMMITTED.read_text(encoding="utf-8")
    assert parsed(coroutines) == document


def test_openapi__version(document):
    assert (document["openapi"], document["info"]["version"]) == ("3.1.0", VERSION)


def test_openapi__operations(found):
    assert set(found) == {"createPortalSession", "listPortalSessions", "getPortalSession", "listPortalFlows"}


def test_openapi__ways_to_sign_in(document):
    assert set(document["components"]["securitySchemes"]) == {"cookieAuth", "jwtAuth", "tokenAuth"}


def test_openapi__nothing_of_version_3_0(document):
    assert "nullable" not in str(document)


def bodies(content):
    """List every example of a body beside its schema."""
    for media in content.values():
        for each in media.get("examples", {}).values():
            yield each["value"], media["schema"]


def test_examples__fit_their_schemas(document, found):
    contents = [answer["content"] for operation in found.values() for answer in operation["responses"].values()]
    contents += [found["createPortalSession"]["requestBody"]["content"]]
    shown = [example for content in contents for example in bodies(content)]

    assert len(shown) > 40
    for value, schema in shown:
        Draft202012Validator({**schema, "components": document["components"]}).validate(value)


def test_problems__each_status_tells_its_codes(found):
    for operation in found.values():
        for status, answer in operation["responses"].items():
            for body, _ in bodies({name: content for name, content in answer["content"].items() if "problem" in name}):
                assert f"`{body['code']}`: {body['detail']}" in answer["description"]
                assert str(body["status"]) == status


@pytest.mark.parametrize(
    ("operation", "statuses"),
    [
        ("createPortalSession", "201 400 401 403 404 405 406 409 411 413 415 429 500 502 503"),
        ("listPortalSessions", "200 400 401 403 404 405 406 429 503"),
        ("getPortalSession", "200 400 401 403 404 405 406 429 503"),
        ("listPortalFlows", "200 400 401 403 404 405 406 409 429 502 503"),
    ],
)
def test_problems__statuses(found, operation, statuses):
    assert " ".join(found[operation]["responses"]) == statuses


def headers(operation):
    return {(status, name) for status, answer in operation["responses"].items() for name in answer.get("headers", {})}


def test_headers__documented(found):
    waits = {("429", "Retry-After"), ("503", "Retry-After"), ("401", "WWW-Authenticate")}

    assert headers(found["createPortalSession"]) == {("201", "Location"), *waits}
    assert headers(found["getPortalSession"]) == {("200", "Retry-After"), *waits}
    assert headers(found["listPortalFlows"]) == headers(found["listPortalSessions"]) == waits


def classes(module, base):
    return {error for error in vars(module).values() if isinstance(error, type) and issubclass(error, base)}


def test_problems__each_of_ours_is_documented():
    ours = classes(exceptions, exceptions.BillingPortalError) | classes(errors, exceptions.BillingPortalError)

    documented = set(kinds.codes())
    reachable = {error for error in ours - ELSEWHERE if not issubclass(error, exceptions.DeskError)}
    assert {error.code for error in reachable} <= documented
    assert {error.default_code for error in problems.KNOWN} <= documented
    assert {error.default_code for error in classes(errors, APIException) - {APIException}} <= documented


def test_problems__none_of_those_that_only_staff_and_their_links_run_into():
    desk = {error.code for error in classes(exceptions, exceptions.DeskError)}
    source = "".join(path.read_text("utf-8") for path in Path(problems.__file__).parent.glob("*.py"))

    assert desk & set(kinds.codes()) == set()
    assert re.findall(r"services\.(?:links|batches|invitations|redemption)", source) == []


def test_problems__same_as_in_the_reference(found):
    described = {
        (status, code)
        for operation in found.values()
        for status, answer in operation["responses"].items()
        for code in re.findall(r"`(\w+)`: ", answer["description"])
    }
    rows = re.findall(r"(?m)^\| (4[\d, ]+|5\d\d) \| (.*?) \|", COMMITTED.with_name("api.md").read_text("utf-8"))

    assert described == {
        (status, code)
        for statuses, codes in rows
        for status in statuses.split(", ")
        for code in re.findall(r"`(\w+)`", codes)
    }


def test_flows__example_is_that_of_the_reference():
    printed = re.findall(r"```json\n(.*?)```", COMMITTED.with_name("api.md").read_text("utf-8"), re.DOTALL)

    assert examples.FLOWS in map(json.loads, printed)


def test_problems__documented_ones_exist(document):
    assert document["components"]["schemas"]["ProblemCode"]["enum"] == kinds.codes()


@pytest.mark.parametrize(("serializer", "name"), shapes.SHAPES.items(), ids=shapes.SHAPES.values())
def test_components__have_the_fields_of_their_serializers(serializer, name):
    fields = set(serializer().fields)

    assert not fields or fields == set(COMPONENTS[name]["properties"])


def test_components__all_in_use(document):
    assert set(document["components"]["schemas"]) == set(COMPONENTS)


def test_subscription__described_as_it_is_checked():
    assert SUBSCRIPTION.strip("^$") == orders.SUBSCRIPTION


PLACES = st.sampled_from(["/", "https://shop.example", *APPS])


@given(NASTY | st.tuples(PLACES, NASTY).map("".join))
@example("/")
@example("//evil.example")
def test_return_to__description_refuses_nothing_that_is_taken(return_to):
    with in_settings(RETURN_APPS=APPS):
        taken = accepted(return_to) is not None

    assert re.search(PLACE, return_to) or not taken
