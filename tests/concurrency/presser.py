"""One server process of a site: many press the button of one link at once; prints what each of them got, as JSON.

Whom it is given by name presses signed in; ``-`` is whoever holds the link.
"""

import json
import sys
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import django


def main(token: str, start: str, *names: str) -> None:
    django.setup()
    # As the first click of a process does: on a busy machine it takes a second.
    import stripe  # noqa: F401

    from django_billing_portal.services import links  # noqa: F401

    with ThreadPoolExecutor(len(names)) as pool:
        sys.stdout.write(json.dumps(list(pool.map(partial(press, token, float(start)), names))))


def press(token: str, start: float, name: str) -> str:
    from django.contrib.auth import get_user_model
    from django.db import connection

    from django_billing_portal.exceptions import BillingPortalError
    from django_billing_portal.services.links import redeem_link

    user = None if name == "-" else get_user_model().objects.get(username=name)
    time.sleep(max(start - time.time(), 0))
    try:
        return redeem_link(token=token, user=user, visit=uuid.uuid4().hex).url
    except BillingPortalError as error:
        return error.code
    finally:
        connection.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
