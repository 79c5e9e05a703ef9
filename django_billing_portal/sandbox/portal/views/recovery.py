"""Ask for a new session where an old one has expired."""

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_POST

from django_billing_portal.sandbox import sessions
from django_billing_portal.sandbox.gate import harmless_only
from django_billing_portal.sandbox.portal import recovery
from django_billing_portal.sandbox.portal.locales import language_of
from django_billing_portal.sandbox.portal.pages import closed, visit_of
from django_billing_portal.sandbox.store import Json


@harmless_only
@require_POST
def recover(request: HttpRequest, secret: str) -> HttpResponseBase:
    """Mint a replacement for whoever knows the customer's e-mail address."""
    with sessions.opened(secret) as session:
        if session is None:
            return closed(request, None, status=404)
        if not sessions.is_expired(session):
            return _opened(session)
        visit = visit_of(session)
        with translation.override(language_of(session, visit.customer, request)):
            is_known = recovery.is_customer(visit.customer, request.POST.get("email", ""))
            if is_known and recovery.is_open(session):
                return _opened(recovery.replace(session))
            return closed(request, visit, status=410, is_wrong=not is_known)


def _opened(session: Json) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("billing_portal_sandbox:session", args=[session["_secret"]]))
