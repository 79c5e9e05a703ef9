"""Where Django REST framework is not installed, its absence is explained once the endpoint is included."""

import runpy
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

import django_billing_portal

API = Path(django_billing_portal.__file__).parent / "api" / "__init__.py"


def test_api__says_how_to_install_the_framework(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "rest_framework", None)

    with pytest.raises(ImproperlyConfigured, match=r'pip install "django-billing-portal\[api\]"'):
        runpy.run_path(str(API))
