"""What a customer may do: each verb changes the store and records the events that Stripe would."""
