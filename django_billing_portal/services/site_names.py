"""What the site calls itself to its customers."""

from email.utils import parseaddr

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, ObjectDoesNotExist

from ..conf import portal_settings


def site_name(*, host: str) -> str:
    """Return the name of the sender of its e-mails, else its name in ``django.contrib.sites``, else its host."""
    # The sender first: many projects install sites for another package's sake, and never rename example.com.
    return _sender() or _current() or host


def _current() -> str:
    if not apps.is_installed("django.contrib.sites"):
        return ""
    from django.contrib.sites.models import Site

    try:
        return Site.objects.get_current().name
    except (ImproperlyConfigured, ObjectDoesNotExist):
        return ""


def _sender() -> str:
    return parseaddr(str(portal_settings.LINK_FROM_EMAIL or settings.DEFAULT_FROM_EMAIL))[0]
