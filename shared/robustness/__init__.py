"""Prompts under attack: parsing, data, figures; no torch, no Qt."""
