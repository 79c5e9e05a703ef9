"""What people install: everything the app needs at run time, and nothing else."""

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path
from zipfile import ZipFile

import pytest

import django_billing_portal

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "django_billing_portal"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return ZipFile(next(folder.glob("*.whl")))


def test_wheel__holds_every_file_of_the_package(wheel: ZipFile) -> None:
    files = {path.relative_to(ROOT).as_posix() for path in PACKAGE.rglob("*") if path.is_file()}

    assert {file for file in files if not file.endswith(".pyc")} - set(wheel.namelist()) == set()


@pytest.mark.parametrize("kind", ["py.typed", ".html", ".css"])
def test_wheel__holds_more_than_code(wheel: ZipFile, kind: str) -> None:
    assert any(name.endswith(kind) for name in wheel.namelist())


def test_wheel__holds_nothing_else(wheel: ZipFile) -> None:
    tops = {name.partition("/")[0] for name in wheel.namelist()}

    assert tops == {"django_billing_portal", f"django_billing_portal-{django_billing_portal.__version__}.dist-info"}


def test_version__equal(wheel: ZipFile) -> None:
    assert f"-{version('django-billing-portal')}-" in str(wheel.filename)
    assert version("django-billing-portal") == django_billing_portal.__version__
