"""Stripe's refusals and our errors, as data. Stripe has reworded its texts before: each rule looks for little."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django_billing_portal.exceptions import (
    BillingPortalError,
    FlowUnavailable,
    FlowUnsupported,
    KeyRejected,
    NotConfigured,
    StaleCustomer,
    StripeRefused,
    StripeUnavailable,
)

from .faults import Misused, SwitchedOff

if TYPE_CHECKING:
    from collections.abc import Callable

    from .problems import Problem


@dataclass(frozen=True, slots=True)
class Rule:
    """Recognise one cause, and tell the operator what to do about it."""

    error: type[BillingPortalError]
    detail: str
    when: "Callable[[Problem], bool]"
    alive: bool = True
    """Whether such an answer proves that Stripe itself works."""

    def describe(self, problem: "Problem") -> str:
        """Return the operator's detail."""
        return self.detail.format(it=problem, right=named_right(problem.message), mode=other_mode(problem.message))


def named_right(message: str) -> str:
    """Return the right that a restricted key lacks, if Stripe names it."""
    found = re.search(r"\brak_\w+", message)
    return found[0] if found else "right that this call needs"


def other_mode(message: str) -> str:
    """Say so where Stripe knows the object, but in the other mode."""
    found = re.search(r"exists in (live|test) mode", message)
    return f" It exists in {found[1]} mode, which this API key does not open." if found else ""


def says(pattern: str) -> "Callable[[Problem], bool]":
    """Match Stripe's text, the only thing that tells most refusals apart."""
    search = re.compile(pattern, re.IGNORECASE).search
    return lambda problem: bool(search(problem.message))


def missing(thing: str, param: str) -> "Callable[[Problem], bool]":
    """Match an object that Stripe does not find, by its text or else by the parameter that named it."""
    in_text = re.compile(f"no such (?:{thing})", re.IGNORECASE).search
    in_param = re.compile(param).search
    return lambda it: bool(in_text(it.message) or (it.code == "resource_missing" and in_param(it.param or "")))


def either(*conditions: "Callable[[Problem], bool]") -> "Callable[[Problem], bool]":
    """Match where one condition does."""
    return lambda problem: any(condition(problem) for condition in conditions)


def kind(*names: str) -> "Callable[[Problem], bool]":
    """Match classes of exceptions by their names."""
    return lambda problem: problem.kind in names


def status(*numbers: int) -> "Callable[[Problem], bool]":
    """Match HTTP statuses."""
    return lambda problem: problem.status in numbers


def code(*codes: str) -> "Callable[[Problem], bool]":
    """Match Stripe's codes."""
    return lambda problem: problem.code in codes


