"""A cache that nobody answers for."""

from django.core.cache.backends.dummy import DummyCache


class Down(DummyCache):
    def get(self, *args, **kwargs):
        raise ConnectionError
