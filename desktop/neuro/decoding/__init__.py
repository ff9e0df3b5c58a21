"""Live decoding: trials out of the stream, what the worker makes of them, and how it is shown."""
