"""The suite's project with Celery: its broker, its mail server and its database are made already."""

import os

import django

from tests.settings import *  # noqa: F403
from tests.settings import BILLING_PORTAL, INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.tasks.project.apps.HastyConfig"]
TASKS = {"default": {"BACKEND": "tests.tasks.project.celery_tasks.CeleryBackend"}}
CELERY_BROKER_URL = os.environ["CELERY_BROKER_URL"]
CELERY_TASK_DEFAULT_QUEUE = os.environ["CELERY_QUEUE"]
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
if CELERY_BROKER_URL.startswith("redis"):
    # Unless told otherwise Redis waits for an hour for a worker that does not come back, and looks every 100 seconds.
    often = {"visibility_timeout": 5, "unacked_restore_interval": 1, "unacked_restore_throttle": 1}
    CELERY_BROKER_TRANSPORT_OPTIONS = {**often, "global_keyprefix": f"{CELERY_TASK_DEFAULT_QUEUE}:"}
SMTP = {"host": "127.0.0.1", "port": int(os.environ["EMAIL_PORT"]), "timeout": 20}
if django.VERSION >= (6, 1):
    MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": SMTP}}
else:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT, EMAIL_TIMEOUT = SMTP.values()
BILLING_PORTAL = {**BILLING_PORTAL, "LINKS_PER_SECOND": float(os.environ.get("LINKS_PER_SECOND", "0"))}
