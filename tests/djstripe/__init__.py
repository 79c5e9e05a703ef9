"""The resolver beside the real dj-stripe: ``pytest tests/djstripe --ds=tests.settings_djstripe``."""
