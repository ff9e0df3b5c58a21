"""Which models there are and where they lie; free of torch, so the host can ask too."""
