import pytest

from django_billing_portal.wire.attempts import ATTEMPT_SECONDS, Trail, attempt, current_trail
from django_billing_portal.wire.deadline import Deadline, current_deadline, keep
from django_billing_portal.wire.faults import WireError, WrongSetup


@pytest.fixture
def trail():
    token = current_trail.set(Trail())
    yield current_trail.get()
    current_trail.reset(token)


@pytest.fixture
def answer(trail):
    """Answer an attempt of a call that has some seconds left."""

    def answer(status, headers=None, body=b"{}", seconds=60):
        with keep(Deadline.after(seconds)), attempt({}) as this:
            return this.answered(status, headers or {}, body)

    return answer


def test_attempt__has_a_deadline_of_its_own(trail):
    with keep(Deadline.after(60)), attempt({}):
        assert current_deadline.get().remaining() <= ATTEMPT_SECONDS


def test_attempt__is_counted_and_forgets_the_one_before(trail):
    trail.request_id, trail.status, trail.fault = "req_1", 500, WireError("Oops.")
    with keep(Deadline.after(60)), attempt({}):
        assert (trail.attempts, trail.request_id, trail.status, trail.fault) == (1, None, None, None)


@pytest.mark.parametrize("value", ["a\nb", "a\r\nb: c", "\x00", "ключ"])
def test_attempt__refuses_a_header_that_http_cannot_carry(trail, value):
    with keep(Deadline.after(60)), pytest.raises(WrongSetup, match="API_KEY"):
        attempt({"X": value}).__enter__()


def test_attempt__sends_latin_1(trail):
    with keep(Deadline.after(60)), attempt({"User-Agent": "Bücher"}):
        assert trail.attempts == 1


@pytest.mark.parametrize(("seconds", "retry"), [(60, True), (1, False)])
def test_failed__is_tried_again_if_there_is_time(trail, seconds, retry):
    with keep(Deadline.after(seconds)), attempt({}) as this:
        assert this.failed("Oops.").retry is retry


@pytest.mark.parametrize(
    ("status", "headers", "seconds", "advice"),
    [
        (500, {}, 60, None),
        (500, {}, 1, "false"),
        (429, {}, 60, "true"),
        (429, {}, 1, "false"),
        (429, {"retry-after": "2"}, 60, "true"),
        (429, {"retry-after": "2"}, 3.5, "true"),
        (429, {"retry-after": "5"}, 5, "false"),
        (429, {"retry-after": "soon"}, 60, "true"),
        (409, {"stripe-should-retry": "true"}, 60, "true"),
        (409, {"stripe-should-retry": "true"}, 1, "false"),
        (429, {"stripe-should-retry": "false"}, 60, "false"),
        (200, {}, 60, None),
    ],
)
def test_answered__advises_on_retrying(answer, status, headers, seconds, advice):
    assert answer(status, headers, seconds=seconds).headers.get("Stripe-Should-Retry") == advice


def test_answered__keeps_few_headers(answer):
    headers = {"request-id": "req_1", "set-cookie": "secret", "retry-after": "2", "stripe-notice": "Hello"}
    assert answer(200, headers).headers == {"request-id": "req_1"}


def test_answered__finds_headers_in_any_case(answer):
    found = answer(200, {"request-id": "req_1"}).headers
    assert found["Request-Id"] == found.get("REQUEST-ID") == "req_1"
    assert "rEquest-id" in found
    assert found.get("Retry-After", "never") == "never"


def test_answered__notes_status_and_request(answer, trail):
    answer(404, {"request-id": "req_1", "stripe-notice": "See https://example.com"})
    assert (trail.status, trail.request_id, trail.notice) == (404, "req_1", "See [withheld]")


def test_answered__seals_the_body(answer):
    assert repr(answer(200, body=b'{"url": "x"}').body) == "[withheld]"


@pytest.mark.parametrize(("status", "kept"), [(200, True), (302, False), (400, False)])
def test_answered__takes_secrets_out_of_refusals(answer, status, kept):
    body = answer(status, body=b'{"url": "https://example.com/x"}').body
    assert ("example.com" in body) is kept


def test_answered__not_utf_8(answer):
    with pytest.raises(WireError, match="UTF-8"):
        answer(200, body=b"\xff")
