"""Identifiers: job ids that sort by time, and content hashes."""

from __future__ import annotations

import hashlib
import os
import time
import uuid
from pathlib import Path
from typing import Any

import msgspec

_CHUNK_BYTES = 1 << 20


def new_job_id() -> str:
    """Make a UUIDv7 (RFC 9562 §5.7): 48 bits of Unix milliseconds, then random bits."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & (1 << 48) - 1) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 7 << 76
    value = value & ~(0x3 << 62) | 2 << 62
    return str(uuid.UUID(int=value))


def sha256_file(path: Path) -> str:
    """Hash a file in pieces; 64 hex digits."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def request_hash(task: str, request: Any) -> str:
    """Hash of a task's name and request, the same for equal values whatever their key order."""
    body = msgspec.json.encode([task, request], order="deterministic")
    return hashlib.sha256(body).hexdigest()


def item_id(task: str, request: Any, index: int) -> str:
    """Id of item `index` of a batch: the same on every machine and after every restart."""
    return hashlib.sha256(f"{request_hash(task, request)}:{index}".encode()).hexdigest()[:16]
