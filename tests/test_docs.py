"""Whatever a project can name is in the reference, and every link and block of code in the documentation holds."""

import ast
import re
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet
from django.core.management import find_commands
from django.dispatch import Signal
from django.template import engines
from django.urls import URLPattern, get_resolver

from django_billing_portal import exceptions, signals
from django_billing_portal.conf import PortalSettings
from django_billing_portal.services.obstacles import KINDS
from django_billing_portal.templatetags import billing_portal as tags

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "django_billing_portal"
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
PUBLIC_MODULES = ("refs", "resolvers", "reauthentication")
SERVICES = ("availability", "links", "openings", "preflight", "reports", "sessions")


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def reference(page: str) -> str:
    return read(DOCS / "reference" / f"{page}.md")


def missing(page: str, names: set[str]) -> set[str]:
    text = reference(page)
    return {name for name in names if not re.search(rf"(?m)(`[^`\n]*|^#+ .*)(?<!\w){re.escape(name)}(?!\w)", text)}


def found(pattern: str, glob: str) -> set[str]:
    return {match for path in PACKAGE.rglob(glob) for match in re.findall(pattern, read(path))}


def test_settings__have_a_section() -> None:
    settings = {name for name in dir(PortalSettings) if name.isupper()}

    assert settings == set(re.findall(r"(?m)^### (\w+)$", reference("settings")))


def test_errors__have_a_row() -> None:
    classes = {
        error for error in vars(exceptions).values() if isinstance(error, type) and issubclass(error, Exception)
    }

    rows = [f"| `{error.__name__}` | `{error.code}` | {error.status} |" for error in classes]
    assert [row for row in rows if row not in reference("errors")] == []


def test_obstacles__have_a_row() -> None:
    rows = re.findall(r"(?m)^\| `(\w+)` \| (\w+) \|", read(DOCS / "how-to" / "check-a-flow-before-offering-it.md"))

    assert rows == [(code, kind.fault) for code, kind in KINDS.items()]


def test_signals__have_a_section() -> None:
    sent = {name for name, value in vars(signals).items() if isinstance(value, Signal)}

    assert sent == set(re.findall(r"(?m)^## (\w+)$", reference("signals")))


def test_checks__have_a_row() -> None:
    ids = found(r"billing_portal\w*\.[EWI]\d{3}", "*.py")

    assert ids == set(re.findall(r"(?m)^\| `(billing_portal\w*\.[EWI]\d{3})`", reference("checks")))


def test_commands__have_a_section() -> None:
    folders = [str(path) for path in PACKAGE.rglob("management")]
    commands = {command for folder in folders for command in find_commands(folder)}

    assert commands == set(re.findall(r"(?m)^## (\w+)$", reference("commands")))


def test_template_blocks__documented() -> None:
    blocks = found(r"{% block (\w+) %}", "templates/billing_portal/**/*.html")

    assert missing("templates", blocks) == set()


def test_templates__documented() -> None:
    folder = PACKAGE / "templates"
    templates = {path.relative_to(folder).as_posix() for path in folder.rglob("*.html")}

    assert missing("templates", templates) == set()


def test_tags_and_filters__documented() -> None:
    assert missing("templates", {*tags.register.tags, *tags.register.filters}) == set()


def test_url_names__documented() -> None:
    patterns = get_resolver("django_billing_portal.urls").url_patterns
    names = {f"billing_portal:{url.name}" for url in patterns if isinstance(url, URLPattern)}

    assert missing("urls", names) == set()


@pytest.mark.skipif(find_spec("rest_framework") is None, reason="the API needs Django REST framework")
def test_url_names_of_the_api__documented() -> None:
    patterns = get_resolver("django_billing_portal.api.urls").url_patterns
    names = {f"billing_portal_api:{url.name}" for url in patterns if isinstance(url, URLPattern)}

    assert missing("urls", names) == set()


def defined(dotted: str) -> set[str]:
    """Name what a module, or a package's files, define themselves."""
    module = import_module(dotted)
    own = ((name, getattr(value, "__module__", "")) for name, value in vars(module).items())
    return {name for name, home in own if home == dotted or home.startswith(f"{dotted}.")}


@pytest.mark.parametrize("module", PUBLIC_MODULES)
def test_public_names__documented(module: str) -> None:
    public = {name for name in defined(f"django_billing_portal.{module}") if not name.startswith("_")}

    assert missing("python", public) == set()


@pytest.mark.parametrize("module", SERVICES)
def test_verbs__documented(module: str) -> None:
    names = defined(f"django_billing_portal.services.{module}")

    twins = {name for name in names if f"a{name}" in names}
    assert twins
    assert missing("python", twins | {f"a{name}" for name in twins}) == set()


def blocks(language: str) -> list[ParameterSet]:
    return [
        pytest.param(block, id=f"{path.relative_to(ROOT)}-{number}")
        for path in PAGES
        for number, block in enumerate(re.findall(rf"(?ms)^```{language}\n(.*?)^```", read(path)))
    ]


@pytest.mark.parametrize("block", blocks("python"))
def test_python_blocks__compile(block: str) -> None:
    # Lines from the middle of a dictionary are code too.
    source = f"{{{block}}}" if block.startswith('"') else block

    compile(source, "block", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)


@pytest.mark.parametrize("block", blocks("django"))
def test_django_blocks__compile(block: str) -> None:
    engines["django"].from_string("{% load billing_portal i18n %}" + re.sub("{% extends .*?%}", "", block))


def test_links__lead_somewhere() -> None:
    links = [
        (path, target)
        for path in PAGES
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", read(path))
        if ":" not in target
    ]

    assert [f"{path.name}: {target}" for path, target in links if not (path.parent / target).exists()] == []
