"""URLs that Stripe is given: it refuses what is none."""

from urllib.parse import urlsplit

from .errors import WireError


def require_url(value: str | None, param: str) -> None:
    """Refuse a value that is not an absolute URL of the web; None is fine."""
    if value is not None and not _is_url(value):
        raise WireError("Not a valid URL", code="url_invalid", param=param)


def origin_of(url: str) -> str:
    """Return ``https://example.com`` of a URL."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _is_url(value: str) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not any(char.isspace() for char in value)
