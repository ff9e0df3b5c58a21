"""Demonstrations for in-context learning: pools, selectors, LM feedback, evaluation (LLM-R)."""
