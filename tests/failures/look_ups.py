"""What fails before a session is asked for: finding the subscription, creating the customer."""

from django_billing_portal import exceptions as our
from tests.failures.case import AMPLE, CUSTOMER, OPERATOR, URL, Case, away, here, refused
from tests.failures.refusals import MISSING
from tests.stand_in import Answer, refusal

LOOK_UPS = [
    away("broken when looking for the subscription", refusal(500, URL), flow="leave", has_request_id=True),
    here("no subscription", our.FlowUnavailable, CUSTOMER, flow="leave", answers=(Answer(body={"data": []}),)),
    here(
        "two subscriptions",
        our.FlowUnavailable,
        CUSTOMER,
        flow="leave",
        answers=(Answer(body={"data": [{"id": f"sub_{n}", "status": "active"} for n in "12"]}),),
    ),
    Case(
        name="refused once the subscription was found",
        error=our.FlowUnavailable,
        fault=OPERATOR,
        flow="leave",
        answers=(Answer(), refusal(400, "No such coupon: 'STAY20'", **MISSING)),
        has_request_id=True,
    ),
    refused(
        "customer that Stripe will not create",
        our.StripeRefused,
        OPERATOR,
        400,
        "Invalid email address: eve@example.com",
        code="email_invalid",
        param="email",
        who="eve",
        settings={"CREATE_CUSTOMERS": True},
    ),
    away(
        "customer that Stripe cannot create",
        refusal(500, URL),
        who="eve",
        settings={"CREATE_CUSTOMERS": True},
        has_request_id=True,
        seconds=AMPLE / 2,
    ),
]
