"""Nordlicht's tables for the suite, without its ears: only its own tests connect the signals."""

from example_project.nordlicht.apps import NordlichtConfig


class QuietNordlichtConfig(NordlichtConfig):
    def ready(self) -> None:
        """Leave the signals alone."""
