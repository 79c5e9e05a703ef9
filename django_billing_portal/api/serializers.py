"""What this door takes and gives, as Django REST framework's serializers."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from ..flows import BUILT_IN
from ..models.states import Outcome
from ..redirects import MAX_LENGTH
from .fields import Choice, Closed, Locale, Moment, SubscriptionId, Text

#: The sixth type needs parameters, which browsers may not choose.
OPEN_TYPES = tuple(sorted(set(BUILT_IN) - {"subscription_update_confirm"}))


class SubjectSerializer(Closed):
    """Name whoever is billed."""

    type = Text(required=True, allow_null=False, max_length=100)
    id = Text(required=True, allow_null=False, max_length=255)


class WishSerializer(Closed):
    """Say which portal to open: all fields are optional, and null is the same as leaving one out."""

    default_error_messages = {"exclusive": _("Give either a flow or a type.")}

    flow = Text(max_length=100)
    type = Choice(OPEN_TYPES, required=False, allow_null=True, initial=None)
    subscription = Text(max_length=255)
    subject = SubjectSerializer(required=False, allow_null=True, initial=None)
    return_to = Text(max_length=MAX_LENGTH)
    locale = Locale(max_length=20)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse two names for the same thing, and forget what is null."""
        wishes = {name: value for name, value in attrs.items() if value is not None}
        if {"flow", "type"} <= wishes.keys():
            raise serializers.ValidationError({"type": self.error_messages["exclusive"]}, code="exclusive")
        return wishes


class FilterSerializer(Closed):
    """Say which sessions to list."""

    flow = Text(allow_null=False, max_length=100)
    outcome = Choice(Outcome.choices, required=False)
    created_after = Moment(required=False)
    created_before = Moment(required=False)


class SubjectQuerySerializer(Closed):
    """Say whose flows are meant, and for which subscription; both words for a subject or neither."""

    default_error_messages = {"incomplete": _("Give both subject_type and subject_id, or neither.")}

    subject_type = Text(allow_null=False, max_length=100)
    subject_id = Text(allow_null=False, max_length=255)
    subscription = SubscriptionId(allow_null=False, max_length=255)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Refuse half a subject, and put a whole one together."""
        subject = {name: attrs.pop(f"subject_{name}") for name in ("type", "id") if f"subject_{name}" in attrs}
        if len(subject) == 1:
            raise serializers.ValidationError(self.error_messages["incomplete"], code="incomplete")
        return attrs | {"subject": subject}


class MintedSerializer(serializers.Serializer[Any]):
    """Hold a session that was just minted, the only place where its URL is told."""

    id = serializers.UUIDField(source="public_id")
    url = serializers.URLField()
    flow = serializers.CharField(source="flow_name")
    type = serializers.CharField(source="flow_type")
    expires_at = Moment()

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """Say null where nothing was named."""
        return _with_nulls(super().to_representation(instance))


class OwnSubjectSerializer(serializers.Serializer[Any]):
    """Name whoever was billed."""

    type = serializers.CharField(source="subject_type")
    id = serializers.CharField(source="subject_id")


class SessionSerializer(serializers.Serializer[Any]):
    """Tell what became of a session; never its URL."""

    id = serializers.UUIDField(source="public_id")
    flow = serializers.CharField(source="flow_name", allow_null=True)
    type = serializers.CharField(source="flow_type", allow_null=True)
    subject = OwnSubjectSerializer(source="*")
    outcome = serializers.ChoiceField(Outcome.choices)
    created_at = Moment()
    expires_at = Moment()
    returned_at = Moment(allow_null=True)

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """Say null where nothing was named."""
        return _with_nulls(super().to_representation(instance))


class ReasonSerializer(serializers.Serializer[Any]):
    """Say why a flow would not work now."""

    code = serializers.CharField()
    message = serializers.CharField()

    def to_representation(self, instance: Any) -> Any:
        """Tell the most fundamental of several obstacles."""
        return super().to_representation(instance[0]) if instance else None


class FlowSerializer(serializers.Serializer[Any]):
    """Say of a flow whether it would work now."""

    flow = serializers.CharField(source="name", allow_null=True)
    type = serializers.CharField(source="flow.type", allow_null=True, default=None)
    label = serializers.CharField()  # type: ignore[assignment]
    available = serializers.BooleanField(source="is_available")
    reason = ReasonSerializer(source="obstacles", allow_null=True)


def _with_nulls(said: dict[str, Any]) -> dict[str, Any]:
    return said | {name: said[name] or None for name in ("flow", "type")}
