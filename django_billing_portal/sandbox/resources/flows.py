"""Flows of portal sessions: what Stripe refuses, and how it echoes the rest.

https://docs.stripe.com/customer-management/portal-deep-links
"""

from django_billing_portal.sandbox import schema, store
from django_billing_portal.sandbox.addresses import require_url
from django_billing_portal.sandbox.errors import WireError, no_such
from django_billing_portal.sandbox.store import Json
from django_billing_portal.sandbox.validation import at_most, path

from . import flow_rules

HASHES = ("subscription_cancel", "subscription_pause", "subscription_update", "subscription_update_confirm")
MESSAGE_LENGTH = 500


def echoed(flow: Json, customer: Json, configuration: Json) -> Json:
    """Return the session's ``flow``, or raise the refusal."""
    type = flow["type"]
    if type in HASHES:
        _check_subscription_flow(flow, customer, configuration)
    else:
        flow_rules.BY_TYPE[type](configuration)
    known = schema.fields(schema.typed_params("billing_portal.SessionCreateParamsFlowData"))
    hashes = {name: _hash(flow.get(name), name) for name in HASHES if name in known}
    return {"type": type, "after_completion": _completion(flow.get("after_completion"))} | hashes


def _check_subscription_flow(flow: Json, customer: Json, configuration: Json) -> None:
    param = f"flow_data[{flow['type']}]"
    if flow["type"] not in flow:
        raise WireError(f"Missing required param: {param}.", code="parameter_missing", param=param)
    wanted = flow[flow["type"]]
    subscription = store.require("subscription", wanted["subscription"], path(param, "subscription"))
    if subscription["customer"] != customer["id"]:
        raise no_such("subscription", wanted["subscription"], path(param, "subscription"))
    flow_rules.BY_TYPE[flow["type"]](configuration, subscription, wanted, param)


def _completion(wanted: Json | None) -> Json:
    if wanted is None:
        # What Stripe echoes here is unverified; its prose calls a confirmation page the default.
        wanted = {"type": "hosted_confirmation"}
    type, param = wanted["type"], "flow_data[after_completion]"
    if type == "redirect" and "redirect" not in wanted:
        missing = path(param, "redirect")
        raise WireError(f"Missing required param: {missing}.", code="parameter_missing", param=missing)
    confirmation, redirect = wanted.get("hosted_confirmation"), wanted.get("redirect")
    if redirect:
        require_url(redirect["return_url"], f"{param}[redirect][return_url]")
    message = (confirmation or {}).get("custom_message")
    at_most(message, MESSAGE_LENGTH, f"{param}[hosted_confirmation][custom_message]")
    shown = {"custom_message": message} if type == "hosted_confirmation" else None
    return {"type": type, "hosted_confirmation": shown, "redirect": redirect}


def _hash(given: Json | None, name: str) -> Json | None:
    if given is None:
        return None
    if name == "subscription_cancel":
        return {"retention": None} | given
    return {"discounts": None} | given if name == "subscription_update_confirm" else given
