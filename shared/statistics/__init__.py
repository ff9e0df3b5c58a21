"""Tests that the window shows and the worker reports alike; pure."""
