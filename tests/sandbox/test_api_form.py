"""Stripe's form encoding."""

from urllib.parse import urlencode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from stripe._encode import _api_encode

from django_billing_portal.sandbox import form
from django_billing_portal.sandbox.errors import WireError

names = some.text("abcxyz_", min_size=1)
texts = some.text(min_size=0)
values = some.recursive(
    texts, lambda inner: some.lists(inner, min_size=1) | some.dictionaries(names, inner, min_size=1), max_leaves=8
)


def decoded_like(value: object) -> object:
    """Return how arrays arrive: as dictionaries by position."""
    if isinstance(value, list):
        value = {str(position): each for position, each in enumerate(value)}
    return {key: decoded_like(each) for key, each in value.items()} if isinstance(value, dict) else value


@settings(deadline=None, max_examples=50)
@given(some.dictionaries(names, values, max_size=4))
def test_decoded__reads_what_the_sdk_writes(params):
    assert form.decoded(urlencode(list(_api_encode(params)))) == decoded_like(params)


def test_decoded__appends_to_empty_brackets():
    assert form.decoded("expand[]=a&expand[]=b") == {"expand": {"0": "a", "1": "b"}}


def test_decoded__begins_an_object_at_empty_brackets():
    assert form.decoded("items[][price]=a&items[][price]=b") == {"items": {"0": {"price": "a"}, "1": {"price": "b"}}}


def test_decoded__keeps_empty_values():
    assert form.decoded("name=") == {"name": ""}


def test_decoded__refuses_broken_names():
    with pytest.raises(WireError, match=r"Received unknown parameter: \[x\]"):
        form.decoded("[x]=1")


def test_decoded__refuses_a_value_that_is_also_an_object():
    with pytest.raises(WireError, match="Invalid object"):
        form.decoded("a=1&a[b]=2")
