"""Server processes of one site, and a bare Stripe that counts."""

import json
import os
import subprocess
import sys
import time
from urllib.parse import urlunsplit

import pytest
from django.db import connection

from tests.stand_in import StandIn

MINT = "POST /v1/billing_portal/sessions"


@pytest.fixture(autouse=True)
def _real_server():
    if connection.vendor == "sqlite":
        pytest.skip("needs a database server: set DATABASE_URL to PostgreSQL or MariaDB")


@pytest.fixture
def stripe_server():
    with StandIn(delay=0.05) as server:
        yield server


@pytest.fixture
def click(stripe_server, alice, transactional_db):
    """Click as alice: ``threads`` at once in each of ``processes``; returns everybody's URL or error code."""

    def run(processes: int, threads: int) -> list[str]:
        start = time.time() + 2
        running = [start_clicker(stripe_server.url, threads, start) for _ in range(processes)]
        return [url for process in running for url in json.loads(process.communicate(timeout=60)[0])]

    return run


def start_clicker(stripe: str, threads: int, start: float = 0, **environment: str) -> "subprocess.Popen[bytes]":
    return start_process(stripe, "alice", str(threads), str(start), module="clicker", **environment)


def start_process(stripe: str, *arguments: str, module: str, **environment: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", f"tests.concurrency.{module}", *arguments]
    chosen = {
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "tests.concurrency.settings",
        "STRIPE_API_BASE": stripe,
        **environment,
    }
    return subprocess.Popen(command, env=os.environ | chosen, stdout=subprocess.PIPE)


def database_url() -> str:
    settings = connection.settings_dict
    person = settings["USER"] + (f":{settings['PASSWORD']}" if settings["PASSWORD"] else "")
    scheme = "mysql" if connection.vendor == "mysql" else "postgres"
    return urlunsplit((scheme, f"{person}@{settings['HOST']}:{settings['PORT']}", f"/{settings['NAME']}", "", ""))
