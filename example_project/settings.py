"""Settings of Nordlicht: offline by default; with STRIPE_SECRET_KEY in the environment, Stripe's own test mode."""

import os
from pathlib import Path

from django_billing_portal import flows
from example_project.extras import HAS_API, HAS_SCHEMA
from example_project.mail import mail_settings

BASE_DIR = Path(__file__).resolve().parent
ENV = os.environ

SECRET_KEY = ENV.get("NORDLICHT_SECRET_KEY", "the-northern-lights-are-no-secret-this-key-is-for-the-demo")
DEBUG = ENV.get("NORDLICHT_DEBUG", "1") == "1"
# The demo signs anybody in as anybody with one click, so it lives and dies with DEBUG.
DEMO = DEBUG
OFFLINE = not ENV.get("STRIPE_SECRET_KEY")
ALLOWED_HOSTS = ENV.get("NORDLICHT_HOSTS", "localhost,127.0.0.1,[::1]").split(",")

INSTALLED_APPS = [
    "example_project.nordlicht",
    "django_billing_portal",
    # The stand-in for Stripe; it refuses to run with DEBUG off or with a live key.
    *(["django_billing_portal.sandbox"] if OFFLINE else []),
    *(["rest_framework"] if HAS_API else []),
    *(["drf_spectacular"] if HAS_SCHEMA else []),
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    # For its name, which e-mails and links say.
    "django.contrib.sites",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "example_project.csp.content_security_policy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # Our billing_portal/base.html is found first, so the package's pages look like ours.
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "example_project.nordlicht.context.mails",
            ]
        },
    }
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": ENV.get("NORDLICHT_DATABASE", BASE_DIR.parent / "db.sqlite3"),
        "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": "PRAGMA journal_mode=WAL"},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SITE_ID = 1
ROOT_URLCONF = "example_project.urls"
WSGI_APPLICATION = "example_project.wsgi.application"
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "account"
LOGOUT_REDIRECT_URL = "home"
LANGUAGE_CODE = "en-gb"
USE_TZ = True
TIME_ZONE = "Europe/Oslo"

SECURE_CSP = {
    "default-src": ["'self'"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
    # Browsers apply this to the redirect after a POST too, which is why REDIRECT is "page" below.
    "form-action": ["'self'"],
}

# What the demo sends stays in a folder, and its page "Mails" shows it; NORDLICHT_SMTP=host:port sends it for real.
SMTP = ENV.get("NORDLICHT_SMTP", "")
MAIL_FOLDER = None if SMTP else Path(ENV.get("NORDLICHT_MAILS", BASE_DIR.parent / "build" / "mails"))
DEFAULT_FROM_EMAIL = "Nordlicht <hello@nordlicht.example>"
vars().update(mail_settings(smtp=SMTP, folder=MAIL_FOLDER))

REST_FRAMEWORK = {
    # The app's own pages and its API are one site: the login is the same, and POST needs the CSRF token.
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    **({"DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema"} if HAS_SCHEMA else {}),
}
SPECTACULAR_SETTINGS = {"TITLE": "Nordlicht", "VERSION": "1", "OAS_VERSION": "3.1.0", "SERVE_INCLUDE_SCHEMA": False}

BILLING_PORTAL = {
    "API_KEY": ENV.get("STRIPE_SECRET_KEY", "sk_test_sandbox"),
    "API_BASE": "sandbox" if OFFLINE else None,
    # People pay for themselves, owners for their team. A project that keeps the id in a column of its own writes
    # "RESOLVER": AttributePath("profile.stripe_customer_id") and needs no class at all.
    "RESOLVER": "example_project.nordlicht.resolvers.PeopleAndTeams",
    "CONFIGURATION": ENV.get("NORDLICHT_CONFIGURATION"),
    "RETURN_URL": "account",
    "NO_CUSTOMER_URL": "pricing",
    "REDIRECT": "page",
    "MINTS_PER_MINUTE": int(ENV.get("NORDLICHT_MINTS_PER_MINUTE", "10")),
    "API_THROTTLE_RATE": ENV.get("NORDLICHT_API_RATE", "60/min"),
    # What the single-page app may name beside the person who is signed in.
    "API_SUBJECTS": ["nordlicht.Team"],
    # Links that staff send: by whom, and that some may be for people who cannot sign in.
    "LINK_FROM_EMAIL": "Nordlicht billing <billing@nordlicht.example>",
    "LINK_HOLDERS": True,
    # Ask for the password again where the last sign-in is older than a quarter of an hour:
    # "REAUTHENTICATE": recent_login(max_age=timedelta(minutes=15)),    from django_billing_portal.reauthentication
    "FLOWS": {
        "update-card": flows.PaymentMethodUpdate(
            # No end of its own: back to where they came from, the account page or the app.
            label="Update card",
        ),
        "billing-details": flows.CustomerUpdate(
            label="Billing details",
            after_completion=flows.PortalHomepage(),
        ),
        "change-plan": flows.SubscriptionUpdate(
            label="Change plan",
            after_completion=flows.HostedConfirmation(message="Your new plan is on. Nordlicht keeps watching."),
        ),
        "go-yearly": flows.SubscriptionUpdateConfirm(
            label="Pay yearly",
            items=[flows.Item(lookup_key="nordlicht_plus_yearly")],
        ),
        "pause": flows.SubscriptionPause(
            label="Take a break",
        ),
        "leave": flows.SubscriptionCancel(
            label="Cancel plan",
            retention_coupon="STAY20",
        ),
    },
}
