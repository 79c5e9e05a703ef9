"""The suite's own project: the app, the sandbox, and a database that DATABASE_URL may choose."""

import os
from importlib.util import find_spec
from urllib.parse import urlsplit

ENGINES = {"sqlite": "sqlite3", "postgres": "postgresql", "postgresql": "postgresql", "mysql": "mysql"}


def database(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    return {
        "ENGINE": f"django.db.backends.{ENGINES[parts.scheme]}",
        "NAME": parts.path.lstrip("/") or ":memory:",
        "USER": parts.username or "",
        "PASSWORD": parts.password or "",
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        "TEST": {"CHARSET": "utf8mb4"} if parts.scheme == "mysql" else {},
    }


DATABASES = {"default": database(os.environ.get("DATABASE_URL", "sqlite://"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DEBUG = True  # the test runner turns it off; commands such as makemigrations need the sandbox
SECRET_KEY = "only for tests, and long enough for Django's own check of its length"
USE_TZ = True
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_billing_portal",
    "django_billing_portal.sandbox",
    "tests.people",
    "tests.example.apps.QuietNordlichtConfig",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
ROOT_URLCONF = "tests.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STATIC_URL = "/static/"
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}  # asked for by Django 6.1
LOGIN_URL = "/login/"
# Jobs are noted and not done: threads of the suite's own would outlive their tests.
TASKS = {
    "default": {
        "BACKEND": f"{'django.tasks' if find_spec('django.tasks') else 'django_tasks'}.backends.dummy.DummyBackend"
    }
}
BILLING_PORTAL = {
    "API_KEY": "sk_test_suite",
    "API_BASE": "sandbox",
    "RETURN_URL": "/account/",
    "BASE_URL": "http://testserver",
    "PREFLIGHT_SECONDS": 60,  # a busy machine needs more than visitors get
}
