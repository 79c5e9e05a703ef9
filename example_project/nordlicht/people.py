"""The people of the demo: a name, a story, and what they pay for."""

from dataclasses import dataclass

PASSWORD = "nordlicht"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Tell who can sign in with one click."""

    username: str
    name: str
    story: str
    offers: tuple[str, ...] = ()
    """Lookup keys of what this person pays for."""

    @property
    def email(self) -> str:
        """Return an address that reaches nobody."""
        return f"{self.username}@nordlicht.example"

    @property
    def initials(self) -> str:
        """Return two letters for the avatar."""
        return "".join(word[0] for word in self.name.split())


PEOPLE = (
    Person(
        username="alice",
        name="Alice Ahlberg",
        story="Pays for Plus each month, by card.",
        offers=("nordlicht_plus_monthly",),
    ),
    Person(username="olga", name="Olga Olsen", story="Owns the team Fjord Studio and pays for it."),
    Person(username="mika", name="Mika Mattila", story="Works at Fjord Studio. The bill is not Mika's to touch."),
    Person(
        username="dora",
        name="Dora Dahl",
        story="Has two subscriptions: Plus, and a status page.",
        offers=("nordlicht_plus_monthly", "nordlicht_pages_monthly"),
    ),
    Person(username="eve", name="Eve Ek", story="Uses the free plan. There is no billing account yet."),
)

TEAM = "Fjord Studio"
TEAM_OFFER = "nordlicht_team_monthly"
TEAM_OWNER = "olga"
TEAM_MEMBERS = ("mika",)
