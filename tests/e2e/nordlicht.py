"""The example project as a process of its own: real sockets, its own database, its own sandbox."""

import os
import random
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from contextlib import closing, suppress
from pathlib import Path

ROOT = Path(__file__).parents[2]
SESSION = "billing_portal.session"


class Nordlicht:
    """Start, stop, and set back to the state of the seeds."""

    def __init__(self, folder: Path, *, smtp: str) -> None:
        self.smtp = smtp
        self.seeds, self.database, self.log = folder / "seeds.sqlite3", folder / "db.sqlite3", folder / "server.log"
        if self._run("demo", database=self.seeds).wait():
            raise RuntimeError(self.log.read_text()[-1500:])
        self.port = free_port()
        self.reset()

    def start(self, **environment: str) -> None:
        command = ("runserver", "--noreload", "--skip-checks", f"127.0.0.1:{self.port}")
        self.process = self._run(*command, database=self.database, **environment)
        self._wait()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=10)

    def restart(self, **environment: str) -> None:
        self.stop()
        self.start(**environment)

    def reset(self) -> None:
        with closing(sqlite3.connect(self.seeds)) as seeds, closing(sqlite3.connect(self.database)) as database:
            seeds.backup(database)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def minted(self) -> int:
        """Count the sessions that the sandbox created, as Stripe would count them."""
        with closing(sqlite3.connect(self.database, timeout=10)) as database:
            question = "select count(*) from billing_portal_sandbox_sandboxobject where type = ?"
            return int(database.execute(question, [SESSION]).fetchone()[0])

    def sign_everybody_out(self) -> None:
        with closing(sqlite3.connect(self.database, timeout=10)) as database, database:
            database.execute("delete from django_session")

    def keep_logins(self) -> None:
        """Let who is signed in now stay so after each reset."""
        with closing(sqlite3.connect(self.database)) as database, closing(sqlite3.connect(self.seeds)) as seeds, seeds:
            rows = database.execute("select * from django_session").fetchall()
            seeds.executemany("insert or replace into django_session values (?, ?, ?)", rows)

    def _run(self, *arguments: str, database: Path, **environment: str) -> subprocess.Popen[bytes]:
        kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        # Nobody among people is as quick as a browser that a program drives.
        limits = {"NORDLICHT_MINTS_PER_MINUTE": "1000", "NORDLICHT_API_RATE": "1000/min"}
        ours = {"NORDLICHT_DATABASE": str(database), "NORDLICHT_SMTP": self.smtp, **limits}
        env = kept | ours | environment
        with self.log.open("a") as log:
            return subprocess.Popen(
                [sys.executable, "manage.py", *arguments], cwd=ROOT, env=env, stdout=log, stderr=log
            )

    def _wait(self) -> None:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"{self.address}/pricing/").close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise RuntimeError(self.log.read_text()[-1500:])


def free_port() -> int:
    """Find one that the system does not hand out by itself: between stop and start nobody may be given it."""
    for port in random.SystemRandom().sample(range(20_000, 30_000), 50):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port
    raise RuntimeError("There is no free port.")
