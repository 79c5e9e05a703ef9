"""The matrix. ``nox --list`` shows it, ``nox --tags alone`` runs what the matrix leaves out."""

import os
import re
from collections.abc import Sequence
from pathlib import Path

import nox

nox.needs_version = ">=2025.2"
nox.options.default_venv_backend = "uv"
nox.options.reuse_venv = "yes"
nox.options.error_on_missing_interpreters = False

# pyenv's shims answer "command not found" for versions that are installed but not chosen.
PYENV = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
os.environ["PATH"] = os.pathsep.join([*map(str, PYENV.glob("versions/3.*/bin")), os.environ["PATH"]])

#: `make test` has Python 3.11, Django 5.2 and stripe 16; Django 6 needs Python 3.12. Every Django meets every stripe.
MATRIX = [
    ("3.11", "5.2", "15"),
    ("3.12", "6.0", "15"),
    ("3.12", "6.1", "16"),
    ("3.13", "6.0", "16"),
    ("3.13", "6.1", "15"),
]
NEEDS_NO_AIOHTTP = "not ((gateway or test_secrets or services) and async) and not (gateway and (loop or coroutine))"
DEV = nox.project.load_toml()["project"]["optional-dependencies"]["dev"]
NOT_FOR_TESTS = {
    "build",
    "celery",
    "django-stubs",
    "djangorestframework-stubs",
    "gunicorn",
    "mypy",
    "nox",
    "playwright",
    "ruff",
    "schemathesis",
    "uvicorn",
}
ASKS_RESOLVERS = ("tests/test_resolvers.py", "tests/services", "tests/views", "tests/djstripe")
#: They install Django REST framework with them.
ON_DRF = frozenset({"djangorestframework-simplejwt", "drf-spectacular"})


def tools(left_out: set[str]) -> list[str]:
    return [requirement for requirement in DEV if re.split(r"[^\w-]", requirement)[0] not in left_out]


def run_suite(
    session: nox.Session, *requirements: str, options: Sequence[str] = (), without: frozenset[str] = frozenset()
) -> None:
    session.install("-e", ".", *tools(NOT_FOR_TESTS | without), *requirements)
    session.run("python", "-m", "pytest", *options, *session.posargs)


@nox.session
@nox.parametrize("python,django,stripe", MATRIX, ids=["py{}-django{}-stripe{}".format(*square) for square in MATRIX])
def tests(session: nox.Session, django: str, stripe: str) -> None:
    """Run the suite on one square of the matrix."""
    run_suite(session, f"django~={django}.0", f"stripe~={stripe}.0", "djangorestframework", "aiohttp")


@nox.session(python="3.13", tags=["alone"])
def without_drf(session: nox.Session) -> None:
    """Run the suite where Django REST framework is not installed."""
    run_suite(session, "aiohttp", without=ON_DRF)


@nox.session(python="3.13", tags=["alone"])
def without_aiohttp(session: nox.Session) -> None:
    """Run what does without aiohttp where it is not installed."""
    run_suite(session, "djangorestframework", options=["-k", NEEDS_NO_AIOHTTP])


@nox.session(python="3.12", tags=["alone"])
def with_djstripe(session: nox.Session) -> None:
    """Run what asks resolvers where dj-stripe is, which holds stripe back at 15: that much the matrix shows."""
    # Here, and only here, the resolver for it can be measured: pyproject.toml leaves it out.
    measured = ["--cov=django_billing_portal.resolvers.djstripe", "--cov-branch", "--cov-config=.ci/coverage.ini"]
    run_suite(session, "dj-stripe>=2.11", "djangorestframework", "aiohttp", options=[*measured, *ASKS_RESOLVERS])
    beside = ["--ds=tests.settings_djstripe", "--nomigrations", "tests/djstripe"]
    session.run("python", "-m", "pytest", *beside, *measured, "--cov-append", "--cov-fail-under=100")
