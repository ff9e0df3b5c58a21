"""Ways of looking for the prompt that hurts most, as generators of waves."""
