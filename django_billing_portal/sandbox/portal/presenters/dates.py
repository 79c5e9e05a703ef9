"""Dates the way the active language writes them."""

from datetime import UTC, datetime

from django.utils import formats


def date(timestamp: int) -> str:
    """Write unix seconds as a day."""
    return formats.date_format(datetime.fromtimestamp(timestamp, UTC), "DATE_FORMAT", use_l10n=True)
