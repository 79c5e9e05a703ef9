"""What we refuse ourselves, and what the project got wrong."""

from django_billing_portal import exceptions as our
from django_billing_portal.refs import CustomerRef
from django_billing_portal.resolvers import Callables
from tests.failures import troubles
from tests.failures.case import CUSTOMER, DATA, KEY, OPERATOR, TRANSIENT, URL, here
from tests.stand_in import Answer

OTHER_MODE = Answer(body={"id": "bps_1", "url": URL, "livemode": True})
LIVE_CUSTOMER = Callables(resolve=lambda *, subject: CustomerRef("cus_alice", livemode=True))

OURS = [
    here("breaker open", our.Busy, TRANSIENT, trouble=troubles.open_breaker),
    here(
        "bulkhead full",
        our.Busy,
        TRANSIENT,
        settings={"MAX_CONCURRENT_CALLS": 0, "MAX_CONCURRENT_ASYNC_CALLS": 0},
    ),
    here("no customer", our.NoCustomer, CUSTOMER, who="eve"),
    here("not allowed", our.NotAllowed, CUSTOMER, subject="bob"),
    here("key opens the other mode", our.StaleCustomer, DATA, answers=(OTHER_MODE,)),
    here("customer of the other mode, known", our.StaleCustomer, DATA, settings={"RESOLVER": LIVE_CUSTOMER}),
    here("missing key", our.NotConfigured, OPERATOR, settings={"API_KEY": ""}),
    here("key that HTTP refuses", our.NotConfigured, OPERATOR, settings={"API_KEY": f"{KEY}\n{KEY}"}),
    here("unknown configuration", our.NotConfigured, OPERATOR, settings={"CONFIGURATION": "teams"}),
    here("resolver that does not exist", our.NotConfigured, OPERATOR, settings={"RESOLVER": "nowhere.Resolver"}),
    here("deadline that is no number", our.NotConfigured, OPERATOR, settings={"DEADLINE_SECONDS": "soon"}),
    here("API_BASE that is no address", our.NotConfigured, OPERATOR, settings={"API_BASE": "gopher://127.0.0.1"}),
    here("page to return to does not exist", our.NotConfigured, OPERATOR, settings={"RETURN_URL": "no-such-page"}),
    here("SDK too old", our.FlowUnsupported, OPERATOR, flow="tomorrow"),
    here("strange page to return to", our.UnsafeURL, OPERATOR, return_to="https://evil.example/"),
    here("rate limit of ours", our.TooManyRequests, CUSTOMER, trouble=troubles.reached_limit),
]
