"""Every link, and everybody who may open it: page, status and log record of each cell."""

from collections.abc import Callable

import pytest
from django.test import Client

from django_billing_portal.models import PortalLink
from django_billing_portal.sandbox import store
from tests.factories import TeamFactory, UserFactory
from tests.people.models import Team
from tests.sent import CANCEL, TEAMS, link_in_state, path_of

pytestmark = pytest.mark.usefixtures("minted")

PEOPLE = ("alice", "bob", "nobody", "sigrid")
LIVE = (200, "", 303, "")
GONE = (404, "unknown_link", 404, "unknown_link")
LOGIN = (302, "link_needs_sign_in", 302, "link_needs_sign_in")
SPOILT = {
    "live": LIVE,
    "expired": (410, "link_expired", 410, "link_expired"),
    "revoked": (410, "link_revoked", 410, "link_revoked"),
    "used up": (410, "link_used_up", 410, "link_used_up"),
    # The page says so by itself, and only who presses runs into it.
    "impossible": (200, "", 409, "flow_unavailable"),
    "subject gone": GONE,
    "customer changed": (409, "stale_customer", 409, "stale_customer"),
    "customer gone": (409, "stale_customer", 409, "stale_customer"),
    "of the other mode": GONE,
    "deleted": GONE,
}
#: Where the subject or the link itself is gone, nobody is asked who they are.
NAMELESS = ("subject gone", "of the other mode", "deleted")
SENTENCES = {
    "unknown_link": "This link does not work for you.",
    "link_expired": "This link has expired.",
    "link_revoked": "This link was withdrawn.",
    "link_used_up": "This link was used already.",
    "flow_unavailable": "This is not possible for your subscription right now.",
    "stale_customer": "We could not open your billing account.",
}


def expected(state: str, audience: str, person: str) -> tuple[int, str, int, str]:
    """Say what a cell of the matrix holds: status and log record of looking, then of pressing."""
    if state in NAMELESS:
        return GONE
    if person == "nobody" and audience == "customer":
        return LOGIN
    may_use = person == "alice" or (audience == "holder" and person in {"bob", "nobody"})
    return SPOILT[state] if may_use else GONE


class Scene:
    """A team of alice's, four browsers, and an eye on the log and on Stripe."""

    def __init__(self, team: Team, browsers: dict[str, Client], codes: Callable[[], list[str]]) -> None:
        self.team, self.browsers, self._codes = team, browsers, codes

    def code(self) -> str:
        """Name what was logged, beside what is logged of the suite's own transaction."""
        return ",".join(code for code in self._codes() if code != "minted_in_transaction")


@pytest.fixture
def scene(alice, bob, portal, billing_codes) -> Scene:
    portal(RESOLVER=TEAMS, LINK_HOLDERS=True)
    found = {name: Client() for name in PEOPLE}
    for person in (alice, bob, UserFactory(username="sigrid", is_staff=True, is_superuser=True)):
        found[person.username].force_login(person)
    return Scene(TeamFactory(owner=alice, stripe_customer_id="cus_alice"), found, billing_codes)


@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("audience", ["customer", "holder"])
@pytest.mark.parametrize("state", SPOILT)
def test_link__page_status_and_record(state, audience, person, scene, caplog) -> None:
    browser, path = scene.browsers[person], path_of(link_in_state(state, scene.team, flow=CANCEL, audience=audience))
    looked, look_code, pressed, press_code = expected(state, audience, person)

    caplog.clear()
    page = browser.get(path)
    assert (page.status_code, scene.code()) == (looked, look_code)
    assert SENTENCES.get(look_code, "") in page.content.decode()

    caplog.clear()
    answer = browser.post(path)
    assert (answer.status_code, scene.code()) == (pressed, press_code)
    assert SENTENCES.get(press_code, "") in answer.content.decode()
    assert ("billing_portal/link_refused.html" in [each.name for each in answer.templates]) is (pressed >= 400)
    assert len(store.list("billing_portal.session")) == (pressed == 303)


@pytest.mark.parametrize("person", ["bob", "sigrid"])
@pytest.mark.parametrize("state", SPOILT)
def test_link__strangers_cannot_tell_one_link_from_another(state, person, scene) -> None:
    path = path_of(link_in_state(state, scene.team, message="For Alice only."))

    there, nowhere = scene.browsers[person].get(path), scene.browsers[person].get("/billing/link/nowhere/")

    assert (there.status_code, there.content) == (nowhere.status_code, nowhere.content)
    # Of all headers this one tells the time, and the two may have met different seconds.
    del there["Expires"], nowhere["Expires"]
    assert [*there.headers.items()] == [*nowhere.headers.items()]


def test_link__nothing_was_changed_by_anybody_who_was_refused(scene) -> None:
    path = path_of(link_in_state("expired", scene.team))
    before = PortalLink.objects.values().get()

    for browser in scene.browsers.values():
        browser.post(path)

    assert PortalLink.objects.values().get() == before
