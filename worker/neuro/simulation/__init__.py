"""The simulated participant: a head, responses to pictures, and everything that hides them."""
