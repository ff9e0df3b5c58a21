"""Suites of attacks on prompts: data, running, gate and reports."""
