"""How our own pages join the admin: its frame, its forms, its objects, and no transaction while Stripe answers."""

from typing import TYPE_CHECKING, Any

from django.contrib.admin.helpers import AdminForm
from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path, reverse

from ..conf import portal_settings
from ..models.states import Audience
from ..views.forwarding import origin_of
from ..views.shields import outside_transactions
from .names import SEND

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.contrib.admin import ModelAdmin
    from django.db.models import Model
    from django.forms import Form
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase
    from django.urls import URLPattern

LABEL = "billing_portal"
HAND_OUT = ("copy_portallink", "open_as_customer")


def may(request: "HttpRequest", *codenames: str) -> bool:
    """Tell whether this person has all of these permissions of ours."""
    return request.user.has_perms([f"{LABEL}.{codename}" for codename in codenames])


def require(request: "HttpRequest", *codenames: str) -> None:
    """Answer 403 where this person lacks one of these permissions of ours."""
    if not may(request, *codenames):
        raise PermissionDenied


def may_hand_out(request: "HttpRequest") -> bool:
    """Tell whether this person may make links for whoever holds them, with which they could open the portal."""
    return portal_settings.LINK_HOLDERS and may(request, *HAND_OUT)


def require_wishes(request: "HttpRequest") -> None:
    """Answer 403 where a form asks for what it did not offer to this person."""
    if {"send", "_again"} & {*request.POST}:
        require(request, SEND)
    if request.POST.get("audience") == Audience.HOLDER and not may_hand_out(request):
        raise PermissionDenied


def link_origin(request: "HttpRequest") -> str:
    """Return what the addresses of links start with: staff may sit on a host that customers cannot reach."""
    return portal_settings.BASE_URL or origin_of(request)


def url_name(model_admin: "ModelAdmin[Any]", page: str) -> str:
    """Name a page of a model's admin as Django names its own."""
    opts = model_admin.opts
    return f"{opts.app_label}_{opts.model_name}_{page}"


def url_of(model_admin: "ModelAdmin[Any]", page: str, *args: Any) -> str:
    """Return the path of a page of a model's admin, on the site that it is registered with."""
    keys = [quote(each) for each in args]
    return reverse(f"admin:{url_name(model_admin, page)}", args=keys, current_app=model_admin.admin_site.name)


def route(
    model_admin: "ModelAdmin[Any]", pattern: str, view: "Callable[..., HttpResponseBase]", page: str
) -> "URLPattern":
    """Put a page of ours into a model's admin; Django's wrapper sends strangers to the login, and caches nothing."""
    return path(
        pattern, outside_transactions(model_admin.admin_site.admin_view(view)), name=url_name(model_admin, page)
    )


def find(model_admin: "ModelAdmin[Any]", request: "HttpRequest", object_id: str) -> "Model":
    """Return the object that a URL names and that this person may see, or answer 404 or 403."""
    found: Model | None = model_admin.get_object(request, unquote(object_id))
    if not model_admin.has_view_permission(request, found):
        raise PermissionDenied
    if found is None:
        raise Http404
    return found


def show(
    model_admin: "ModelAdmin[Any]", request: "HttpRequest", template: str, *, status: int = 200, **context: Any
) -> TemplateResponse:
    """Show a page of ours within the admin's frame."""
    request.current_app = model_admin.admin_site.name
    frame = model_admin.admin_site.each_context(request)
    return TemplateResponse(
        request,
        f"admin/billing_portal/{template}",
        {**frame, "opts": model_admin.opts, "media": model_admin.media, **context},
        status=status,
    )


def in_rows(form: "Form") -> AdminForm:
    """Draw a plain form as the admin draws its own."""
    return AdminForm(form, [(None, {"fields": list(form.fields)})], {})  # type: ignore[arg-type]
