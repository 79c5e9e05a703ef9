"""The hosted portal: what a customer sees and may do behind a session's URL."""
