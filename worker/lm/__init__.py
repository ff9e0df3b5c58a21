"""Language models: scoring of answers, constrained choices, and the cache of what was asked."""
