"""Which URLs we hand to a browser or to Stripe: those we built, and those on an allow-list.

Django's ``url_has_allowed_host_and_scheme`` alone is not enough here: it accepts ``//`` and ``account``.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from typing import TYPE_CHECKING, Self
from urllib.parse import SplitResult, urlsplit

from django.shortcuts import resolve_url
from django.urls import NoReverseMatch
from django.utils.encoding import iri_to_uri

from .conf import portal_settings
from .exceptions import NotConfigured, UnsafeURL

if TYPE_CHECKING:
    from collections.abc import Iterable

# Browsers read a backslash as a slash and skip control characters, so none may stand anywhere.
UNSAFE = re.compile(r"[\x00-\x1f\x7f\\]")
PRINTABLE = re.compile(r"[!-\[\]-~]+")
# Browsers decode a host, and drop or map letters outside ASCII: a host that needs either is never equal to an entry.
HOST = re.compile(r"[a-z0-9._-]+|\[[0-9a-f:.]+\]")
PORT = re.compile(r":[0-9]{0,5}$")
# Plain enough that no layer on the way writes it in another way.
APP = re.compile(r"([a-z][a-z0-9+.-]*):/[A-Za-z0-9/%=:;$&()+,!?*@'~._-]*")
# What browsers and operating systems open themselves, or run: none of it is an app of the project's.
RESERVED = re.compile(
    "about|afp|android-.*|blob|chrome|chrome-.*|cid|content|data|dav|devtools|dict|dns|edge|facetime|facetime-.*|feed"
    "|file|filesystem|ftps?|gopher|help|https?|imap|intent|itms|itms-.*|jar|javascript|ldaps?|livescript|mailto|market"
    "|mhtml|mid|mms|mocha|moz-.*|ms-.*|news|nfs|nntp|opera|res|resource|rtsp|safari-.*|search|search-ms|sftp|shell"
    "|sips?|smb|sms|smsto|ssh|svn|tel|telnet|urn|vbs|vbscript|view-source|vnc|web[+].*|webcal|wss?|wyciwyg|x-.*|xmpp"
)
DEFAULT_PORTS = {"http": 80, "https": 443}
MAX_LENGTH = 2048


@dataclass(frozen=True)
class Origin:
    """Scheme, host and port of a URL, in lower case and with the port always given."""

    scheme: str
    host: str
    port: int

    @classmethod
    def of(cls, url: str) -> Self:
        """Read the origin of an absolute http(s) URL in ASCII, or raise UnsafeURL."""
        parts = _split(url)
        scheme, netloc = parts.scheme, parts.netloc.lower()
        host, _, port = netloc.rpartition(":") if PORT.search(netloc) else (netloc, "", "")
        if not PRINTABLE.fullmatch(url) or scheme not in DEFAULT_PORTS or not HOST.fullmatch(host):
            raise UnsafeURL("A URL is not an absolute http(s) one, or holds a user name or odd characters.")
        return cls(scheme, host, int(port or DEFAULT_PORTS[scheme]))

    def __str__(self) -> str:
        port = "" if self.port == DEFAULT_PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{self.host}{port}"

    @property
    def is_secure(self) -> bool:
        """Tell whether nobody on the way can read along: https, or this machine itself."""
        return self.scheme == "https" or self.is_loopback

    @property
    def is_loopback(self) -> bool:
        """Tell whether the host is this machine."""
        try:
            return ip_address(self.host.strip("[]")).is_loopback
        except ValueError:
            return self.host == "localhost" or self.host.endswith(".localhost")


def require_portal_url(url: str, *, origin: str | None = None) -> str:
    """Return a portal URL that Stripe answered with, or raise UnsafeURL if it is on no host of ``PORTAL_HOSTS``.

    The sandbox serves its portal on the site's own ``origin``.
    """
    portal = Origin.of(url)
    if portal.is_secure and portal in _declared("PORTAL_HOSTS", portal_settings.PORTAL_HOSTS):
        return url
    if origin and portal_settings.uses_sandbox and portal == Origin.of(origin):
        return url
    raise UnsafeURL(f"Stripe answered with a portal on {portal.host}, which is not in PORTAL_HOSTS.")


def is_portal_url(url: str, *, origin: str | None = None) -> bool:
    """Tell whether require_portal_url() would let this URL pass."""
    try:
        return bool(require_portal_url(url, origin=origin))
    except UnsafeURL:
        return False


def site_origin(origin: str | None, return_to: str | None = None) -> str:
    """Return the origin that return URLs start with: the request's, that of ``return_to``, or ``BASE_URL``."""
    if origin:
        return str(Origin.of(origin))
    if return_to and "://" in return_to and not is_app_address(return_to):
        return str(_allowed(_encoded(return_to), None))
    if base := portal_settings.BASE_URL:
        return str(_entry("BASE_URL", base))
    raise NotConfigured('Outside a request, a return URL needs BILLING_PORTAL["BASE_URL"].')


