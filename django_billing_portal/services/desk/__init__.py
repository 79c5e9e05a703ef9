"""What staff see of a customer before they make a link: read from Stripe on demand, and nothing where it is down."""

from .checking import Checked, check_for_staff
from .looking import Desk, look_around, look_for_staff
from .offers import Choice, Offers

__all__ = ["Checked", "Choice", "Desk", "Offers", "check_for_staff", "look_around", "look_for_staff"]
