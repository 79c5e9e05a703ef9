"""How staff fill in the desk's form."""

import re
import uuid
from typing import Any

from django.test import Client
from django.urls import reverse

from django_billing_portal.models import PortalCustomer


def page_of(subject, page: str = "billing_link") -> str:
    """Return the page of a customer's row."""
    row = PortalCustomer.objects.get(subject_id=str(subject.pk), subject_type=subject._meta.label_lower)
    return reverse(f"admin:billing_portal_portalcustomer_{page}", args=[row.pk])


def filled_in(**changes: Any) -> dict[str, Any]:
    """Return a form that asks for another card, and is not sent."""
    return {"what": "payment_method_update", "max_uses": 1, "nonce": str(uuid.uuid4()), **changes}


def create(client: Client, url: str, **changes: Any):
    return client.post(url, filled_in(_create="1", **changes))


def check(client: Client, url: str, **changes: Any):
    return client.post(url, filled_in(_check="1", **changes))


def text_of(response) -> str:
    """Return what a page says within its frame, on one line."""
    found = response.content.decode().partition('id="content-main"')[2].partition("<footer")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", found).split())


def findings(response) -> dict[str, list[str]]:
    """Return the obstacles beside each field."""
    return {
        row.field.name: [one.code for one in row.obstacles]
        for section in response.context["sections"]
        for row in section.rows
        if row.obstacles
    }


def choices(response, name: str) -> list[str]:
    return [key for key, _label in response.context["form"].fields[name].choices]
