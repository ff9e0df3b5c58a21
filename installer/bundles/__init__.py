"""Packages of a thin launcher: sources, resources and locks; the environment is set up at start."""
