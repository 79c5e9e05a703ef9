"""Keep tokens out of what Django logs: it names the whole path of every request that it refuses."""

import logging
from collections.abc import Iterable
from typing import Any

from .tokens import ID_SHAPE

#: Those of Django that log a path, each itself: filters of a logger are not asked for what its children log.
LOGGERS = ("django.request", "django.security.csrf")


class Hush(logging.Filter):
    """Take the token out of the path of a request to one of our pages; the record itself is kept."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, without tokens of ours."""
        request = getattr(record, "request", None)
        token = _token(request)
        if isinstance(record.args, tuple):
            record.args = tuple(_without(token, record.args))
        if token or ID_SHAPE.search(getattr(request, "path", "")):
            # Handlers tell more than the message does: Django's e-mails to ADMINS hold the address and the arguments.
            record.request = None
        return True


def hush() -> None:
    """Listen to Django's loggers; once, however often it is called."""
    for name in LOGGERS:
        logger = logging.getLogger(name)
        if not any(isinstance(each, Hush) for each in logger.filters):
            logger.addFilter(Hush())


def _token(request: Any) -> str:
    match = getattr(request, "resolver_match", None)
    return match.kwargs.get("token", "") if match and match.app_name == "billing_portal" else ""


def _without(token: str, args: Iterable[Any]) -> Iterable[Any]:
    for arg in args:
        if isinstance(arg, str):
            # A path that leads nowhere, by a character too many, has no match to take the token from.
            yield ID_SHAPE.sub("…", arg.replace(token, "…") if token else arg)
        else:
            yield arg
