"""A fresh project's settings, except for what DATABASE_URL and STRIPE_API_BASE say."""

import os

from tests.settings import TEMPLATES, database

__all__ = ["TEMPLATES"]

URL = os.environ["DATABASE_URL"]
SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": URL.removeprefix("sqlite://"),
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL",
    },
}
#: Under ASGI each request has a thread, and so a connection, of its own: only a pool keeps them few.
POOL = {"OPTIONS": {"pool": {"min_size": 2, "max_size": 20, "timeout": 60}}, "CONN_MAX_AGE": 0}

DATABASES = {"default": (SQLITE if URL.startswith("sqlite") else database(URL)) | {"CONN_MAX_AGE": None}}
if "POOL" in os.environ and URL.startswith("postgres"):
    DATABASES["default"] |= POOL
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SECRET_KEY = "only for measuring, and long enough for Django's own check of its length"
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "tests.benchmarks.site",
]
if "WITHOUT_APP" not in os.environ:
    INSTALLED_APPS.append("django_billing_portal")
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = os.environ.get("URLCONF", "tests.benchmarks.site.urls")
STATIC_URL = "/static/"
LOGIN_URL = "/login/"
STRIPE_API_BASE = os.environ.get("STRIPE_API_BASE", "http://127.0.0.1:9")
BILLING_PORTAL = {
    "API_KEY": "sk_test_bench",
    "API_BASE": STRIPE_API_BASE,
    "RETURN_URL": "/account/",
    "BASE_URL": "http://127.0.0.1",
    "MINTS_PER_MINUTE": int(os.environ.get("MINTS_PER_MINUTE", "10")),
    "REUSE_SECONDS": int(os.environ.get("REUSE_SECONDS", "60")),
}
if "WITHOUT_APP" not in os.environ:
    from django_billing_portal.flows import SubscriptionCancel

    BILLING_PORTAL["FLOWS"] = {"leave": SubscriptionCancel()}
REST_FRAMEWORK = {"DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"]}
