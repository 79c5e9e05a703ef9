"""WCAG's AA for text, computed from the style sheet's own custom properties."""

import re
from pathlib import Path

import pytest

import django_billing_portal

CSS = (Path(django_billing_portal.__file__).parent / "static/billing_portal/billing_portal.css").read_text("utf-8")
SCHEMES = re.findall(r"\.billing-portal \{(.*?)\}", CSS, re.DOTALL)
PAIRS = [
    ("text", "card"),
    ("muted", "card"),
    ("text", "hover"),
    ("accent", "card"),
    ("on-accent", "accent"),
    ("alert", "alert-page"),
]


def colours(block: str) -> dict[str, str]:
    found = re.findall(r"--bp-([\w-]+): #([0-9a-f]{3,6});", block)
    return {name: value if len(value) == 6 else "".join(digit * 2 for digit in value) for name, value in found}


def luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", SCHEMES, ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "paper"), PAIRS)
def test_contrast__at_least_aa(scheme: str, ink: str, paper: str) -> None:
    darker, lighter = sorted(luminance(colours(scheme)[name]) for name in (ink, paper))

    assert (lighter + 0.05) / (darker + 0.05) >= 4.5
