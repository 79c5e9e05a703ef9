"""Where the sandbox keeps what Stripe would: objects, switches, and the answers of idempotency keys."""

from django.db import models


class SandboxObject(models.Model):
    """Keep one object in Stripe's own shape; read and write it through :mod:`.store`."""

    account = models.CharField(max_length=64, blank=True, default="")
    """The connected account that the object lives in; empty for the API key's own."""
    stripe_id = models.CharField(max_length=128)
    type = models.CharField(max_length=64)
    """What Stripe calls ``object``: ``customer``, ``billing_portal.session``."""
    data = models.JSONField()
    created = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "stripe_id"], name="billing_sandbox_object"),
        ]
        indexes = [models.Index(fields=["account", "type"], name="billing_sandbox_type")]

    def __str__(self) -> str:
        return f"{self.type} {self.stripe_id}"


class SandboxState(models.Model):
    """Keep one fact about the sandbox itself: its clock, its faults, its webhook secret."""

    name = models.CharField(max_length=32, unique=True)
    value = models.JSONField()

    def __str__(self) -> str:
        return self.name


class SandboxIdempotencyKey(models.Model):
    """Keep the first answer to a key, to replay it for a day. https://docs.stripe.com/api/idempotent_requests"""

    account = models.CharField(max_length=64, blank=True, default="")
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    """A digest of method, path and parameters: another one under the same key is an error."""
    status = models.PositiveSmallIntegerField()
    body = models.TextField()
    created = models.BigIntegerField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "key"], name="billing_sandbox_key"),
        ]

    def __str__(self) -> str:
        return self.key
