"""django-unfold takes the place of the admin's site and templates, for good: it needs a process of its own."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
UNFOLD = Path("tests", "unfold")


def test_unfold__shows_every_page_of_ours() -> None:
    pytest.importorskip("unfold", reason="django-unfold is not installed")
    options = ["--ds=tests.unfold.settings", f"--confcutdir={UNFOLD}", "-p", "no:cacheprovider", "--nomigrations"]

    run = subprocess.run(
        [sys.executable, "-m", "pytest", UNFOLD, *options], cwd=ROOT, capture_output=True, check=False, text=True
    )

    assert run.returncode == 0, run.stdout + run.stderr
