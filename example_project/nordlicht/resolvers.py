"""Who may manage whose billing in Nordlicht."""

from typing import TYPE_CHECKING, Any

from django_billing_portal.resolvers import PortalCustomers

if TYPE_CHECKING:
    from django.db.models import Model


class PeopleAndTeams(PortalCustomers):
    """Let people manage their own billing, and a team's owner the team's; its members do not."""

    def authorize(self, *, user: Any, subject: "Model") -> bool:
        """Tell whether this person may manage this subject's billing."""
        # Settings name this class, and models cannot be imported before the settings are.
        from .models import Team

        if isinstance(subject, Team):
            return bool(user.is_active and subject.owner_id == user.pk)
        return super().authorize(user=user, subject=subject)
