"""Exit codes of the command line."""

from __future__ import annotations

DONE = 0
FAILED = 1
BAD_REQUEST = 2
SOME_FAILED = 3
CANCELLED = 130
