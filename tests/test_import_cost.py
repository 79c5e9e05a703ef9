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
ADMIN_SCRIPT = """
import json, sys
import django
django.setup()
from django.contrib import admin
admin.site.urls
print(json.dumps(sorted(sys.modules)))
"""
LATE = ("services", "forms", "wire", "gateway", "api", "sandbox.portal")
HEAVY = {"stripe", "requests", "httpx", "aiohttp", "urllib3", "rest_framework", "djstripe", "cryptography"}


def modules_after(script: str) -> set[str]:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    answer = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, check=True, text=True
    )
    return set(json.loads(answer.stdout))


def test_setup_and_urlconf__load_nothing_heavy() -> None:
    loaded = {module.partition(".")[0] for module in modules_after(SCRIPT)}
    assert "django_billing_portal" in loaded
    assert loaded & HEAVY == set()


def test_setup_with_the_admin__loads_what_staff_use_only_once_they_do() -> None:
    loaded = modules_after(ADMIN_SCRIPT)

    assert "django_billing_portal.admin.batches" in loaded
    late = tuple(f"django_billing_portal.{name}" for name in LATE)
    assert [module for module in sorted(loaded) if module.startswith(late)] == []
