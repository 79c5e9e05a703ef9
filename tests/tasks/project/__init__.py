"""A project whose tasks run on Celery, as docs/how-to/send-links-to-many.md has it."""

from .celery import app as celery_app

__all__ = ["celery_app"]
