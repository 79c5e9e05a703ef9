"""The suite's project as docs/reference/openapi.yaml describes it; CONTRIBUTING.md says how to renew that."""

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS as APPS

INSTALLED_APPS = [*APPS, "rest_framework", "rest_framework.authtoken", "drf_spectacular"]
ROOT_URLCONF = "tests.schema_urls"
REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.SessionAuthentication",
        "rest_framework.authentication.TokenAuthentication",
        "rest_framework_simplejwt.authentication.JWTAuthentication",
    ],
}
SPECTACULAR_SETTINGS = {
    "OAS_VERSION": "3.1.0",
    "TITLE": "Billing portal",
    "DESCRIPTION": "The REST door of django-billing-portal, for single-page and mobile apps.",
    "VERSION": "1",
}
