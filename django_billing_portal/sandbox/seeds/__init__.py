"""A small world to click: Nordlicht's plans, and customers in the states that billing knows. Ids stay the same."""

from django_billing_portal.sandbox import state, store

from . import people, plans

BUSINESS = "Nordlicht"


def seed() -> int:
    """Put in place what is missing and return how much that was; what is there stays as it is."""
    with state.writing():
        state.write("business", state.read("business", BUSINESS))
        missing = [make for id, make in (plans.world() | people.world()).items() if store.get(id) is None]
        for make in missing:
            make()
    return len(missing)
