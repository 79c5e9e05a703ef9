"""What a customer reads after a change: a heading and a sentence."""

from django.utils.translation import gettext as _


def notice(name: str) -> tuple[str, str]:
    """Return heading and sentence of a notice; an unknown name gives empty ones."""
    return _texts().get(name, ("", ""))


def _texts() -> dict[str, tuple[str, str]]:
    return {
        "card-added": (_("Payment method added"), _("Future payments will be made with your new card.")),
        "card-saved": (_("Payment method added"), _("Your card has been saved.")),
        "card-default": (_("Default payment method changed"), _("Future payments will be made with this card.")),
        "card-removed": (_("Payment method removed"), _("We will not use this card any more.")),
        "details-saved": (_("Billing details saved"), _("They will be on your next invoice.")),
        "cancelled": (_("Your subscription has been cancelled"), _("Thank you for having been with us.")),
        "renewed": (_("Your subscription goes on"), _("It will not be cancelled.")),
        "offer-accepted": (_("Glad that you stay!"), _("The discount has been applied to your subscription.")),
        "paused": (_("Your subscription is paused"), _("You will not be charged while it is.")),
        "resumed": (_("Your subscription is active again"), _("Welcome back.")),
        "plan-changed": (_("Your plan has been changed"), _("The change is in effect.")),
    }
