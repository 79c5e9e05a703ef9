"""Stripe's refusals in the words that people have reported."""

from django_billing_portal import exceptions as our
from tests.failures.case import CODE, CUSTOMER, DATA, KEY, OPERATOR, TRANSIENT, URL, refused

MISSING = {"code": "resource_missing"}
TEST_SETTINGS = "https://dashboard.stripe.com/test/settings/billing/portal"

REFUSALS = [
    refused(
        "no default configuration",
        our.NotConfigured,
        OPERATOR,
        400,
        "No configuration provided and your test mode default configuration has not been created. Provide a "
        "configuration or create your default by saving your customer portal settings in test mode at "
        f"{TEST_SETTINGS}.",
    ),
    refused(
        "no default configuration, 2022",
        our.NotConfigured,
        OPERATOR,
        400,
        "You can't create a portal session in test mode until you save your customer portal settings in test mode at "
        f"{TEST_SETTINGS}.",
    ),
    refused(
        "no return URL",
        our.NotConfigured,
        OPERATOR,
        400,
        "Your PortalConfiguration does not have a `default_return_url`, and you did not provide a `return_url`.",
    ),
    refused(
        "malformed return URL",
        our.NotConfigured,
        OPERATOR,
        400,
        "Not a valid URL",
        code="url_invalid",
        param="return_url",
    ),
    refused(
        "update feature off",
        our.FlowUnavailable,
        OPERATOR,
        400,
        "This subscription cannot be updated because the subscription update feature in the portal configuration is "
        "disabled.",
        flow="grow",
    ),
    refused(
        "nothing to switch to",
        our.FlowUnavailable,
        OPERATOR,
        400,
        "There is no price in the portal configuration available to change to.",
        flow="grow",
    ),
    refused(
        "price not in configuration",
        our.FlowUnavailable,
        OPERATOR,
        400,
        "The item `si_1` cannot be updated to price `price_1` because the configuration `bpc_1` does not include the "
        "price in its `features[subscription_update][products]`.",
        flow="grow",
    ),
    refused(
        "confirm without a change",
        our.FlowUnavailable,
        CUSTOMER,
        400,
        "Cannot update the subscription because there are no changes to confirm.",
        flow="grow",
    ),
    refused(
        "several items",
        our.FlowUnavailable,
        CUSTOMER,
        400,
        "This PortalSession cannot update subscription sub_1 because it has multiple items.",
        flow="grow",
    ),
    refused(
        "already cancelled",
        our.FlowUnavailable,
        CUSTOMER,
        400,
        "The subscription sub_1 is already set to be canceled at period end.",
    ),
    refused(
        "unknown coupon",
        our.FlowUnavailable,
        OPERATOR,
        400,
        "No such coupon: 'STAY20'",
        param="flow_data[subscription_cancel][retention][coupon_offer][coupon]",
        **MISSING,
    ),
    refused(
        "unknown customer", our.StaleCustomer, DATA, 400, "No such customer: 'cus_alice'", param="customer", **MISSING
    ),
    refused(
        "unknown customer, 404",
        our.StaleCustomer,
        DATA,
        404,
        "No such customer: 'cus_alice'",
        param="customer",
        **MISSING,
    ),
    refused(
        "customer of the other mode",
        our.StaleCustomer,
        DATA,
        400,
        "No such customer: 'cus_alice'; a similar object exists in test mode, but a live mode key was used to make "
        "this request.",
        param="customer",
        **MISSING,
    ),
    refused(
        "configuration that Stripe does not know",
        our.NotConfigured,
        OPERATOR,
        404,
        "No such configuration: 'bpc_gone'",
        param="configuration",
        settings={"CONFIGURATION": "bpc_gone"},
        **MISSING,
    ),
    refused(
        "key lacks the right",
        our.KeyRejected,
        OPERATOR,
        403,
        f"The provided key '{KEY}' does not have the required permissions for this endpoint on account 'acct_1'. "
        "Having the 'rak_customer_portal_write' permission would allow this request to continue.",
    ),
    refused("wrong key", our.KeyRejected, OPERATOR, 401, f"Invalid API Key provided: {KEY}"),
    refused(
        "configuration: payment method off",
        our.NotConfigured,
        OPERATOR,
        400,
        "Cannot enable subscription updates while payment method update is disabled.",
    ),
    refused(
        "configuration: archived price",
        our.NotConfigured,
        OPERATOR,
        400,
        "Only active, per unit licensed prices are supported.",
    ),
    refused(
        "object locked",
        our.StripeUnavailable,
        TRANSIENT,
        429,
        "This object can't be accessed right now because another API request or Stripe process currently "
        "accessing it.",
        code="lock_timeout",
    ),
    refused("rate limited", our.StripeUnavailable, TRANSIENT, 429, "Too many requests.", code="rate_limit"),
    refused(
        "idempotency key reused",
        our.StripeRefused,
        CODE,
        400,
        "Keys for idempotent requests can only be used with the same parameters they were first used with.",
        type="idempotency_error",
    ),
    refused("refused, nobody knows why", our.StripeRefused, OPERATOR, 400, f"Odd {URL}", code="odd", param="odd"),
    refused("broken", our.StripeUnavailable, TRANSIENT, 500, f"Something went wrong with {URL}"),
    refused("maintenance", our.StripeUnavailable, TRANSIENT, 503, "Away"),
]
