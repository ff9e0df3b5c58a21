"""Whether `accelerate launch` started this process beside others; without torch."""

from __future__ import annotations

import os

RANK, WORLD_SIZE = "RANK", "WORLD_SIZE"


def process_count() -> int:
    """How many processes were started together."""
    return int(os.environ.get(WORLD_SIZE, "1"))


def is_main_process() -> bool:
    """Whether this one speaks and writes for all."""
    return os.environ.get(RANK, "0") == "0"
