"""Nordlicht, a small SaaS that shows the account page you would want to have."""
