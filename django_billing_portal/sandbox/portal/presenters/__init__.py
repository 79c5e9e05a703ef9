"""Stripe's objects as the pages show them: words, money and dates in the session's language."""
