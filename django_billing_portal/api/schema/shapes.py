"""Which serializer is which component, and those components that no serializer writes."""

from collections.abc import Iterator, Mapping
from typing import Any

from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.plumbing import ResolvedComponent
from rest_framework import serializers

from ..serializers import FlowSerializer, MintedSerializer, SessionSerializer, WishSerializer
from .components import COMPONENTS, Schema

PREFIX = "#/components/schemas/"


class ReportSerializer(SessionSerializer):
    """Tell what became of a session, and whether to ask again."""

    state = serializers.CharField()


class PageSerializer(serializers.Serializer[Any]):
    """Hold one page of sessions."""

    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = SessionSerializer(many=True)


class FlowListSerializer(serializers.Serializer[Any]):
    """List flows."""

    results = FlowSerializer(many=True)
    checked = serializers.BooleanField()


class ProblemSerializer(serializers.Serializer[Any]):
    """Say what went wrong."""


class Shape(OpenApiSerializerExtension):
    """Put the component in place of what the serializer's fields would say; the base of one for each."""

    component = ""

    def get_name(self, auto_schema: Any, direction: Any) -> str:  # noqa: ARG002
        """Return the component's name."""
        return self.component

    def map_serializer(self, auto_schema: Any, direction: Any) -> Schema:  # noqa: ARG002
        """Return the component, after those that it refers to."""
        schema = COMPONENTS[self.component]
        _register(schema, auto_schema.registry)
        return schema


SHAPES: Mapping[type[serializers.Serializer[Any]], str] = {
    WishSerializer: "PortalSessionRequest",
    MintedSerializer: "MintedPortalSession",
    PageSerializer: "PortalSessionPage",
    ReportSerializer: "PortalSessionReport",
    FlowListSerializer: "PortalFlowList",
    ProblemSerializer: "Problem",
}
EXTENSIONS = tuple(
    type(f"{name}Shape", (Shape,), {"target_class": serializer, "component": name})
    for serializer, name in SHAPES.items()
)


def _register(schema: Schema, registry: Any) -> None:
    for name in _named_in(schema):
        found = COMPONENTS[name]
        component = ResolvedComponent(name, ResolvedComponent.SCHEMA, found, object=name)
        registry.register_on_missing(component)
        _register(found, registry)


def _named_in(schema: Any) -> Iterator[str]:
    inner = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()
    if isinstance(schema, dict) and "$ref" in schema:
        yield schema["$ref"].removeprefix(PREFIX)
    for each in inner:
        yield from _named_in(each)
