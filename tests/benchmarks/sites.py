"""Databases that are made and dropped here, and servers over them."""

import json
import os
import random
import socket
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen, run
from typing import Any
from urllib.parse import urlsplit

SETTINGS = "tests.benchmarks.site.settings"
GUNICORN = [
    "gunicorn",
    "--worker-class=gthread",
    "--workers=2",
    "--threads=4",
    "--keep-alive=30",
    "--no-control-socket",
]
UVICORN = ["uvicorn", "--log-level=critical", "--factory", "--backlog=1024"]
PATIENCE_SECONDS = 30


@dataclass(frozen=True, kw_only=True)
class Database:
    """Hold people who are signed in; each of them mints once, and clicks elsewhere as often as you like."""

    url: str
    everybody: Sequence[str]
    fresh: Iterator[str]

    @property
    def name(self) -> str:
        return "PostgreSQL" if self.url.startswith("postgres") else "SQLite"

    def next_person(self) -> str:
        return next(self.fresh)

    def anybody(self) -> str:
        return random.choice(self.everybody)

    def run(self, script: str, *arguments: int, stripe: str = "", **environment: str) -> Any:
        """Run a script of the site on this database, and return what it found."""
        command = [sys.executable, "-m", "tests.benchmarks.site", script, *map(str, arguments)]
        said = run(command, env=self.environment(stripe, **environment), check=True, stdout=PIPE)
        return json.loads(said.stdout)

    def environment(self, stripe: str, **more: str) -> dict[str, str]:
        known = {"DJANGO_SETTINGS_MODULE": SETTINGS, "DATABASE_URL": self.url, "STRIPE_API_BASE": stripe}
        # Whatever this shell thinks of bytecode, servers have it.
        return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | known | more


@contextmanager
def sqlite(*, people: int, sessions: int = 0) -> Iterator[Database]:
    """Make a database file, and delete it in the end."""
    with tempfile.TemporaryDirectory(prefix="billing_portal_bench_") as directory:
        yield _populated(f"sqlite://{Path(directory, 'db.sqlite3')}", people, sessions)


@contextmanager
def postgresql(server: str, *, people: int, sessions: int = 0) -> Iterator[Database]:
    """Make a database on a server, and drop it in the end."""
    import psycopg

    name = f"billing_portal_bench_{os.getpid()}_{sessions}"
    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
        try:
            yield _populated(f"{server}/{name}", people, sessions)
        finally:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _populated(url: str, people: int, sessions: int) -> Database:
    empty = Database(url=url, everybody=(), fresh=iter(()))
    cookies = empty.run("populate", people, sessions)
    return Database(url=url, everybody=cookies, fresh=iter(cookies))


@dataclass(frozen=True, kw_only=True)
class Site:
    """Name a running server and the database under it."""

    port: int
    database: Database


@contextmanager
def gunicorn(database: Database, stripe: str, **environment: str) -> Iterator[Site]:
    """Serve with 2 processes of 4 threads."""
    port = _free_port()
    where = [f"--bind=127.0.0.1:{port}", "django.core.wsgi:get_wsgi_application()"]
    with _running([*GUNICORN, *where], database.environment(stripe, **environment), port):
        yield Site(port=port, database=database)


@contextmanager
def uvicorn(database: Database, stripe: str) -> Iterator[Site]:
    """Serve with one process and one event loop."""
    port = _free_port()
    where = [f"--port={port}", "django.core.asgi:get_asgi_application"]
    with _running([*UVICORN, *where], database.environment(stripe, POOL="1"), port):
        yield Site(port=port, database=database)


@contextmanager
def _running(command: list[str], environment: dict[str, str], port: int) -> Iterator[None]:
    process = Popen([sys.executable, "-m", *command], env=environment, stdout=DEVNULL, stderr=DEVNULL)
    try:
        _wait_for(port)
        yield
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        with suppress(ConnectionError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.1)
    raise TimeoutError("The server did not start.")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def postgresql_server() -> str | None:
    """Return the server that POSTGRES_URL names, or else this machine's, if it lets us in."""
    import psycopg

    parts = urlsplit(os.environ.get("POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/"))
    server = f"{parts.scheme}://{parts.netloc}"
    try:
        psycopg.connect(f"{server}/postgres", connect_timeout=5).close()
    except psycopg.OperationalError:
        return None
    return server
