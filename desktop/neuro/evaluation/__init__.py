"""The screen that measures decoders: the confound demonstration, and simulated people."""
