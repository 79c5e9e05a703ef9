"""What Nordlicht sells, put into Stripe: once, however often it is called."""

from typing import TYPE_CHECKING, Any

from example_project.nordlicht.offers import CURRENCY, OFFERS, Offer

if TYPE_CHECKING:
    from stripe import StripeClient

COUPON = "STAY20"


def put_catalogue(stripe: "StripeClient") -> None:
    """Create the products, prices and the coupon that are missing."""
    for offer in OFFERS:
        _put_product(stripe, offer)
        price_id(stripe, offer)
    _put_coupon(stripe)


def price_id(stripe: "StripeClient", offer: Offer) -> str:
    """Return the id of an offer's price; create it where it is missing."""
    found = stripe.v1.prices.list({"lookup_keys": [offer.lookup_key], "active": True}).data
    return found[0].id if found else _create_price(stripe, offer)


def _create_price(stripe: "StripeClient", offer: Offer) -> str:
    return stripe.v1.prices.create(
        {
            "product": offer.product,
            "lookup_key": offer.lookup_key,
            "currency": CURRENCY,
            "unit_amount": offer.amount,
            "recurring": {"interval": offer.interval},
        }
    ).id


def _put_product(stripe: "StripeClient", offer: Offer) -> None:
    if not exists(stripe.v1.products.retrieve, offer.product):
        stripe.v1.products.create({"id": offer.product, "name": f"Nordlicht {offer.name}"})


def _put_coupon(stripe: "StripeClient") -> None:
    if not exists(stripe.v1.coupons.retrieve, COUPON):
        stripe.v1.coupons.create(
            {
                "id": COUPON,
                "name": "Stay a while",
                "percent_off": 20,
                "duration": "repeating",
                "duration_in_months": 3,
            }
        )


def exists(retrieve: Any, id: str) -> bool:
    """Tell whether Stripe has an object with this id."""
    from stripe import InvalidRequestError

    try:
        return not getattr(retrieve(id), "deleted", False)
    except InvalidRequestError:
        return False
