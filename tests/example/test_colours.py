"""WCAG's AA for text, computed from the style sheet's own custom properties."""

import re
from pathlib import Path

import pytest

from example_project import settings

CSS = (Path(settings.BASE_DIR) / "static/nordlicht/nordlicht.css").read_text()
PAIRS = [
    ("ink", "bg"),
    ("ink", "surface"),
    ("ink", "raised"),
    ("muted", "bg"),
    ("muted", "surface"),
    ("muted", "raised"),
    ("brand", "bg"),
    ("brand", "surface"),
    ("on-brand", "brand"),
    ("on-brand", "brand-strong"),
    *((f"{mood}-ink", f"{mood}-bg") for mood in ("good", "warn", "bad", "calm")),
]


def _colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): #([0-9a-f]{6});", block))


LIGHT, DARK = (_colours(block) for block in re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)[:2])


def _luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "paper"), PAIRS)
def test_contrast__at_least_aa(scheme, ink, paper) -> None:
    darker, lighter = sorted(_luminance(scheme[name]) for name in (ink, paper))

    assert (lighter + 0.05) / (darker + 0.05) >= 4.5
