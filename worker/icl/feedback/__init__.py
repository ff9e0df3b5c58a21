"""What a language model says of candidates: which are scored, how, and what is kept."""
