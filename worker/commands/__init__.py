"""The commands of `vitrine-worker`, one module each."""
