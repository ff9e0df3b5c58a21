"""Drags as latents: what the backends on diffusers' image-to-video pipelines share."""
