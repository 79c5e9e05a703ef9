"""What the how-to prints for Celery is what the tests run."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "how-to" / "send-links-to-many.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["celery_tasks.py", "celery.py"])
def test_how_to__prints_what_is_tried(name) -> None:
    code = (ROOT / "tests" / "tasks" / "project" / name).read_text(encoding="utf-8")

    assert f"```python\n# project/{name}\n{code.replace('tests.tasks.project', 'project')}```" in PAGE
