"""Vectors of a pool that can be searched."""
