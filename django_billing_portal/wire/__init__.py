"""What a call to Stripe travels through: deadlines, sockets, pools, bulkhead, breaker. Knows no SDK."""
