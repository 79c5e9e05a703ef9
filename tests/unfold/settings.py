"""Nordlicht in django-unfold's clothes."""

from example_project.settings import *  # noqa: F403
from example_project.settings import INSTALLED_APPS as OURS
from example_project.settings import MIDDLEWARE as STRICT

INSTALLED_APPS = ["unfold", *OURS]
# Unfold's own pages run inline scripts.
MIDDLEWARE = [each for each in STRICT if not each.endswith("content_security_policy")]
