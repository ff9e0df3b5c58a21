"""Attacks on prompts: how they are searched, measured, explained and defended against."""
