"""Waves of prompts that searches want to know, planned and asked as a whole."""
