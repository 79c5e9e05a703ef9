"""Idempotency keys: the first answer is kept for a day and replayed. https://docs.stripe.com/api/idempotent_requests"""

import hashlib
import json
from dataclasses import replace

from django.db import IntegrityError

from . import clock, form, store
from .errors import WireError
from .exchange import Request, Response
from .models import SandboxIdempotencyKey

KEPT_SECONDS = 24 * 60 * 60
LONGEST = 255


def replayed(request: Request) -> Response | None:
    """Return the answer that this key got before, or None; refuse a key that came with something else."""
    key = key_of(request)
    mine = SandboxIdempotencyKey.objects.filter(account=store.current_account.get(), key=digest(key))
    row = mine.first() if key else None
    if row is None or row.created <= clock.now() - KEPT_SECONDS:
        return None
    if row.fingerprint != fingerprint(request):
        raise WireError(
            "Keys for idempotent requests can only be used with the same parameters they were first used with. Try"
            f" using a key other than '{key}' if you meant to execute a different request.",
            type="idempotency_error",
        )
    answer = Response(status=row.status, body=row.body, headers={"Content-Type": "application/json"})
    return replace(answer, headers={**answer.headers, "Idempotent-Replayed": "true"})


def remember(request: Request, response: Response) -> None:
    """Keep the first answer; what failed validation was never begun, and is not kept."""
    if not (key := key_of(request)):
        return
    SandboxIdempotencyKey.objects.filter(created__lte=clock.now() - KEPT_SECONDS).delete()
    try:
        SandboxIdempotencyKey.objects.create(
            account=store.current_account.get(),
            key=digest(key),
            fingerprint=fingerprint(request),
            status=response.status,
            body=response.body,
            created=clock.now(),
        )
    except IntegrityError:
        # Simultaneous requests: this one is rolled back, and the SDK asks again.
        raise WireError(
            "There is currently another in-progress request using this Idempotent Key (that probably means you"
            " submitted twice, and the other request is still going through). Please try again later.",
            type="idempotency_error",
            code="idempotency_key_in_use",
            status=409,
        ) from None


def key_of(request: Request) -> str:
    """Return the key of a request that changes something."""
    key = request.header("Idempotency-Key") if request.method == "POST" else ""
    if len(key) > LONGEST:
        raise WireError(f"Idempotency keys may be at most {LONGEST} characters.", type="idempotency_error")
    return key


def fingerprint(request: Request) -> str:
    """Return a digest of what a request asks for."""
    asked = [request.method, request.path, form.decoded(request.form)]
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def digest(key: str) -> str:
    """Return what is stored: MySQL and MariaDB compare text without regard to case; Stripe does not."""
    return hashlib.sha256(key.encode()).hexdigest()
