"""What a project pays for having the app installed: nothing heavy until somebody clicks."""

import json
import os
import subprocess
import sys

SCRIPT = """
import json, sys
import django
django.setup()
from django.urls import get_resolver
get_resolver("django_billing_portal.urls").reverse_dict
print(json.dumps(sorted(sys.modules)))
"""
HEAVY = {"stripe", "requests", "httpx", "aiohttp", "urllib3", "rest_framework", "djstripe", "cryptography"}


def test_setup_and_urlconf__load_nothing_heavy() -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}

    answer = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=environment, capture_output=True, check=True, text=True
    )

    loaded = {module.partition(".")[0] for module in json.loads(answer.stdout)}
    assert "django_billing_portal" in loaded
    assert loaded & HEAVY == set()
