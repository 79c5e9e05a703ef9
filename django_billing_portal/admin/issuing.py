"""Make a link for one customer: the form with what was found, then the answer to "Create link"."""

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import router
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from .. import tokens
from ..exceptions import AlreadySent, BillingPortalError, Fault, InvalidToken, NotAllowed
from ..forms.links import CustomerLinkForm
from ..models import PortalLink
from ..models.states import LinkState
from ..refs import SubjectRef
from ..services.desk import check_for_staff, look_for_staff
from ..services.desk.rows import Differs
from ..services.desk.wording import told_staff
from ..services.letters import send_link
from ..services.links import issue_link, link_url
from ..services.trail import Act, record_act
from ..views.forwarding import origin_of
from .names import ISSUE, SEND
from .pages import find, link_origin, may, may_hand_out, require, require_wishes, show
from .results import show_result
from .sections import form_context

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from ..models.links import PortalLinkQuerySet
    from ..services.desk import Checked, Desk
    from .mixin import BillingPortalAdminMixin

COPY = "copy_portallink"
AGAIN = "billing link again"
#: What a form shows of a link that it is about to make: it was sent no time.
NEVER = "0"


def issue_one(model_admin: "BillingPortalAdminMixin", request: "HttpRequest", object_id: str) -> "HttpResponseBase":
    """Show the form (GET); check it, make the link, or send it again (POST)."""
    require(request, ISSUE)
    require_wishes(request)
    page = Page(model_admin, request, find(model_admin, request, object_id))
    try:
        return page.answer()
    except BillingPortalError as error:
        return page.refuse(error)


class Page:
    """Answer one request about one customer."""

    def __init__(self, model_admin: "BillingPortalAdminMixin", request: "HttpRequest", obj: "Model") -> None:
        self.model_admin, self.request, self.obj = model_admin, request, obj
        self.origin, self.may_send = origin_of(request), may(request, SEND)
        self.subject = model_admin.billed_by(obj)

    @property
    def words(self) -> dict[str, Any]:
        """Return what all pages about this customer show."""
        return {"original": self.obj, "subtitle": str(self.subject or self.obj), "title": _("Create billing link")}

    def answer(self) -> "HttpResponseBase":
        """Do what was asked."""
        if self.subject is None:
            raise NotAllowed("Whoever is billed is gone.")
        if reason := self.model_admin.why_not(self.obj, self.subject):
            raise Differs(reason)
        if "_again" in self.request.POST:
            return self._send_again(self.subject)
        return self._ask(self.subject, look_for_staff(self.subject))

    def refuse(self, error: BillingPortalError) -> "HttpResponseBase":
        """Say why this customer can be sent nothing."""
        refusal = {"message": told_staff(error), "code": str(error) if error.fault is Fault.OPERATOR else error.code}
        return self._show({"refusal": refusal}, status=error.status if self.request.method == "POST" else 200)

    def _ask(self, subject: "Model", desk: "Desk") -> "HttpResponseBase":
        form = CustomerLinkForm(
            self.request.POST or None,
            offers=desk.offers,
            contact=desk.contact,
            origin=self.origin,
            may_send=self.may_send,
            may_hand_out=may_hand_out(self.request),
        )
        if not form.is_valid():
            return self._show({**form_context(form, None), "desk": desk})
        whom = str(self.request.user.pk), str(SubjectRef.of(subject))
        request_id = form.request_id(*whom)
        wants_link = "_create" in self.request.POST
        if wants_link and (known := _links().filter(request_id=request_id).first()):
            return self._deliver(known, form)
        checked = check_for_staff(desk, form.flow)
        if not wants_link or _is_stopped(form, checked):
            return self._show({**form_context(form, checked), "desk": desk})
        link = issue_link(
            subject=subject, **form.wishes, issued_by=self.request.user, source="admin", request_id=request_id
        )
        if link.is_new:
            self._record(Act.ISSUED_LINK, link, link.subject_name)
        return self._deliver(link, form, checked)

    def _deliver(
        self, link: PortalLink, form: CustomerLinkForm, checked: "Checked | None" = None
    ) -> "HttpResponseBase":
        if form.cleaned_data.get("send"):
            self._send(link, NEVER)
        return self._result(link, checked)

    def _send_again(self, subject: "Model") -> "HttpResponseBase":
        pk, seen = tokens.read(AGAIN, self.request.POST["_again"], bound_to=str(self.request.user.pk))
        link = _links().filter(pk=pk).first()
        if link is None or link.subject != SubjectRef.of(subject):
            raise InvalidToken("A link was to be sent again that is not this customer's.")
        self._send(link, seen)
        return self._result(link)

    def _send(self, link: PortalLink, seen: str) -> None:
        try:
            send_link(link, by=self.request.user, origin=link_origin(self.request), seen=seen)
        except AlreadySent as error:
            self.model_admin.message_user(self.request, error.message, messages.WARNING)
        except BillingPortalError as error:
            self.model_admin.message_user(self.request, f"{error.message} ({error})", messages.ERROR)
            link.refresh_from_db()
        else:
            self._record(Act.SENT_LINK, link, link.email)

    def _record(self, act: Act, link: PortalLink, message: str) -> None:
        record_act(act, user=self.request.user, target=link, message=message)

    @sensitive_variables()
    def _result(self, link: PortalLink, checked: "Checked | None" = None) -> "HttpResponseBase":
        is_live = link.state == LinkState.LIVE
        again = [link.pk, link.sendings] if is_live and self.may_send else None
        words = {
            **self.words,
            "checked": checked,
            "again": tokens.sign(AGAIN, again, bound_to=str(self.request.user.pk)) if again else "",
            "url": link_url(link, origin=link_origin(self.request)) if is_live and self._may_see(link) else "",
        }
        return show_result(self.model_admin, self.request, link, **words)

    def _may_see(self, link: PortalLink) -> bool:
        # Whoever has just made it is shown its address; all else is as on the page that shows it again.
        if link.is_new:
            return True
        if not may(self.request, COPY):
            return False
        self._record(Act.COPIED_LINK, link, "")
        return True

    def _show(self, context: dict[str, Any], *, status: int = 200) -> "HttpResponseBase":
        return show(self.model_admin, self.request, "issue.html", status=status, **self.words, **context)


def _is_stopped(form: CustomerLinkForm, checked: "Checked") -> bool:
    return checked.is_hopeless or (bool(checked.obstacles) and not form.cleaned_data["confirm"])


def _links() -> "PortalLinkQuerySet":
    # Not from a replica: it may not have the link yet that the same form made a moment ago.
    return PortalLink.objects.using(router.db_for_write(PortalLink))
