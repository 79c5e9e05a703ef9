"""The house has one direction, small rooms, and one door to Stripe."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path
from statistics import median

import pytest

PACKAGE = Path(__file__).parent.parent / "django_billing_portal"
LAYERS = (
    {"exceptions", "signals", "flows", "locales", "refs", "journal", "__init__"},
    {"conf"},
    {"wire"},
    {"crypto"},
    {"fields", "tokens", "redirects"},
    {"models"},
    {"gateway", "resolvers"},
    {"services"},
    {
        "views",
        "reauthentication",
        "forms",
        "urls",
        "templatetags",
        "checks",
        "apps",
        "hushing",
        "admin",
        "api",
        "management",
        "tasks",
        "migrations",
    },
    {"sandbox"},
    {"testing"},
)
RANK = {room: rank for rank, rooms in enumerate(LAYERS) for room in rooms}
MAY_IMPORT_STRIPE = {"gateway", "sandbox", "testing"}

LONG_FILES = {"exceptions.py": "a list: one class a cause, each with its code and its sentence"}
LONG_FUNCTIONS = {"gateway.py:_transport": "a class that can only be made where the SDK is imported"}

SOURCES = sorted(PACKAGE.rglob("*.py"))
WRITTEN = [path for path in SOURCES if path.stat().st_size and path.parent.name != "migrations"]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def room(dotted: str) -> str:
    return [*dotted.split("."), "__init__"][1]


def module(path: Path) -> list[str]:
    return [PACKAGE.name, *path.relative_to(PACKAGE).with_suffix("").parts]


class Imports(ast.NodeVisitor):
    """The absolute names that a file imports at run time, wherever it does so."""

    def __init__(self, path: Path) -> None:
        self.module = module(path)
        self.found: set[str] = set()
        self.visit(tree(path))

    def visit_If(self, node: ast.If) -> None:
        body = node.orelse if ast.unparse(node.test) == "TYPE_CHECKING" else [node.test, *node.body, *node.orelse]
        for child in body:
            self.visit(child)

    def visit_Import(self, node: ast.Import) -> None:
        self.found.update(alias.name for alias in node.names)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        base = ".".join([*self.module[: -node.level or 0], *filter(None, [node.module])])
        self.found.update(f"{base}.{alias.name}" for alias in node.names)

    @property
    def ours(self) -> set[str]:
        return {room(dotted) for dotted in self.found if dotted.split(".")[0] == PACKAGE.name}


def test_rooms__all_known() -> None:
    assert {room(".".join(module(path))) for path in SOURCES} <= set(RANK)


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_imports__point_one_way(path: Path) -> None:
    own = RANK[room(".".join(module(path)))]

    assert {other for other in Imports(path).ours if RANK.get(other, 0) > own} == set()


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_stripe__has_one_door(path: Path) -> None:
    imported = {dotted.split(".")[0] for dotted in Imports(path).found}

    assert "stripe" not in imported or room(".".join(module(path))) in MAY_IMPORT_STRIPE


def test_check_ids__unique() -> None:
    constants = (node.value for path in SOURCES for node in ast.walk(tree(path)) if isinstance(node, ast.Constant))
    ids = Counter(value for value in constants if re.fullmatch(r"billing_portal\w*\.[EWI]\d{3}", str(value)))

    assert [check for check, count in ids.items() if count > 1] == []


def test_names__no_drawer_for_everything() -> None:
    assert [name(path) for path in SOURCES if path.stem in {"utils", "helpers", "misc", "common"}] == []


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def functions() -> dict[str, int]:
    return {
        f"{name(path)}:{node.name}:{node.lineno}": (node.end_lineno or node.lineno) - node.lineno + 1
        for path in WRITTEN
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def test_files__small() -> None:
    assert median(lines(path) for path in WRITTEN) <= 90


def test_files__long_ones_have_a_reason() -> None:
    assert {name(path) for path in WRITTEN if lines(path) > 300} == set(LONG_FILES)


def test_functions__small() -> None:
    assert median(functions().values()) <= 8


def test_functions__long_ones_have_a_reason() -> None:
    long = {function.rpartition(":")[0] for function, length in functions().items() if length > 30}

    assert long == set(LONG_FUNCTIONS)
