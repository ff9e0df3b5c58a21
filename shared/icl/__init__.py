"""Demonstrations for a language model: rows, templates, prompts, metrics, hygiene and exports."""
