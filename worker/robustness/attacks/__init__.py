"""How prompts are changed, at the four levels of PromptBench."""
