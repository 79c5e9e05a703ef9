"""The suite's project as several processes run it: Stripe is an HTTP server, the database has been made already."""

import os

from tests.settings import *  # noqa: F403

BILLING_PORTAL = {
    "API_KEY": "sk_test_suite",
    "API_BASE": os.environ["STRIPE_API_BASE"],
    "RETURN_URL": "/account/",
    "BASE_URL": "http://testserver",
    # Four threads wait here: the claim is on trial, not the bulkhead.
    "MAX_CONCURRENT_CALLS": 4,
    "DEADLINE_SECONDS": float(os.environ.get("DEADLINE_SECONDS", "15")),
}
