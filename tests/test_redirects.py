import re
import unicodedata
from urllib.parse import unquote

import pytest
from django.urls import set_script_prefix
from django.utils.functional import lazystr
from hypothesis import example, given
from hypothesis import strategies as st

from django_billing_portal.exceptions import NotConfigured, UnsafeURL
from django_billing_portal.redirects import (
    Origin,
    is_portal_url,
    may_be_an_app,
    require_portal_url,
    return_url,
    site_origin,
)
from django_billing_portal.views.forwarding import ToApp
from tests.overrides import portal

SITE = "https://shop.example"
RETURN_HOSTS = ["app.example", "app.example:8443", "http://localhost:3000", "https://[2001:db8::1]:444"]
ALLOWED = {SITE, "https://base.example", "https://app.example", *RETURN_HOSTS[2:], "https://app.example:8443"}
PORTAL = "https://billing.stripe.com/p/session/test_sesame"


def browser_origin(url: str, base: str = SITE) -> str:
    """Tell where a browser would go: https://url.spec.whatwg.org, as far as the schemes of the web."""
    url = re.sub(r"[\t\n\r]", "", url.strip("".join(map(chr, range(33)))))
    scheme, colon, rest = url.partition(":")
    if not (colon and re.fullmatch(r"[A-Za-z][A-Za-z0-9+.-]*", scheme)):
        scheme, rest = base.partition(":")[0], url
        if not re.match(r"[/\\]{2}", rest):
            return base
    scheme = scheme.lower()
    if scheme not in {"http", "https"}:
        return scheme
    netloc = re.split(r"[/\\?#]", rest.lstrip("/\\"), maxsplit=1)[0]
    host, port = re.fullmatch(r"(.*?)(?::([0-9]*))?", netloc.rpartition("@")[2], re.DOTALL).groups()
    default = {"http": "80", "https": "443"}[scheme]
    return f"{scheme}://{browser_host(host)}" + ("" if port in {None, "", default} else f":{port}")


def browser_host(host: str) -> str:
    mapped = unicodedata.normalize("NFKC", unquote(host)).lower().replace("。", ".")
    return re.sub("[\u00ad\u200b\u2060]", "", mapped)


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("account/", SITE),
        ("/\taccount", SITE),
        ("/\t/evil.example", "https://evil.example"),
        ("\\\\evil.example", "https://evil.example"),
        (" https:\\evil.example:443\\x", "https://evil.example"),
        ("HTTP:///shop.example:pass@evil.example:8080?x", "http://evil.example:8080"),
        ("https://%65vil。exam\u00adple#x", "https://evil.example"),
        ("JavaScript:alert(1)", "javascript"),
    ],
)
def test_browser_origin__as_browsers_read(url, origin):
    assert browser_origin(url) == origin


SCHEMES = "https: http: HTTPS: hTTp: ftp: javascript:alert(1) data:text/html,x blob:"
MARKS = '// / \\ /// @ : ? # . .. ; & = * | < " [ ] %2f %5c %40 %00 %09 %2e 。 ． ／'
HOSTS = (
    "evil.example shop.example app.example APP.example %65vil.example localhost billing.stripe.com ⓔvil.example xn-- é"
)
NUMBERS = "[::1] [2001:db8::1] 127.0.0.1 2130706433 0x7f.1 443 80 8443 3000 444 00443 65536 account account/ user:pass"
UNSEEN = "\t\n\r\0\x0b\x1f\x7f \u00a0\u2028\u00ad\u200b\ud800"
PIECES = st.sampled_from([*f"{SCHEMES} {MARKS} {HOSTS} {NUMBERS}".split(" "), *UNSEEN])
NASTY = st.lists(PIECES | st.text(max_size=3), max_size=8).map("".join)
DECEPTIVE = st.tuples(st.sampled_from([*ALLOWED, PORTAL, "https://", "/", "//"]), NASTY).map("".join)


def in_settings(**changes: object):
    return portal(**{"RETURN_HOSTS": RETURN_HOSTS, "BASE_URL": "https://base.example", "API_BASE": None} | changes)


def accepted(return_to: str | None, origin: str = SITE) -> str | None:
    try:
        return return_url(return_to, origin=origin)
    except UnsafeURL:
        return None


@given(NASTY | DECEPTIVE)
@example("/\t/evil.example")
@example("https:evil.example")
@example("https://app.example:65536@evil.example")
@example("https://app.example:" + "9" * 5000)
def test_return_url__never_leaves_the_allow_list(return_to):
    with in_settings():
        url = accepted(return_to)

    assert url is None or browser_origin(url, base="https://elsewhere.example") in ALLOWED


