"""Stripe's customer portal for Django: "Manage billing", done right."""

__version__ = "0.1.0"
