"""What Nordlicht sells. Stripe holds the same under these ids; the demo command puts it there."""

from dataclasses import dataclass

CURRENCY = "eur"
SYMBOLS = {"eur": "€", "usd": "$", "gbp": "£"}


def money(cents: int, currency: str) -> str:
    """Return ``€9`` or ``€9.50``."""
    symbol = SYMBOLS.get(currency, f"{currency.upper()} ")
    return f"{symbol}{cents // 100}" if cents % 100 == 0 else f"{symbol}{cents / 100:.2f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Name one price of one product."""

    lookup_key: str
    """How the price is found at Stripe."""
    product: str
    """The product's id at Stripe."""
    name: str
    amount: int
    """In cents."""
    interval: str = "month"
    features: tuple[str, ...] = ()

    @property
    def price(self) -> str:
        """Return the price as the pricing page shows it."""
        return money(self.amount, CURRENCY)


PLUS_FEATURES = ("25 sites", "A look every minute", "Alerts by text and mail", "A year of history")

OFFERS = (
    Offer(
        lookup_key="nordlicht_plus_monthly",
        product="nordlicht_plus",
        name="Plus",
        amount=900,
        features=PLUS_FEATURES,
    ),
    Offer(
        lookup_key="nordlicht_plus_yearly",
        product="nordlicht_plus",
        name="Plus",
        amount=9000,
        interval="year",
        features=PLUS_FEATURES,
    ),
    Offer(
        lookup_key="nordlicht_team_monthly",
        product="nordlicht_team",
        name="Team",
        amount=2900,
        features=("100 sites", "A look every 20 seconds", "On-call rota", "Status page of your own"),
    ),
    Offer(
        lookup_key="nordlicht_pages_monthly",
        product="nordlicht_pages",
        name="Status page",
        amount=400,
        features=("One public page", "Your own domain"),
    ),
)
BY_LOOKUP_KEY = {offer.lookup_key: offer for offer in OFFERS}
ON_THE_PRICING_PAGE = tuple(BY_LOOKUP_KEY[key] for key in ("nordlicht_plus_monthly", "nordlicht_team_monthly"))
