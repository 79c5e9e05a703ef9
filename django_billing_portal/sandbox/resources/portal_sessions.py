"""Portal sessions. https://docs.stripe.com/api/customer_portal/sessions"""

import secrets

from django.urls import NoReverseMatch, reverse

from django_billing_portal.conf import portal_settings
from django_billing_portal.exceptions import NotConfigured
from django_billing_portal.sandbox import clock, faults, objects, schema, sessions, store
from django_billing_portal.sandbox.addresses import origin_of, require_url
from django_billing_portal.sandbox.errors import WireError
from django_billing_portal.sandbox.routes import Route
from django_billing_portal.sandbox.store import Json

from . import configurations, flows

DEVELOPMENT = "http://127.0.0.1:8000"
DASHBOARD = "https://dashboard.stripe.com/test/settings/billing/portal"


def create(params: Json) -> Json:
    """Mint a session: its URL opens the sandbox's own portal."""
    customer, configuration = _customer(params), _configuration(params)
    require_url(params.get("return_url"), "return_url")
    flow = flows.echoed(params["flow_data"], customer, configuration) if "flow_data" in params else None
    secret = f"test_{secrets.token_urlsafe(32)}"
    lifetime = 0 if faults.is_on("expired_sessions") else sessions.UNUSED_SECONDS
    return objects.create(
        sessions.TYPE,
        "bps",
        announce="billing_portal.session.created",
        configuration=configuration["id"],
        customer=customer["id"],
        customer_account=customer["customer_account"],
        flow=flow,
        locale=params.get("locale"),
        on_behalf_of=params.get("on_behalf_of"),
        return_url=params.get("return_url") or configuration["default_return_url"],
        url=_url(secret, params.get("return_url")),
        _secret=secret,
        _expires_at=clock.now() + lifetime,
        **_recovery(params),
    )


def _customer(params: Json) -> Json:
    if account := params.get("customer_account"):
        for customer in store.list("customer", customer_account=account):
            return customer
        raise WireError(f"No such account: '{account}'", code="resource_missing", param="customer_account")
    if "customer" not in params:
        raise WireError("Missing required param: customer.", code="parameter_missing", param="customer")
    return store.require("customer", params["customer"], "customer")


def _configuration(params: Json) -> Json:
    if id := params.get("configuration"):
        return _active(store.require(configurations.TYPE, id, "configuration"))
    if default := configurations.default():
        return _active(default)
    raise WireError(
        "No configuration provided and your test mode default configuration has not been created. Provide a"
        f" configuration or create your default by saving your customer portal settings in test mode at {DASHBOARD}."
    )


def _active(configuration: Json) -> Json:
    if configuration["active"]:
        return configuration
    # Unverified text.
    text = f"The configuration `{configuration['id']}` is inactive and cannot be used."
    raise WireError(text, param="configuration")


def _recovery(params: Json) -> Json:
    known = "after_expiration" in schema.fields(schema.typed_params("billing_portal.SessionCreateParams"))
    return {"after_expiration": params.get("after_expiration")} if known else {}


def _url(secret: str, return_url: str | None) -> str:
    origin = origin_of(return_url) if return_url else portal_settings.BASE_URL or DEVELOPMENT
    try:
        return origin.rstrip("/") + reverse("billing_portal_sandbox:session", args=[secret])
    except NoReverseMatch as error:
        raise NotConfigured('Mount the sandbox: include("django_billing_portal.sandbox.urls").') from error


ROUTES = (Route("POST", "billing_portal/sessions", "billing_portal.SessionCreateParams", create),)
