"""What a button asks for: signed by the template tag that drew it, opened by the view that receives it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.urls import reverse
from django.utils.http import urlencode

from .. import tokens
from ..conf import portal_settings
from ..exceptions import Fault, InvalidToken, NotAllowed, UnknownFlow
from ..refs import SubjectRef

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
    from django.db.models import Model
    from django.http import HttpRequest

PURPOSE = "choice"
FIELDS = ("choice", "flow")
NOBODY = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Say whose billing is meant, where in the portal, and where to come back to."""

    flow: str | None = None
    """The name of a declared flow; None is the portal's home page."""
    subject: SubjectRef | None = None
    """Whoever is billed; None is the person who clicks."""
    next: str | None = None
    """The page to come back to; None is ``RETURN_URL``."""

    @classmethod
    def of(cls, request: "HttpRequest") -> Self:
        """Read what a request asks for: a signed choice, or the bare name of a flow."""
        sent = request.POST if request.method == "POST" else request.GET
        if token := sent.get("choice"):
            return cls.opened(token, request.user)
        return cls(flow=_declared(sent["flow"]) if sent.get("flow") else None)

    @classmethod
    def opened(cls, token: str, user: "AbstractBaseUser | AnonymousUser") -> Self:
        """Open a signed choice, or raise InvalidToken."""
        flow, subject, next_ = _read(token, user)
        return cls(flow=flow, subject=SubjectRef(*subject) if subject else None, next=next_)

    def signed(self, user: "AbstractBaseUser | AnonymousUser") -> str:
        """Return the text that a form or a URL carries; empty where nothing was chosen."""
        if self == Choice():
            return ""
        subject = self.subject and (self.subject.type, self.subject.id)
        return tokens.sign(PURPOSE, (self.flow, subject, self.next), bound_to=_name(user))

    def load_subject(self) -> "Model | None":
        """Load whoever is billed, or raise NotAllowed if they are gone."""
        if self.subject is None:
            return None
        try:
            subject: Model = apps.get_model(self.subject.type)._default_manager.get(pk=self.subject.id)
        except (LookupError, ObjectDoesNotExist):
            raise NotAllowed(f"There is no {self.subject.type} that this button was drawn for any more.") from None
        return subject


class MistypedFlow(UnknownFlow):
    """Raised as UnknownFlow where the browser sent the name: anybody can type one, and nobody has to mend it."""

    fault = Fault.CUSTOMER


def page_for(sent: Mapping[str, Any], **extra: str) -> str:
    """Return the path of the page that asks for the same as ``sent`` does, and mints nothing."""
    query = {field: sent[field] for field in FIELDS if sent.get(field)} | extra
    return reverse("billing_portal:portal") + (f"?{urlencode(query)}" if query else "")


def _declared(flow: str) -> str:
    if flow in portal_settings.FLOWS:
        return flow
    raise MistypedFlow("The browser names a flow that FLOWS does not declare.")


def _read(token: str, user: "AbstractBaseUser | AnonymousUser") -> list[Any]:
    # A button on a public page is drawn for nobody in particular and pressed before signing in.
    try:
        value: list[Any] = tokens.read(PURPOSE, token, bound_to=_name(user))
    except InvalidToken:
        value = tokens.read(PURPOSE, token, bound_to=NOBODY)
    return value


def _name(user: "AbstractBaseUser | AnonymousUser") -> str:
    return str(SubjectRef.of(user)) if user.is_authenticated else NOBODY
