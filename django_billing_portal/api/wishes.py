"""From what a browser names to what mint_session() takes: each thing is one that the project offers."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.exceptions import ObjectDoesNotExist, ValidationError

from ..conf import portal_settings
from ..exceptions import NotAllowed, UnsafeURL
from ..flows import BUILT_IN, Flow
from ..redirects import return_url
from ..services.orders import take_order
from ..views.forwarding import origin_of
from .errors import NotOffered, ReauthenticationRequired, UnsafeReturn

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import HttpRequest


def person(request: "HttpRequest") -> Any:
    """Return whoever asks, or raise NotAllowed: for nobody, and for what a token says of somebody not looked up."""
    if isinstance(request.user, get_user_model()):
        return request.user
    raise NotAllowed(f"Whoever asks is of the class {type(request.user).__name__}, which is not AUTH_USER_MODEL.")


def wishes_of(request: "HttpRequest", sent: Mapping[str, Any]) -> dict[str, Any]:
    """Return the wishes of a validated body; raises a BillingPortalError for what is not offered."""
    origin = origin_of(request)
    wishes = {name: sent[name] for name in ("subscription", "locale") if name in sent}
    if "return_to" in sent:
        wishes["return_to"] = _safe(sent["return_to"], origin)
    wishes |= {"user": person(request), "flow": _flow(sent), "origin": origin, "source": "api"}
    # What can be refused for anybody's billing is, before it matters whether there is such a subject.
    take_order(**wishes)
    return wishes | {"subject": subject_of(sent.get("subject"))}


def subject_of(named: Mapping[str, str] | None) -> "Model | None":
    """Load whoever is named, once nothing else can be refused but that they are billed."""
    return load_subject(**named) if named else None


def load_subject(*, type: str, id: str) -> "Model":
    """Load whoever is billed, or raise NotAllowed, as for one that somebody else manages."""
    if type.lower() not in map(str.lower, portal_settings.API_SUBJECTS):
        raise NotAllowed("A subject was named whose model is not in API_SUBJECTS.")
    try:
        subject: Model = apps.get_model(type)._default_manager.get(pk=id)
    except (ObjectDoesNotExist, LookupError, ValidationError, ValueError, TypeError, OverflowError):
        raise NotAllowed("A subject was named that does not exist.") from None
    return subject


def reauthenticate(request: "HttpRequest") -> None:
    """Ask the project's hook, or raise ReauthenticationRequired with the page that it would send a browser to."""
    hook = portal_settings.REAUTHENTICATE
    response = hook(request=request) if hook else None
    if response is not None:
        raise ReauthenticationRequired("The hook did not let the request pass.", location=response.get("Location"))


def _safe(return_to: str, origin: str) -> str:
    try:
        return return_url(return_to, origin=origin)
    except UnsafeURL as error:
        raise UnsafeReturn(error.detail) from None


def _flow(sent: Mapping[str, Any]) -> Flow | str | None:
    if "type" in sent:
        return _of_type(sent["type"])
    name = sent.get("flow")
    if name is None or name in portal_settings.FLOWS:
        return name
    raise NotOffered("The browser names a flow that FLOWS does not declare.")


def _of_type(type_: str) -> Flow:
    if type_ in portal_settings.API_FLOW_TYPES:
        return BUILT_IN[type_]()
    raise NotOffered(f"The browser names the type {type_}, which is not in API_FLOW_TYPES.")
