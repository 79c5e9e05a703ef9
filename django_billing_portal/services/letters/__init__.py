"""E-mails that bring a link to its customer: composed in their language, sent by Django's mail, failures kept."""

from .composing import compose_letter
from .sending import asend_link, send_link

__all__ = ["asend_link", "compose_letter", "send_link"]
