"""One file a resource: its shape, and what its endpoints do. https://docs.stripe.com/api"""
