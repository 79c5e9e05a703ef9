"""The bare server as benchmarks use it: a process of its own."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

HERE = Path(__file__).parent.parent


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_process__serves_until_told_to_stop(stop):
    command = [sys.executable, "-m", "tests.stand_in", "--port", "0", "--delay", "0.01"]
    environment = {**os.environ, "PYTHONPATH": str(HERE)}
    with subprocess.Popen(command, cwd=HERE, env=environment, stdout=subprocess.PIPE, text=True) as server:
        url = server.stdout.readline().strip()
        with urlopen(Request(f"{url}/v1/billing_portal/sessions", data=b"customer=cus_1")) as answer:
            assert json.load(answer)["customer"] == "cus_1"
        with urlopen(f"{url}/_counts") as answer:
            assert json.load(answer) == {"POST /v1/billing_portal/sessions": 1, "GET /_counts": 1}
        with urlopen(f"{url}/v1/coffee") as answer:
            assert "nothing" in json.load(answer)["object"]
        server.send_signal(stop)
        assert server.wait(10) == 0
