"""How selectors learn from scores of a language model, and the recipe `icl`."""
