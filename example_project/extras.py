"""What is installed beside the package: ``make demo`` brings it, and Nordlicht opens without."""

from importlib.util import find_spec

#: Django REST framework, for the single-page app.
HAS_API = find_spec("rest_framework") is not None
#: drf-spectacular, for the API's description.
HAS_SCHEMA = HAS_API and find_spec("drf_spectacular") is not None
