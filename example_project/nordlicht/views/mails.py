"""What the demo has sent, to be read by whoever tries it: there is no post office behind it."""

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin

from example_project.nordlicht.mails import Mail, folder, sent_mails

if TYPE_CHECKING:
    from django.http import HttpRequest

# Mail programs run no script and load nothing; a link in an e-mail opens in a window of its own.
AS_IN_A_MAIL_PROGRAM = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)
WINDOW = '<!doctype html><base target="_blank">'


@never_cache
def mails(request: "HttpRequest") -> "HttpResponse":
    """Show everything that was sent."""
    return render(request, "nordlicht/mails.html", {"mails": _mails()})


@never_cache
@xframe_options_sameorigin
def mail(_request: "HttpRequest", key: str) -> "HttpResponse":
    """Show the HTML of one e-mail."""
    html = next((mail.html for mail in _mails() if mail.key == key), "")
    if not html:
        raise Http404
    return HttpResponse(WINDOW + html, headers={"Content-Security-Policy": AS_IN_A_MAIL_PROGRAM})


def _mails() -> list[Mail]:
    if (found := folder()) is None:
        raise Http404
    return sent_mails(found)
