"""The REST door, for single-page and mobile apps: ``include("django_billing_portal.api.urls")``, or its async twin.

Nothing above imports this package, and nothing of it is imported until a URLconf includes it.
"""

from importlib.util import find_spec

from django.core.exceptions import ImproperlyConfigured

if find_spec("rest_framework") is None:
    raise ImproperlyConfigured(
        'django_billing_portal.api needs Django REST framework: pip install "django-billing-portal[api]"'
    )
