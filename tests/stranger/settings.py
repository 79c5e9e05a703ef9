"""A project that does everything otherwise: served under /app behind a proxy, without time zones or the sandbox."""

import os

from django_billing_portal.flows import PaymentMethodUpdate, SubscriptionCancel
from django_billing_portal.resolvers import AttributePath
from tests.settings import database

ALLOWED_HOSTS = ["shop.example"]
URL = os.environ.get("DATABASE_URL", "sqlite://")
POOL = {"OPTIONS": {"pool": True}} if URL.startswith("postgres") else {}
ATOMIC = {"ATOMIC_REQUESTS": True}
DATABASES = {"default": database(URL) | ATOMIC | POOL, "visits": database("sqlite://") | ATOMIC}
DATABASES["default"]["TEST"] |= {} if URL == "sqlite://" else {"NAME": "test_of_a_stranger"}
DATABASE_ROUTERS = ["tests.stranger.routers.VisitsElsewhere"]
AUTH_USER_MODEL = "members.Member"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SECRET_KEY = "a stranger's own, which has 50 letters at least, as Django's check wants it"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

USE_TZ = False
TIME_ZONE = "America/New_York"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]

FORCE_SCRIPT_NAME = "/app"
STATIC_URL = "static/"
USE_X_FORWARDED_HOST = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
CSRF_USE_SESSIONS = True

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django_billing_portal",
    "tests.stranger.members",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "tests.stranger.urls"
LOGIN_URL = "login"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.contrib.auth.context_processors.auth"]},
    }
]
BILLING_PORTAL = {
    "API_KEY": "rk_test_stranger",
    "RESOLVER": AttributePath("plan.stripe_customer"),
    "FLOWS": {"update-card": PaymentMethodUpdate(), "leave": SubscriptionCancel()},
    "RETURN_URL": "account",
    "BASE_URL": "https://shop.example",
}
