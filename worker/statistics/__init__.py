"""Intervals and tests that all workspaces share."""
