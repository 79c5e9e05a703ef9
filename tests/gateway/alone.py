"""A project in a process of its own, with an environment of its own."""

import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent.parent.parent
PROJECT = """
{before}
from django.conf import settings
settings.configure(BILLING_PORTAL={{"API_KEY": "sk_test_alone", "API_BASE": "{url}"}})
from django_billing_portal import gateway
from django_billing_portal.refs import CustomerRef
from django_billing_portal.wire.deadline import Deadline
def mint():
    customer = CustomerRef("cus_alice")
    return_url = "https://example.com/billing/return/tokenoftheirs/"
    gateway.create_session(customer=customer, return_url=return_url, deadline=Deadline.after(30))
mint()
{after}
"""


def run_alone(stripe_server, *, before="", after="", **environment):
    """Mint a session; return what is printed on stderr."""
    code = PROJECT.format(url=stripe_server.url, before=before, after=after)
    measured = {name: value for name, value in os.environ.items() if name.startswith("COV")}
    everywhere = {"PATH": os.environ["PATH"], "PYTHONPATH": str(HERE), **measured}
    done = subprocess.run(
        [sys.executable, "-c", code], env={**everywhere, **environment}, capture_output=True, text=True, check=True
    )
    return done.stderr
