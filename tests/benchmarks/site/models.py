"""A table of the project: who is which customer."""

from django.conf import settings
from django.db import models


class Profile(models.Model):
    """Keep the customer where most hand-written projects keep it."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    stripe_customer_id = models.CharField(max_length=100)

    class Meta:
        app_label = "site"

    def __str__(self) -> str:
        return self.stripe_customer_id
