"""A stranger's project, whose settings need a process of their own; it is measured with the rest."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
STRANGER = Path("tests", "stranger")


def test_stranger__whole_project_works() -> None:
    # Not with our conftest.py, which knows people of another project.
    options = ["--ds=tests.stranger.settings", f"--confcutdir={STRANGER}", "-p", "no:cacheprovider"]

    run = subprocess.run(
        [sys.executable, "-m", "pytest", STRANGER, *options], cwd=ROOT, capture_output=True, check=False, text=True
    )

    assert run.returncode == 0, run.stdout + run.stderr