@given(NASTY | DECEPTIVE)
def test_return_url__is_printable_ascii_of_bearable_length(return_to):
    with in_settings():
        url = accepted(return_to) or SITE

    assert re.fullmatch("[!-~]+", url)
    assert len(url) <= 2048


@given(NASTY | DECEPTIVE | st.integers(2000, 2048).map(lambda length: "/".ljust(length, "x")))
@example("/".ljust(2048, "x"))
@example("/" + "é" * 340)
def test_return_url__what_passes_once_passes_again(return_to):
    with in_settings():
        url = accepted(return_to)

        assert url is None or accepted(url) == url


@pytest.mark.parametrize(
    "return_to",
    [
        "",
        "account",
        "account/",
        "./account",
        "?page=2",
        "#plan",
        "//evil.example",
        "///evil.example",
        "////evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/account\n",
        "/account\0",
        " https://shop.example/",
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html,x",
        "ftp://shop.example/",
        "https:shop.example",
        "https:/shop.example",
        "https:///shop.example",
        "https://",
        "https://evil.example",
        "https://shop.example@evil.example",
        "https://user@shop.example/",
        "https://user:pass@shop.example/",
        "https://@shop.example/",
        "https://shop.example:evil",
        "https://shop.example:8443/",
        "https://shop.example:0/",
        "https://shop.example:99999999/",
        "https://shop.example./",
        "https://shop.example.evil.example/",
        "https://evil.shop.example/",
        "https://evil.example/https://shop.example/",
        "https://evil.example#@shop.example/",
        "https://evil.example\\@shop.example/",
        "https://shop%2eexample/",
        "https://shop.exam\u00adple/",
        "https://shop。example/",
        "https://ｓhop.example/",
        "https://[::1]/",
        "https://[::1",
        "https://2130706433/",
        "http://shop.example/",
        "http://app.example/",
        "https://localhost:3000/",
        "http://localhost:3001/",
        "/\ud800",
        "/" + "x" * 2048,
        "/" + "x" * 2040,
        "/" + "é" * 1000,
    ],
)
def test_return_url__refused(return_to):
    with in_settings(), pytest.raises(UnsafeURL):
        return_url(return_to, origin=SITE)


@pytest.mark.parametrize(
    ("return_to", "url"),
    [
        ("/", f"{SITE}/"),
        ("/account/?page=2#plan", f"{SITE}/account/?page=2#plan"),
        ("/@evil.example", f"{SITE}/@evil.example"),
        ("/%2f/evil.example", f"{SITE}/%2f/evil.example"),
        ("/".ljust(2048 - len(SITE), "x"), f"{SITE}/".ljust(2048, "x")),
        ("/konto/ä b", f"{SITE}/konto/%C3%A4%20b"),
        ("https://shop.example", SITE),
        ("https://shop.example:443/", "https://shop.example:443/"),
        ("HTTPS://SHOP.example/", "HTTPS://SHOP.example/"),
        ("https://base.example/", "https://base.example/"),
        ("https://app.example/é", "https://app.example/%C3%A9"),
        ("https://app.example:8443/", "https://app.example:8443/"),
        ("http://localhost:3000/", "http://localhost:3000/"),
        ("https://[2001:db8::1]:444/", "https://[2001:db8::1]:444/"),
    ],
)
def test_return_url__accepted(return_to, url):
    with in_settings():
        assert return_url(return_to, origin=SITE) == url


def test_return_url__http_where_the_site_is():
    with in_settings():
        assert accepted("http://testserver/account/", "http://testserver") == "http://testserver/account/"


def test_return_url__international_host_as_punycode():
    with in_settings(RETURN_HOSTS=["xn--bcher-kva.example"]):
        assert accepted("https://xn--bcher-kva.example/") == "https://xn--bcher-kva.example/"


def test_return_url__international_host_as_read():
    with in_settings(RETURN_HOSTS=["xn--bcher-kva.example"]), pytest.raises(UnsafeURL):
        return_url("https://bücher.example/", origin=SITE)


def test_return_url__refusal_does_not_quote_the_url():
    with in_settings(), pytest.raises(UnsafeURL) as caught:
        return_url("https://[sesame", origin=SITE)

    assert "sesame" not in repr(caught.value)
    assert (caught.value.__cause__, caught.value.__context__) == (None, None)


@pytest.mark.parametrize(
    ("setting", "url"),
    [
        ("/account/", f"{SITE}/account/"),
        ("account", f"{SITE}/account/"),
        (lazystr("/account/"), f"{SITE}/account/"),
        (None, f"{SITE}/"),
        ("https://app.example/account/", "https://app.example/account/"),
    ],
)
def test_return_url__from_settings(setting, url):
    with in_settings(RETURN_URL=setting):
        assert return_url(None, origin=SITE) == url


