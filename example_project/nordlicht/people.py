"""The people of the demo: a name, a story, and what they pay for."""

from dataclasses import dataclass

PASSWORD = "nordlicht"

#: What the support desk may do.
DESK = (
    "auth.view_user",
    "nordlicht.view_team",
    "billing_portal.view_portalcustomer",
    "billing_portal.view_portallink",
    "billing_portal.issue_portallink",
    "billing_portal.send_portallink",
    "billing_portal.copy_portallink",
    "billing_portal.revoke_portallink",
    "billing_portal.view_portalsession",
    "billing_portal.open_as_customer",
    "billing_portal.view_portalbatch",
    "billing_portal.run_portalbatch",
)
#: What somebody may do who looks and touches nothing.
LOOK = tuple(permission for permission in DESK if ".view_" in permission)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Tell who can sign in with one click."""

    username: str
    name: str
    story: str
    offers: tuple[str, ...] = ()
    """Lookup keys of what this person pays for."""
    permissions: tuple[str, ...] = ()
    """What this person may do in the admin; whoever may do something there is staff."""

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
    Person(
        username="sigrid",
        name="Sigrid Sund",
        story="Staff, at the support desk: sends customers where they need to go.",
        permissions=DESK,
    ),
    Person(
        username="viggo",
        name="Viggo Vik",
        story="Staff, keeps the books: sees links and visits, and sends nothing.",
        permissions=LOOK,
    ),
)

TEAM = "Fjord Studio"
TEAM_OFFER = "nordlicht_team_monthly"
TEAM_OWNER = "olga"
TEAM_MEMBERS = ("mika",)
