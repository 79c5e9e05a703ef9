"""For Schemathesis: what fits the description may be refused only for what no description can say."""

from http import HTTPStatus

import schemathesis

#: Field and code of an error beside its reason.
UNSAYABLE = {
    ("return_to", "unsafe_url"): "which hosts and apps are on the lists, and how long the origin before a path is",
    ("locale", "unknown"): "any language of Django's that is near one of Stripe's will do",
    ("", "invalid_wish"): "whether a named flow takes a subscription",
    ("", "incomplete"): "subject_type and subject_id come together: parameters cannot depend on one another",
    ("cursor", "invalid"): "which texts are cursors of ours",
    ("created_after", "invalid"): "a leap second, and other moments that RFC 3339 has and Python has not",
    ("created_before", "invalid"): "the same",
    ("created_after", "overflow"): "years that some databases do not reach",
    ("created_before", "overflow"): "the same",
}


@schemathesis.check
def refused_for_what_no_description_can_say(_ctx, response, case):
    if (
        case.meta is None
        or not case.meta.generation.mode.is_positive
        or response.status_code != HTTPStatus.BAD_REQUEST
    ):
        return
    problem = response.json()
    found = {(error["field"], error["code"]) for error in problem.get("errors", [])} or {("", problem["code"])}
    assert found <= UNSAYABLE.keys(), f"Refused although it fits the description: {found - UNSAYABLE.keys()}"
