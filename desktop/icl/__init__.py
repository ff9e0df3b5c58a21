"""The Demos workspace: a pool, a query, the demonstrations that are found, and what they do."""
