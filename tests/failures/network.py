"""The way to Stripe, and answers that make no sense or must not be followed."""

from tests.failures import troubles
from tests.failures.case import PORTAL_SECRET, SHORT, URL, away, minted_at
from tests.stand_in import Answer

FOREVER = float("inf")

NETWORK = [
    away("nobody listens", trouble=troubles.refused_connection),
    away("connecting hangs", trouble=troubles.hanging_connection, seconds=SHORT),
    away("unknown name", settings={"API_BASE": "http://nowhere.invalid"}),
    away("silence", Answer(delay=FOREVER), seconds=SHORT),
    away("drip", Answer(drip=0.05), seconds=SHORT),
    away("hangs up", Answer(cut=0)),
    away("cut off in the headers", Answer(cut=60)),
    away("cut off in the body", Answer(cut=-20)),
    away("garbage", Answer(raw=b"\x00\xff" * 50 + b"\r\n\r\n")),
    away("not UTF-8", Answer(body=b'{"id": "\xff"}'), has_request_id=True),
    away("web page, 200", Answer(body=f"<html>{URL}".encode()), has_request_id=True),
    away("web page, 502", Answer(status=502, body=f"<html>{URL}".encode()), has_request_id=True),
    away("redirect", Answer(status=302, body={}, headers={"Location": URL}), has_request_id=True),
    away("nothing but 200", Answer(body=b""), has_request_id=True),
    away("200 without a URL", Answer(body={"id": "bps_1", "livemode": False}), has_request_id=True),
    away("200 with odd letters", Answer(body={"id": "bps_\x00", "url": URL, "livemode": False}), has_request_id=True),
    away("200 with too many letters", Answer(body={"id": "b" * 300, "url": URL}), has_request_id=True),
    away("200 with a list", Answer(body=[URL]), has_request_id=True),
    minted_at("portal on a strange host", f"https://billing.stripe.com.evil.example/{PORTAL_SECRET}"),
    minted_at("portal without TLS", f"http://billing.stripe.com/{PORTAL_SECRET}"),
    minted_at("portal behind a user name", f"https://billing.stripe.com@evil.example/{PORTAL_SECRET}"),
    minted_at("portal with a user name", f"https://{PORTAL_SECRET}@billing.stripe.com/"),
    minted_at("portal in a script", f"javascript:{PORTAL_SECRET}"),
    minted_at("portal that does not parse", f"https://[{PORTAL_SECRET}"),
]
