"""What a browser does, and what must come of it."""

from collections.abc import Callable

from ..browsers import Answer, Browser
from ..sites import Database

Take = Callable[[Browser], float]


def mint(database: Database, body: str = "") -> Take:
    """Click as somebody who has not clicked before."""
    return lambda browser: _sent_on(browser.post("/billing/", database.next_person(), body))


def repeat(cookie: str) -> Take:
    """Click as the same person again."""
    return lambda browser: _sent_on(browser.post("/billing/", cookie))


def plain(database: Database, path: str = "/plain/") -> Take:
    """Click where the view is hand-written."""
    return lambda browser: _sent_on(browser.post(path, database.anybody()))


def api(database: Database, path: str = "/api/billing/") -> Take:
    """Post to the endpoint as somebody who has not clicked before."""
    return lambda browser: _made(browser.post(f"{path}sessions/", database.next_person(), "{}"))


def plain_api(database: Database) -> Take:
    """Post where the endpoint is hand-written."""
    return lambda browser: _made(browser.post("/plain-api/", database.anybody(), "{}"))


def page(cookie: str) -> Take:
    """Post to a view that does nothing but know who is signed in."""
    return lambda browser: _known(browser.post("/account/", cookie))


def _sent_on(answer: Answer) -> float:
    if answer.status not in {302, 303} or "billing.stripe.com" not in answer.location:
        raise AssertionError(answer)
    return answer.seconds


def _known(answer: Answer) -> float:
    if answer.status != 200:
        raise AssertionError(answer)
    return answer.seconds


def _made(answer: Answer) -> float:
    if answer.status != 201 or b"billing.stripe.com" not in answer.body:
        raise AssertionError(answer)
    return answer.seconds
