"""What customers fill in, one file a noun."""
