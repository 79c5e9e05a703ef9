"""The one app of Nordlicht: people, teams, and the pages around their billing."""
