from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "tests.benchmarks.site"
    label = "site"
    default_auto_field = "django.db.models.BigAutoField"