DASHBOARD = "Dashboard → Settings → Billing → Customer portal"
NO_ANSWER = (
    Rule(NotConfigured, "{it.message}", kind("WrongSetup")),
    Rule(StripeUnavailable, "{it.message}", kind("WireError"), alive=False),
    Rule(StripeUnavailable, "The answer made no sense: {it.message}", kind("MalformedAnswer"), alive=False),
    Rule(StripeUnavailable, "The SDK could not reach Stripe.", kind("APIConnectionError"), alive=False),
    Rule(StripeUnavailable, "The answer is not UTF-8.", kind("UnicodeDecodeError"), alive=False),
    Rule(StripeUnavailable, "The SDK found no home directory for its telemetry: set HOME.", kind("RuntimeError")),
)
OVERLOAD = (
    Rule(StripeUnavailable, "Another request holds the object: {it.code}.", code("lock_timeout")),
    Rule(StripeUnavailable, "The same request is still under way.", code("idempotency_key_in_use")),
    Rule(StripeUnavailable, "Stripe limits our rate.", kind("RateLimitError"), alive=False),
    Rule(StripeUnavailable, "Stripe answers {it.status}.", status(429, 500, 502, 503, 504), alive=False),
    Rule(StripeUnavailable, "Another request holds the object.", status(409)),
)
KEY = (
    Rule(
        KeyRejected,
        "The key does not open this connected account: is the account still connected?",
        says("does not have access to account|access may have been revoked"),
    ),
    Rule(KeyRejected, "The API key lacks the {right}. Grant it in the Dashboard.", status(403)),
    Rule(
        KeyRejected,
        "Stripe does not accept the API key: is API_KEY complete, current and of this account?",
        status(401),
    ),
)
SETTINGS = (
    Rule(
        NotConfigured,
        f"This mode has no portal configuration. Save {DASHBOARD} once, or set CONFIGURATION.",
        says("default configuration has not been created|until you save your customer portal settings"),
    ),
    Rule(
        NotConfigured,
        "There is no return URL: set RETURN_URL, or one in the portal configuration.",
        says("default_return_url"),
    ),
    Rule(
        NotConfigured,
        "Stripe does not take the URL in {it.param}: RETURN_URL and BASE_URL must give a whole https address.",
        either(code("url_invalid"), says("not a valid url|redirected via https")),
    ),
    Rule(
        NotConfigured,
        "The portal configuration must let customers change payment methods before they may change subscriptions.",
        says("subscription updates while payment method update is disabled"),
    ),
    Rule(
        NotConfigured,
        "The portal configuration lists a price that is archived or metered: replace it.",
        says("only active, per unit licensed prices"),
    ),
    Rule(
        NotConfigured,
        "The portal configuration is inactive: activate it, or name another one.",
        says(r"configuration\b.*\binactive"),
    ),
)
FLOWS = (
    Rule(
        SwitchedOff,
        f"The portal configuration offers no price to change to: add one in {DASHBOARD}.",
        says("no price in the portal configuration"),
    ),
    Rule(
        SwitchedOff,
        "The portal configuration does not list the price that this flow changes to.",
        says("does not include the price"),
    ),
    Rule(
        SwitchedOff,
        f"The portal configuration switches the feature off that this flow needs: see {DASHBOARD}.",
        says(r"\bfeature\b.*\b(?:disabled|not enabled)\b"),
    ),
    Rule(FlowUnavailable, "The subscription has this price and quantity already.", says("no changes to confirm")),
    Rule(FlowUnavailable, "The subscription has several items.", says("has multiple items")),
    Rule(FlowUnavailable, "The subscription is set to be cancelled already.", says("already set to be cancell?ed")),
    Rule(SwitchedOff, "The price that this flow changes to is archived.", says("price specified is inactive")),
    Rule(
        SwitchedOff,
        "The coupon or promotion code of this flow cannot be redeemed any more, or not by this customer.",
        either(code("coupon_expired"), says("coupon expired|promotion code (?:is expired|can only)")),
    ),
    Rule(
        FlowUnavailable,
        "The state of the subscription does not allow it.",
        says(r"subscription sub_\w+ cannot be (?:updated|paused|cancell?ed) because"),
    ),
)
MISSING = (
    Rule(StaleCustomer, "Stripe does not know this customer.{mode}", missing("customer", "^customer(_account)?$")),
    Rule(
        NotConfigured,
        "Stripe does not know this configuration.{mode}",
        missing("(?:portal )?configuration", "^configuration$"),
    ),
    Rule(SwitchedOff, "Stripe does not know this coupon.{mode}", missing("coupon", r"coupon\]?$")),
    Rule(
        SwitchedOff,
        "Stripe does not know this promotion code.{mode}",
        missing("promotion code", r"promotion_code\]?$"),
    ),
    Rule(SwitchedOff, "Stripe does not know this price.{mode}", missing("price", r"price\]?$")),
    Rule(
        FlowUnavailable,
        "The customer has no such subscription.{mode}",
        missing("subscription(?:[_ ]item)?", r"subscription\]?$|\[id\]$"),
    ),
    Rule(
        NotConfigured, "Stripe does not know the connected account.", missing("account|on_behalf_of", "^on_behalf_of$")
    ),
)
REST = (
    Rule(
        FlowUnsupported,
        "The API version of the installed stripe does not know {it.param}: upgrade stripe.",
        code("parameter_unknown"),
    ),
    Rule(Misused, "An idempotency key was used again with other parameters.", kind("IdempotencyError")),
    Rule(
        SwitchedOff,
        "Stripe refuses the flow because of {it.param}.",
        lambda problem: (problem.param or "").startswith("flow_data"),
    ),
    Rule(
        StripeRefused,
        "Stripe refuses the request (HTTP {it.status}, code {it.code}, parameter {it.param}).",
        kind("InvalidRequestError", "CardError"),
    ),
    Rule(StripeUnavailable, "Whoever answered with {it.status} is not Stripe.", kind("APIError"), alive=False),
    Rule(Misused, "The call failed with {it.kind} in {it.place}.", lambda problem: True),  # noqa: ARG005
)
RULES = (*NO_ANSWER, *OVERLOAD, *KEY, *SETTINGS, *FLOWS, *MISSING, *REST)
