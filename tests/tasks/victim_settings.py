"""The suite's project on a database file, with a real mail server."""

import os

from tests.settings import *  # noqa: F403
from tests.settings import BILLING_PORTAL

DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["DATABASE_FILE"]}}
SMTP = {"host": "127.0.0.1", "port": int(os.environ["EMAIL_PORT"]), "timeout": 20}
EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST, EMAIL_PORT, EMAIL_TIMEOUT = SMTP.values()
MAILERS = {"default": {"BACKEND": EMAIL_BACKEND, "OPTIONS": SMTP}}  # asked for by Django 6.1
BILLING_PORTAL = {**BILLING_PORTAL, "LINKS_PER_SECOND": 0}
