"""docs/reference/flows.md tells all that there is, and its examples are flows."""

import re
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy

from django_billing_portal import flows

PAGE = (Path(__file__).parent.parent / "docs" / "reference" / "flows.md").read_text(encoding="utf-8")
CODE = re.findall(r"(?ms)^```python\n(.*?)^```", PAGE)
VALUES = [value for value in map(vars(flows).get, flows.__all__) if is_dataclass(value)]
PARAMETERS = {(value.__name__, field.name) for value in VALUES for field in fields(value)}


@pytest.mark.parametrize("name", flows.__all__)
def test_public_name__documented(name):
    assert re.search(rf"(?m)(`[^`\n]*|^### ){name}\b", PAGE)


@pytest.mark.parametrize(("value", "parameter"), sorted(PARAMETERS))
def test_parameter__documented(value, parameter):
    assert f"`{parameter}`" in PAGE


@pytest.mark.parametrize("cls", flows.BUILT_IN.values())
def test_version__documented(cls):
    major, minor, patch = cls.since.sdk
    sdk = f"{major}.{minor}" if (minor, patch) == (0, 0) else f"{major}.{minor}.{patch}"

    assert re.search(rf"(?m)^\| `{cls.__name__}` \|[^|]+\| {sdk} \| {cls.since.api} \|", PAGE)


@pytest.mark.parametrize("code", CODE)
def test_example__runs(code):
    exec(code, {**vars(flows), "_": gettext_lazy, "reverse_lazy": reverse_lazy})
