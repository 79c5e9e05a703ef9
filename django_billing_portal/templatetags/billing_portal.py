"""Buttons and links to the billing portal. They ask neither Stripe nor the database: all they draw is a form."""

from typing import TYPE_CHECKING, Any

from django import template
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.middleware.csrf import get_token
from django.template import TemplateSyntaxError
from django.template.loader import get_template
from django.utils.translation import gettext as _

from ..checks.names import did_you_mean
from ..conf import portal_settings
from ..redirects import site_origin
from ..refs import SubjectRef
from ..views.choices import Choice, page_for

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest
    from django.template import Context

register = template.Library()

CHOOSING = ("flow", "subject", "next")


@register.simple_tag(takes_context=True)
def manage_billing_button(context: "Context", label: str = "", **options: Any) -> str:
    """Draw a button to the portal: ``{% manage_billing_button "Update card" flow="update-card" %}``."""
    _only("manage_billing_button", options, (*CHOOSING, "class"))
    return _form("button", context, options, label=label or _("Manage billing"), **{"class": options.get("class")})


@register.simple_block_tag(takes_context=True)
def manage_billing(context: "Context", content: str, **options: Any) -> str:
    """Draw a form to the portal around a button of one's own, up to ``{% endmanage_billing %}``."""
    _only("manage_billing", options, CHOOSING)
    return _form("form", context, options, content=content)


@register.simple_tag(takes_context=True)
def manage_billing_url(context: "Context", **options: Any) -> str:
    """Return the address of the page with the buttons: it mints nothing, so it may stand in an e-mail.

    A path in a page; where there is no request, as in an e-mail, ``BASE_URL`` comes before it.
    """
    _only("manage_billing_url", options, (*CHOOSING, "user"))
    request = _request(context)
    user = options.get("user") or (request.user if request else AnonymousUser())
    path = page_for({"choice": _choice(options).signed(user)})
    return path if request else f"{site_origin(None)}{path}"


@register.filter
def has_billing(user: Any, subject: Model | None = None) -> bool:
    """Tell if there is a customer to manage: ``{% if user|has_billing %}``, ``{% if user|has_billing:team %}``."""
    # Django's checks import every tag library: see views.portal._mint().
    from ..services.customers import has_customer

    return has_customer(user=user, subject=subject)


def _form(name: str, context: "Context", options: dict[str, Any], **shown: Any) -> str:
    request = _request(context)
    if request is None:
        raise TemplateSyntaxError("A billing button needs the request: draw it with render(request, …).")
    choice = _choice(options).signed(request.user)
    # Not with the request: the project's context processors would run again for each button, and may query.
    shown |= {"choice": choice, "csrf_token": get_token(request)}
    return get_template(f"billing_portal/{name}.html").render(shown)


def _request(context: "Context") -> "HttpRequest | None":
    return getattr(context, "request", None) or context.get("request")


def _choice(options: dict[str, Any]) -> Choice:
    next_ = options.get("next")
    return Choice(
        flow=_flow(options.get("flow")), subject=_subject(options.get("subject")), next=str(next_) if next_ else None
    )


def _flow(flow: Any) -> str | None:
    if flow is None or flow in portal_settings.FLOWS:
        return flow and str(flow)
    raise TemplateSyntaxError(f"FLOWS declares no flow {flow!r}. {did_you_mean(str(flow), portal_settings.FLOWS)}")


def _subject(subject: Any) -> SubjectRef | None:
    if subject is None:
        return None
    if isinstance(subject, Model) and subject.pk is not None:
        return SubjectRef.of(subject)
    # A misspelt variable arrives here as an empty text, and must not mean the user's own billing.
    raise TemplateSyntaxError(f"subject must be a saved model instance, not {subject!r}.")


def _only(tag: str, options: dict[str, Any], known: "Iterable[str]") -> None:
    for name in options:
        if name not in known:
            raise TemplateSyntaxError(f"{tag!r} takes no {name!r}. {did_you_mean(name, known)}")
