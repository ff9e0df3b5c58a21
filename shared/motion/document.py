"""The drags document as bytes, and what makes one acceptable."""

from __future__ import annotations

from shared.tasks.motion import Drags


def parse_drags(data: bytes, name: str) -> Drags:
    """Read and check a drags document; `name` is used in messages."""
    raise NotImplementedError


def encode_drags(drags: Drags) -> bytes:
    """Write a drags document as UTF-8 JSON."""
    raise NotImplementedError


def check_drags(drags: Drags) -> None:
    """Raise `AppError("bad_field")` for the first field out of its limits."""
    raise NotImplementedError
