"""Write the e-mail that brings a link: in its recipient's language, as text and HTML, from overridable templates."""

from dataclasses import asdict, dataclass, field
from email.utils import parseaddr
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import formats, timezone, translation
from django.utils.encoding import punycode
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from ...conf import portal_settings
from ...flows import Flow
from ...models.states import Audience
from ...refs import Contact
from ..contacts import contact_of
from ..links import link_url
from ..site_names import site_name
from ..subjects import load_subject
from .texts import line, paragraphs

if TYPE_CHECKING:
    from datetime import datetime

    from ...models import PortalLink

TEMPLATES = "billing_portal/email/link"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Hold what the templates show."""

    url: str = field(repr=False)
    """The address of the link."""
    site: str
    """Who asks."""
    task: str
    """What for: the label of the flow."""
    name: str
    """Who is asked; may be empty."""
    message: str
    """What staff have to say; may be empty."""
    until: str
    """When the link ends, in the site's time zone, which is named."""
    uses: int
    """How often the link works."""
    signs_in: bool
    """Whether the recipient has to be signed in to use it."""


def compose_letter(link: "PortalLink", *, origin: str | None = None) -> EmailMultiAlternatives:
    """Return the e-mail that brings a link, not sent yet; asks the resolver, never Stripe."""
    subject = load_subject(link.subject)
    return write_letter(link, contact_of(subject) if subject else Contact(), origin=origin)


# A project's template may raise: its report shows the variables of every frame, and they hold the address.
@sensitive_variables()
def write_letter(link: "PortalLink", contact: Contact, *, origin: str | None) -> EmailMultiAlternatives:
    """Return the e-mail that brings a link to a contact, in their language."""
    # Whoever sends it may have chosen a language and a time zone of their own.
    with translation.override(chosen_language(link.language, contact.language)), timezone.override(None):
        return _message(link, contact, _letter(link, contact, origin))


def chosen_language(*wanted: str) -> str:
    """Return the first language that the project has, else ``LANGUAGE_CODE``."""
    for code in filter(None, wanted):
        try:
            return translation.get_supported_language_variant(code.lower().replace("_", "-"))
        except LookupError:
            continue
    return settings.LANGUAGE_CODE


def task_of(link: "PortalLink") -> str:
    """Return what a link asks for, in the active language: the project's label of the named flow, or the type's."""
    flow, declared = link.flow, portal_settings.FLOWS.get(link.flow_name)
    # A label is not stored with a link.
    label = declared.label if isinstance(declared, Flow) else ""
    return str(label or flow.default_label) if flow else _("Open the billing portal")


def _letter(link: "PortalLink", contact: Contact, origin: str | None) -> Letter:
    url = link_url(link, origin=origin)
    return Letter(
        url=url,
        site=line(site_name(host=urlsplit(url).netloc)),
        task=line(task_of(link)),
        name=line(contact.name),
        message=paragraphs(link.message),
        until=_moment(link.expires_at),
        uses=link.max_uses,
        signs_in=link.audience == Audience.CUSTOMER,
    )


def _moment(when: "datetime") -> str:
    local = timezone.localtime(when) if timezone.is_aware(when) else timezone.make_aware(when)
    return f"{formats.date_format(local, 'DATETIME_FORMAT')} {local:%Z}"


def _message(link: "PortalLink", contact: Contact, letter: Letter) -> EmailMultiAlternatives:
    context = {**asdict(letter), "link": link}
    sender = portal_settings.LINK_FROM_EMAIL or settings.DEFAULT_FROM_EMAIL
    message = EmailMultiAlternatives(
        subject=line(render_to_string(f"{TEMPLATES}_subject.txt", context)),
        body=render_to_string(f"{TEMPLATES}.txt", context).strip() + "\n",
        from_email=sender,
        to=[link.email or contact.email],
        headers={"Message-ID": _message_id(link, sender), "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(render_to_string(f"{TEMPLATES}.html", context), "text/html")
    return message


def _message_id(link: "PortalLink", sender: str) -> str:
    # The same for the same e-mail: where one is sent twice after a crash, mailboxes can tell.
    return f"<billing-link.{link.public_id.hex}.{link.sends + 1}@{_domain(sender)}>"


def _domain(sender: str) -> str:
    _name, at, domain = parseaddr(sender)[1].rpartition("@")
    try:
        return punycode(domain) if at else "localhost"
    except UnicodeError:
        return "localhost"
