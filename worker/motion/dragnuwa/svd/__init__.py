"""The released DragNUWA 1.5 on diffusers' Stable Video Diffusion."""
