"""Pools of examples in one SQLite file: import, filter, facets and pages, for window and worker."""