@pytest.mark.parametrize("setting", ["nowhere", "./account", "//evil.example", "https://evil.example/", "a.b"])
def test_return_url__settings_lead_nowhere(setting):
    with in_settings(RETURN_URL=setting), pytest.raises(NotConfigured, match="RETURN_URL"):
        return_url(None, origin=SITE)


@pytest.fixture
def _below_app():
    set_script_prefix("/app/")
    yield
    set_script_prefix("/")


@pytest.mark.usefixtures("_below_app")
def test_return_url__url_name_below_a_script_prefix():
    with in_settings(RETURN_URL="account"):
        assert return_url(None, origin=SITE) == f"{SITE}/app/account/"


APPS = ["com.example.app://billing/done", "myapp:/done", "myapp:/done?from=billing&x=%20"]


@pytest.mark.parametrize("address", APPS)
def test_return_url__app(address):
    with in_settings(RETURN_APPS=APPS):
        assert return_url(address, origin=SITE) == address


@pytest.mark.parametrize(
    "return_to",
    [
        "com.example.app://billing/done/",
        "com.example.app://billing/done?x",
        "com.example.app://billing/done#x",
        "com.example.app://billing/DONE",
        "COM.example.app://billing/done",
        "com.example.app://billing",
        "com.example.app:/billing/done",
        " com.example.app://billing/done",
        "com.example.app://billing/done\n",
        "com.example.app://user@billing/done",
        "com.example.app2://billing/done",
        "com\u2024example.app://billing/done",
        "myapp:done",
        "myapp:/done?from=billing&x= ",
        "javascript:/done",
    ],
)
def test_return_url__nearly_an_app(return_to):
    with in_settings(RETURN_APPS=APPS), pytest.raises(UnsafeURL):
        return_url(return_to, origin=SITE)


BENT = st.tuples(st.sampled_from(APPS), NASTY, st.integers(0, 40)).map(lambda bend: bend[0][: bend[2]] + bend[1])


@given(NASTY | DECEPTIVE | BENT | st.sampled_from(APPS))
def test_return_url__apps_let_nothing_else_pass(return_to):
    with in_settings():
        without = accepted(return_to)
    with in_settings(RETURN_APPS=APPS):
        url = accepted(return_to)

    assert url == (return_to if return_to in APPS else without)


RUN = "javascript vbscript data file blob about http https ws ftp filesystem view-source jar intent android-app mailto"
FOREIGN = [f"{scheme}{rest}" for scheme in RUN.split() for rest in (":/done", "://com.example.app/done")]
FOREIGN += ["tel:/1", "ms-settings:/x", "chrome-extension://x/y", "itms-services://x", "x-callback:/x", "web+x:/y"]


UNCLEAR = ["myapp:done", "MyApp:/done", "myapp", "/done", "myapp:/\u00e9", "myapp:/a b", "myapp:/#done"]


@pytest.mark.parametrize("entry", [*FOREIGN, *UNCLEAR])
def test_return_url__address_that_is_no_apps(entry):
    with in_settings(RETURN_APPS=[entry]), pytest.raises(NotConfigured, match="RETURN_APPS"):
        return_url(entry, origin=SITE)


@given(st.one_of(NASTY, st.sampled_from(FOREIGN), st.from_regex(r"[a-z+.-]{1,12}:/[ -~]{0,9}", fullmatch=True)))
@example("myapp:/" + "x" * 2048)
@example("myapp://[x")
def test_may_be_an_app__django_takes_it_as_it_is(address):
    fits = may_be_an_app(address)

    assert not fits or ToApp(address)["Location"] == address
    assert not (fits and address.partition(":")[0].lower() in RUN.split())


def test_return_url__app_from_settings():
    with in_settings(RETURN_APPS=APPS, RETURN_URL=APPS[1]):
        assert return_url(None, origin=SITE) == APPS[1]


@pytest.mark.parametrize("entry", ["büch.example", "*.example", "user@app.example", "", "ftp://app.example", "a b"])
def test_return_url__unreadable_entry(entry):
    with in_settings(RETURN_HOSTS=[entry]), pytest.raises(NotConfigured, match="RETURN_HOSTS"):
        return_url("https://app.example/", origin=SITE)


@pytest.mark.parametrize(
    ("origin", "return_to", "base", "expected"),
    [
        ("https://Shop.example:443", "https://app.example/", "https://base.example", SITE),
        ("http://[::1]:8000", None, None, "http://[::1]:8000"),
        (None, "https://app.example:8443/x", "https://base.example", "https://app.example:8443"),
        (None, "https://base.example/x", "https://base.example", "https://base.example"),
        (None, "/account/", "https://base.example/", "https://base.example"),
        (None, None, "http://localhost:8000", "http://localhost:8000"),
        (None, "com.example.app://billing/done", "https://base.example", "https://base.example"),
        ("https://shop.example", "com.example.app://billing/done", None, SITE),
    ],
)
def test_site_origin__request_then_return_then_base(origin, return_to, base, expected):
    with in_settings(BASE_URL=base, RETURN_APPS=APPS):
        assert site_origin(origin, return_to) == expected


