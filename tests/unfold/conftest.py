"""Runs in a process of its own: see tests/test_unfold.py."""

from django.conf import settings as project

collect_ignore_glob = [] if "unfold" in project.INSTALLED_APPS else ["*.py"]
