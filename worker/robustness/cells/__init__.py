"""What a model answers to a prompt on a sample, asked once ever."""
