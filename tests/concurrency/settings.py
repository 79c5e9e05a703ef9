"""The suite's project as several processes run it: Stripe is an HTTP server, the database has been made already."""

import os

from django_billing_portal.resolvers import PortalCustomers
from tests.settings import *  # noqa: F403

BILLING_PORTAL = {
    "API_KEY": "sk_test_suite",
    "API_BASE": os.environ["STRIPE_API_BASE"],
    "RETURN_URL": "/account/",
    "BASE_URL": "http://testserver",
    # Four threads wait here, or more: the claim is on trial, not the bulkhead.
    "MAX_CONCURRENT_CALLS": int(os.environ.get("MAX_CONCURRENT_CALLS", "4")),
    "RESOLVER": PortalCustomers(authorize=lambda *, user, subject: True),
    "LINK_HOLDERS": True,
    "DEADLINE_SECONDS": float(os.environ.get("DEADLINE_SECONDS", "15")),
}
