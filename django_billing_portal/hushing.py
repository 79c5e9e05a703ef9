"""Keep tokens out of what Django logs: it names the whole path of every request that it refuses."""

import logging
from collections.abc import Iterable
from typing import Any

#: Those of Django that log a path, each itself: filters of a logger are not asked for what its children log.
LOGGERS = ("django.request", "django.security.csrf")


class Hush(logging.Filter):
    """Take the token out of the path of a request to one of our pages; the request's record is kept."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, without tokens of ours."""
        match = getattr(getattr(record, "request", None), "resolver_match", None)
        token = match.kwargs.get("token") if match and match.app_name == "billing_portal" else None
        if token and isinstance(record.args, tuple):
            record.args = tuple(_without(token, record.args))
        return True


def hush() -> None:
    """Listen to Django's loggers; once, however often it is called."""
    for name in LOGGERS:
        logger = logging.getLogger(name)
        if not any(isinstance(each, Hush) for each in logger.filters):
            logger.addFilter(Hush())


def _without(token: str, args: Iterable[Any]) -> Iterable[Any]:
    for arg in args:
        yield arg.replace(token, "…") if isinstance(arg, str) else arg