def return_url(return_to: str | None, *, origin: str) -> str:
    """Make the absolute URL of the page to come back to, or raise UnsafeURL.

    ``return_to`` is a path, a URL on this origin, ``BASE_URL`` or ``RETURN_HOSTS``, or one of ``RETURN_APPS``; None
    means ``RETURN_URL``.
    """
    if return_to is None:
        return _default_return(origin)
    if is_app_address(return_to):
        return return_to
    url = _encoded(return_to)
    if url.startswith("/") and not url.startswith("//"):
        # Measured once more: what passes here is stored, and passes here again on the way back.
        return _encoded(f"{Origin.of(origin)}{url}")
    _allowed(url, origin)
    return url


def is_app_address(url: str) -> bool:
    """Tell whether a URL is, letter by letter, one of ``RETURN_APPS``; raises NotConfigured if it must not be one."""
    if url not in portal_settings.RETURN_APPS:
        return False
    if may_be_an_app(url):
        return True
    raise NotConfigured(f"RETURN_APPS holds {url[:60]!r}, which is no address of an app.")


def may_be_an_app(address: str) -> bool:
    """Tell whether an address is whole and plain, and its scheme one that an app can have for its own."""
    found = APP.fullmatch(address)
    return found is not None and len(address) <= MAX_LENGTH and not RESERVED.fullmatch(found[1])


def _allowed(url: str, origin: str | None) -> Origin:
    target = Origin.of(url)
    own = {Origin.of(origin)} if origin else set()
    base = [portal_settings.BASE_URL] if portal_settings.BASE_URL else []
    if target in own | _declared("BASE_URL", base) | _declared("RETURN_HOSTS", portal_settings.RETURN_HOSTS):
        return target
    raise UnsafeURL(f"{target.host} is neither this site nor in RETURN_HOSTS.")


def _declared(setting: str, entries: "Iterable[str]") -> set[Origin]:
    return {_entry(setting, entry) for entry in entries}


def _entry(setting: str, entry: str) -> Origin:
    """Read ``host`` and ``host:port``, which mean https, or a whole origin."""
    try:
        return Origin.of(entry if "://" in entry else f"https://{entry}")
    except UnsafeURL:
        raise NotConfigured(f"{setting} holds {entry!r}, which is no host and no origin.") from None


def _split(url: str) -> SplitResult:
    # Raised outside, for an error keeps the one that it was raised beside, and that one may quote the URL.
    with suppress(ValueError):
        return urlsplit(url)
    raise UnsafeURL("A URL does not parse.")


def _encoded(url: str) -> str:
    encoded = "" if UNSAFE.search(url) or len(url) > MAX_LENGTH else _ascii(url)
    if encoded and len(encoded) <= MAX_LENGTH:
        return encoded
    raise UnsafeURL("A return URL is empty, too long or holds odd characters.")


def _ascii(url: str) -> str:
    # Half a character has no form in ASCII.
    with suppress(UnicodeError):
        return iri_to_uri(url)
    return ""


def _default_return(origin: str) -> str:
    setting = portal_settings.RETURN_URL
    try:
        return return_url(resolve_url(setting), origin=origin)
    except NoReverseMatch:
        problem = "is neither a URL name nor a path"
    except UnsafeURL as error:
        problem = f"leads nowhere: {error.detail}"
    raise NotConfigured(f'BILLING_PORTAL["RETURN_URL"] {problem}: {setting!r}.')
