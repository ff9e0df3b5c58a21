"""Where an output comes from: built once, embedded in every file, read back, and redacted for sharing."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any


def build_provenance(
    *,
    task: str,
    task_version: int,
    request: Mapping[str, Any],
    inputs: Mapping[str, str],
    device: str,
    seed: int | None = None,
) -> dict[str, Any]:
    """Request (builtins), input sha256 by reference, seed, device and versions as one JSON value."""
    raise NotImplementedError


def redact_provenance(provenance: Mapping[str, Any]) -> dict[str, Any]:
    """The same without paths, prompts and subject codes, for "Export for sharing"."""
    raise NotImplementedError


def encode_provenance(provenance: Mapping[str, Any]) -> str:
    """Provenance as the JSON text that files carry."""
    raise NotImplementedError


def read_provenance(path: Path) -> dict[str, Any] | None:
    """Provenance of a PNG, MP4 or `result.json`; None where there is none."""
    raise NotImplementedError
