"""Subscription items live inside their subscription. https://docs.stripe.com/api/subscription_items"""

from django_billing_portal.sandbox import clock, objects, store
from django_billing_portal.sandbox.errors import WireError, no_such
from django_billing_portal.sandbox.intervals import later
from django_billing_portal.sandbox.pagination import page
from django_billing_portal.sandbox.routes import Route
from django_billing_portal.sandbox.store import Json
from django_billing_portal.sandbox.validation import path

PLAN_FIELDS = ("id", "active", "billing_scheme", "created", "currency", "livemode", "metadata", "nickname", "product",
               "tiers_mode")  # fmt: skip


def build(subscription: str, params: Json, *, param: str) -> Json:
    """Return a new item; its period begins now."""
    price = _price(params.get("price", ""), param)
    recurring = price["recurring"]
    return {
        "id": params.get("id") or store.new_id("si"),
        "object": "subscription_item",
        "billed_until": None,
        "billing_thresholds": None,
        "created": clock.now(),
        "current_period_start": clock.now(),
        "current_period_end": later(clock.now(), recurring["interval"], recurring["interval_count"]),
        "current_trial": None,
        "discounts": [],
        "metadata": params.get("metadata", {}),
        "plan": plan_of(price),
        "price": price,
        "quantity": params.get("quantity", 1),
        "subscription": subscription,
        "tax_rates": [],
    }


def plan_of(price: Json) -> Json:
    """Return the legacy twin that Stripe still sends beside a price. https://docs.stripe.com/api/plans"""
    recurring: Json = price["recurring"]
    amounts = {"amount": price["unit_amount"], "amount_decimal": price["unit_amount_decimal"]}
    shared = {key: price[key] for key in PLAN_FIELDS}
    return {"object": "plan", "transform_usage": None} | shared | amounts | recurring


def changed(item: Json, params: Json, *, param: str) -> Json:
    """Return the item with another price, quantity or metadata."""
    price = _price(params["price"], param) if "price" in params else item["price"]
    kept = {key: params[key] for key in ("quantity", "metadata") if key in params}
    return item | {"price": price, "plan": plan_of(price)} | kept


def merged(subscription: Json, wanted: list[Json]) -> list[Json]:
    """Return a subscription's items after ``items[…]``: with an id changed or deleted, without one added."""
    items = {item["id"]: item for item in subscription["items"]["data"]}
    for position, params in enumerate(wanted):
        param = path("items", position)
        id = params.get("id")
        if not id:
            item = build(subscription["id"], params, param=param)
            items[item["id"]] = item
        elif id not in items:
            raise no_such("subscription item", id, path(param, "id"))
        elif params.get("deleted"):
            del items[id]
        else:
            items[id] = changed(items[id], params, param=param)
    if not items:
        raise WireError("A subscription must have at least one active plan.", param="items")
    return list(items.values())


def owner(id: str) -> Json:
    """Return the subscription that an item belongs to."""
    for subscription in store.list("subscription"):
        if any(item["id"] == id for item in subscription["items"]["data"]):
            return subscription
    raise no_such("subscription item", id, "item", status=404)


def retrieve(params: Json, id: str) -> Json:  # noqa: ARG001
    """Return an item."""
    return next(item for item in owner(id)["items"]["data"] if item["id"] == id)


def update(params: Json, id: str) -> Json:
    """Change an item's price or quantity, as an update of its subscription."""
    subscription = owner(id)
    items = merged(subscription, [params | {"id": id}])
    objects.change(subscription, items=subscription["items"] | {"data": items})
    return retrieve({}, id)


def index(params: Json) -> Json:
    """Return the items of one subscription."""
    subscription = store.require("subscription", params["subscription"], "subscription")
    return page("/v1/subscription_items", subscription["items"]["data"], params, type="subscription_item")


def _price(id: str, param: str) -> Json:
    price = store.require("price", id, path(param, "price"))
    if not price["active"]:
        raise WireError(
            f"The price specified is inactive. This field only accepts active prices. ({id})",
            param=path(param, "price"),
        )
    if price["type"] != "recurring":
        raise WireError(
            f"The price specified is set to `type=one_time` but this field only accepts prices with `type=recurring`."
            f" ({id})",
            param=path(param, "price"),
        )
    return price


ROUTES = (
    Route("GET", "subscription_items", "SubscriptionItemListParams", index),
    Route("GET", "subscription_items/{id}", "SubscriptionItemRetrieveParams", retrieve),
    Route("POST", "subscription_items/{id}", "SubscriptionItemUpdateParams", update),
)
