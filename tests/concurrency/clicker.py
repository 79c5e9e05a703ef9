"""One server process of a site: ``threads`` identical clicks at once; prints what each of them got, as JSON."""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import django


def main(username: str, threads: str, start: str) -> None:
    django.setup()
    warm_up()
    with ThreadPoolExecutor(int(threads)) as pool:
        sys.stdout.write(json.dumps(list(pool.map(lambda _: click(username, float(start)), range(int(threads))))))


def warm_up() -> None:
    """Import the SDK, as the first click of a process does: on a busy machine it takes a second."""
    import stripe  # noqa: F401

    from django_billing_portal.services import sessions  # noqa: F401


def click(username: str, start: float) -> str:
    from django.contrib.auth import get_user_model
    from django.db import connection

    from django_billing_portal.exceptions import BillingPortalError
    from django_billing_portal.services.sessions import mint_session

    user = get_user_model().objects.get(username=username)
    time.sleep(max(start - time.time(), 0))
    try:
        return mint_session(user=user).url
    except BillingPortalError as error:
        return error.code
    finally:
        connection.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
