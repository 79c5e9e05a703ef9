"""An offline stand-in for Stripe: its wire format, a portal to click, and switches for what goes wrong."""
