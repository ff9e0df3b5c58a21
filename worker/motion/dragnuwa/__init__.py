"""DragNUWA (arXiv 2308.08089): trajectory sampler, multiscale fusion and the networks."""
