"""What lists are narrowed by; each choice is one condition in SQL, and none asks the table which values it holds."""

from abc import abstractmethod
from typing import TYPE_CHECKING, Any

from django.contrib.admin import SimpleListFilter
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..flows import BUILT_IN
from ..models.states import LinkState

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.admin import ModelAdmin
    from django.db.models import QuerySet
    from django.http import HttpRequest
    from django_stubs_ext import StrOrPromise

    Choices = Iterable[tuple[str, StrOrPromise]]

HOME, OTHER = "home", "other"
SOURCES = {
    "button": _("button"),
    "api": _("API"),
    "link": _("link"),
    "staff": _("staff"),
    "admin": _("admin"),
    "batch": _("batch"),
    "command": _("command"),
    "code": _("code"),
}


def in_state(state: str) -> Q:
    """Return the condition that holds where ``PortalLink.state`` is this state, now."""
    revoked, spent = Q(revoked_at__isnull=False), Q(uses__gte=F("max_uses"))
    over = Q(expires_at__lte=timezone.now())
    return {
        LinkState.REVOKED.value: revoked,
        LinkState.USED_UP.value: ~revoked & spent,
        LinkState.EXPIRED.value: ~revoked & ~spent & over,
        LinkState.LIVE.value: ~revoked & ~spent & ~over,
    }[state]


class ChoiceFilter(SimpleListFilter):
    """Narrow to one of some choices that are known beforehand."""

    def lookups(self, request: "HttpRequest", model_admin: "ModelAdmin[Any]") -> "Choices":
        """Return the choices."""
        return list(self.offered())

    def queryset(self, request: "HttpRequest", queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        """Narrow; a choice that was never offered narrows to nothing."""
        chosen = self.value()
        if chosen is None:
            return queryset
        return queryset.filter(self.condition(chosen)) if chosen in dict(self.offered()) else queryset.none()

    @abstractmethod
    def offered(self) -> "Choices":
        """Return values and labels."""

    @abstractmethod
    def condition(self, chosen: str) -> Q:
        """Return what holds for the rows of a choice."""


class StateFilter(ChoiceFilter):
    """Narrow links to where they stand."""

    title, parameter_name = _("state"), "state"

    def offered(self) -> "Choices":
        """See ChoiceFilter."""
        return LinkState.choices

    def condition(self, chosen: str) -> Q:
        """See ChoiceFilter."""
        return in_state(chosen)


class FlowFilter(ChoiceFilter):
    """Narrow to what rows lead to."""

    title, parameter_name = _("flow"), "flow"

    def offered(self) -> "Choices":
        """See ChoiceFilter."""
        return [(HOME, _("Home page")), *((name, flow.default_label) for name, flow in BUILT_IN.items())]

    def condition(self, chosen: str) -> Q:
        """See ChoiceFilter."""
        return Q(flow_type="" if chosen == HOME else chosen)


class SourceFilter(ChoiceFilter):
    """Narrow to what made the rows; projects have words of their own, which are all one choice."""

    title, parameter_name = _("made with"), "source"

    def offered(self) -> "Choices":
        """See ChoiceFilter."""
        return [*SOURCES.items(), (OTHER, _("anything else"))]

    def condition(self, chosen: str) -> Q:
        """See ChoiceFilter."""
        return ~Q(source__in=list(SOURCES)) if chosen == OTHER else Q(source=chosen)