@pytest.mark.parametrize("return_to", [None, "/account/"])
def test_site_origin__nothing_says_it(return_to):
    with in_settings(BASE_URL=None), pytest.raises(NotConfigured, match="BASE_URL"):
        site_origin(None, return_to)


def test_site_origin__foreign_return():
    with in_settings(), pytest.raises(UnsafeURL):
        site_origin(None, "https://evil.example/")


def test_site_origin__base_is_no_origin():
    with in_settings(BASE_URL="shop example"), pytest.raises(NotConfigured, match="BASE_URL"):
        site_origin(None)


@given(NASTY | DECEPTIVE)
def test_require_portal_url__never_leaves_the_portal_hosts(url):
    with in_settings(PORTAL_HOSTS=["billing.stripe.com", "pay.shop.example", "http://localhost:8000"]):
        passes = is_portal_url(url, origin=SITE)

    portals = {"https://billing.stripe.com", "https://pay.shop.example", "http://localhost:8000"}
    assert not passes or browser_origin(url, base="https://elsewhere.example") in portals


@pytest.mark.parametrize(
    "url",
    [
        PORTAL,
        "https://billing.stripe.com/p/session?secret=test_sesame",
        "https://pay.shop.example/p/session/test_sesame",
        "http://localhost:8000/p/session/test_sesame",
        "http://127.0.0.1:8000/p/session/test_sesame",
        "https://billing.stripe.com/" + "x" * 5000,
    ],
)
def test_require_portal_url__accepted(url):
    hosts = ["billing.stripe.com", "pay.shop.example", "http://localhost:8000", "http://127.0.0.1:8000"]
    with in_settings(PORTAL_HOSTS=hosts):
        assert require_portal_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://billing.stripe.com/p/session/test_sesame",
        "http://billing.stripe.com:443/p/session/test_sesame",
        "https://billing.stripe.com:8443/p/session/test_sesame",
        "https://stripe.com/p/session/test_sesame",
        "https://billing.stripe.com.evil.example/p/session/test_sesame",
        "https://billing.stripe.com@evil.example/p/session/test_sesame",
        "https://billing.stripe.com/p/session/test_sesame\n",
        "https://billing.stripe.com/p/session/test_sesame ü",
        "https://billing.stripe.com/p/session/test_sesame\ud800",
        "https://[billing.stripe.com/p/session/test_sesame",
        "/p/session/test_sesame",
        "javascript:test_sesame",
    ],
)
def test_require_portal_url__refused_without_quoting_it(url):
    with in_settings(), pytest.raises(UnsafeURL) as caught:
        require_portal_url(url, origin=SITE)

    assert "sesame" not in repr(caught.value)
    assert (caught.value.__cause__, caught.value.__context__) == (None, None)


def test_require_portal_url__http_on_the_open_network():
    with in_settings(PORTAL_HOSTS=["http://pay.shop.example"]):
        assert not is_portal_url("http://pay.shop.example/test_sesame")


@pytest.mark.parametrize("origin", ["http://testserver", "https://shop.example", "http://192.168.1.5:8000"])
def test_require_portal_url__sandbox_on_the_own_site(origin):
    with in_settings(API_BASE="sandbox"):
        assert is_portal_url(f"{origin}/billing-sandbox/p/1", origin=origin)


@pytest.mark.parametrize(("origin", "api_base"), [("http://testserver", None), (None, "sandbox")])
def test_require_portal_url__own_site_without_sandbox_or_unnamed(origin, api_base):
    with in_settings(API_BASE=api_base):
        assert not is_portal_url("http://testserver/billing-sandbox/p/1", origin=origin)


@pytest.mark.parametrize(
    ("url", "loopback"),
    [
        ("http://localhost", True),
        ("http://shop.localhost:8000", True),
        ("http://127.8.0.1", True),
        ("http://[::1]:8000", True),
        ("http://192.168.1.5", False),
        ("http://[2001:db8::1]", False),
        ("http://localhost.evil.example", False),
        ("http://127.0.0.1.evil.example", False),
    ],
)
def test_origin__is_loopback(url, loopback):
    assert Origin.of(url).is_loopback is loopback


@given(st.sampled_from(["http", "https"]), st.from_regex(r"[a-z0-9.-]{1,20}", fullmatch=True), st.integers(0, 65535))
def test_origin__as_text_is_itself(scheme, host, port):
    origin = Origin(scheme, host, port)

    assert Origin.of(str(origin)) == origin
