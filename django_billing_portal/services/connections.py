"""Leave the database to others while Stripe answers."""

from django.db import connections


def give_back(alias: str) -> None:
    """Return a pooled connection before Stripe is asked: a pool of 2 would hold a site to 53 clicks a second."""
    connection = connections[alias]
    if connection.settings_dict["OPTIONS"].get("pool") and not connection.in_atomic_block:
        connection.close()


def give_all_back() -> None:
    """Return every pooled connection of this thread."""
    for connection in connections.all(initialized_only=True):
        give_back(connection.alias)
