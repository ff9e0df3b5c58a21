"""The Robustness workspace: attacks on prompts, watched, measured, explained and defended."""
