"""Whoever is billed in the suite besides users: a team with a UUID."""

import uuid

from django.conf import settings
from django.db import models


class Team(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    name = models.CharField(max_length=50)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="teams")
    stripe_customer_id = models.CharField(max_length=255, blank=True)

    def __str__(self) -> str:
        return self.name
