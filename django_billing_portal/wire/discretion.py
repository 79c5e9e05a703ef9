import logging

from .attempts import current_trail


class Discretion(logging.Filter):
    """Keep the SDK from logging what we send and get: at DEBUG it prints whole bodies, portal URLs with them.

    The project's own calls through the SDK are its own business.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Drop what is logged at DEBUG during a call of ours."""
        return record.levelno > logging.DEBUG or current_trail.get(None) is None
