"""A worker that dies at the worst moments, and another one that goes on: nobody gets two e-mails."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tasks.sink import Sink, sink

pytestmark = pytest.mark.skipif("AMQP_URL" not in os.environ, reason="runs beside Celery's tests: set AMQP_URL")
PEOPLE = [f"person{number}@example.com" for number in range(3)]
KILLED = -9


@pytest.fixture(scope="module")
def post() -> Iterator[tuple[Sink, int]]:
    with sink() as opened:
        yield opened


def run(script: str, *arguments: str, database: Path, port: int) -> int:
    command = [sys.executable, "-m", f"tests.tasks.{script}", *arguments]
    environment = {
        **os.environ,
        "DATABASE_FILE": str(database),
        "DJANGO_SETTINGS_MODULE": "tests.tasks.victim_settings",
        "EMAIL_PORT": str(port),
    }
    return subprocess.run(command, env=environment, check=False).returncode


@pytest.fixture(scope="module")
def prepared(tmp_path_factory, post) -> Path:
    database = tmp_path_factory.mktemp("crashes") / "prepared.sqlite3"
    assert run("prepare", database=database, port=post[1]) == 0
    return database


@pytest.mark.parametrize(
    ("point", "second_gets", "second_is"),
    [
        ("after the link", 1, "sent"),
        ("before the e-mail", 0, "unsure"),
        ("after the e-mail", 1, "unsure"),
        ("after the row", 1, "sent"),
    ],
)
def test_crash__nobody_gets_two_e_mails(prepared, post, point, second_gets, second_is) -> None:
    letters, port = post
    letters.taken.clear()
    database = prepared.with_name(f"{point}.sqlite3")
    shutil.copy(prepared, database)

    assert run("victim", point, database=database, port=port) == KILLED
    assert run("victim", "nowhere", database=database, port=port) == 0
    assert run("victim", "nowhere", database=database, port=port) == 0

    with sqlite3.connect(database) as rows:
        states = rows.execute("SELECT state FROM billing_portal_portalbatchentry ORDER BY id").fetchall()
        links = rows.execute("SELECT count(*) FROM billing_portal_portallink").fetchone()
    rows.close()
    assert [letters.taken[person] for person in PEOPLE] == [1, second_gets, 1]
    assert [state for (state,) in states] == ["sent", second_is, "sent"]
    assert links == (3,)
