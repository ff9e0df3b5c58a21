"""What attacks do to prompts, as figures with intervals: pure functions over arrays."""
