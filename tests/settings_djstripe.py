"""The suite's project with dj-stripe in it."""

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS as OURS

# Without autodiscovery: dj-stripe's admin warns of what Django deprecates.
ADMIN = {"django.contrib.admin": "django.contrib.admin.apps.SimpleAdminConfig"}
INSTALLED_APPS = [*(ADMIN.get(app, app) for app in OURS), "djstripe"]
DJSTRIPE_FOREIGN_KEY_TO_FIELD = "id"
STRIPE_LIVE_MODE = False
STRIPE_TEST_SECRET_KEY = "sk_test_suite"
