"""The suite's project on a database file, with a real mail server."""

import os

import django

from tests.settings import *  # noqa: F403
from tests.settings import BILLING_PORTAL

DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["DATABASE_FILE"]}}
SMTP = {"host": "127.0.0.1", "port": int(os.environ["EMAIL_PORT"]), "timeout": 20}
if django.VERSION >= (6, 1):
    MAILERS = {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": SMTP}}
else:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT, EMAIL_TIMEOUT = SMTP.values()
BILLING_PORTAL = {**BILLING_PORTAL, "LINKS_PER_SECOND": 0}
