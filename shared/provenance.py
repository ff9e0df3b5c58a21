"""Where an output comes from: built once, embedded, read back, redacted for sharing."""

from __future__ import annotations

import json
import platform
import re
import warnings
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

SCHEMA = 1
PNG_KEY = "provenance"  # an iTXt chunk
MP4_KEY = "comment"  # what every player shows
_PACKAGES = ("numpy", "opencv-python-headless", "av", "Pillow", "torch")
_PRIVATE_KEYS = frozenset(
    {"prompt", "query", "text", "caption", "note", "subject", "session", "patient", "name", "title"}
)
_SHA256 = re.compile(r"^(sha256:)?[0-9a-f]{64}$")
_PATH = re.compile(r"^(?:[A-Za-z]:\\|\\\\|~?/|\.{1,2}/|file:)|[/\\]|\.[A-Za-z0-9]{1,5}$")
REDACTED = "(removed)"
_LARGEST_TEXT = 32 << 20
_LARGEST_PX = 64_000_000  # no output of ours is larger


def build_provenance(
    *,
    task: str,
    task_version: int,
    request: Mapping[str, Any],
    inputs: Mapping[str, str],
    device: str,
    seed: int | None = None,
    models: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Everything needed to repeat an output, as one JSON value.

    Parameters
    ----------
    task, task_version : str, int
        As in the task's `TaskSpec`.
    request : mapping
        The full request as builtins.
    inputs : mapping of str to str
        sha256 (hex) of each input file by its reference in the request.
    device : str
        Where it ran, for example `cpu`.
    seed : int, optional
        The request's own `seed` when not given.
    models : mapping of str to str, optional
        Fingerprint (sha256, hex) of each model that was used by its id.
    """
    return {
        "vitrine": SCHEMA,
        "task": task,
        "task_version": task_version,
        "request": dict(request),
        "inputs": dict(inputs),
        "models": dict(models or {}),
        "seed": request.get("seed") if seed is None else seed,
        "device": device,
        "versions": installed_versions(_PACKAGES),
    }


def installed_versions(packages: Iterable[str]) -> dict[str, str]:
    """Versions of this product, of Python and of those `packages` that are installed."""
    return dict(_versions(tuple(packages)))


@cache  # reading a package's metadata takes a millisecond, more than many an item of a batch
def _versions(packages: tuple[str, ...]) -> Mapping[str, str]:
    versions = {"python": platform.python_version(), "platform": platform.system().lower()}
    for package in ("vitrine", *packages):
        try:
            versions[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return versions


def redact_provenance(provenance: Mapping[str, Any]) -> dict[str, Any]:
    """The same without paths, names, prompts and subject codes, for "Export for sharing".

    Hashes, numbers, versions and settings stay, so that a result can still be checked.
    """
    cleaned = _redact(dict(provenance))
    # References are the keys here, and a reference may be a path.
    return {
        **cleaned,
        "inputs": _numbered("input", provenance.get("inputs", {})),
        "models": _numbered("model", provenance.get("models", {})),
    }


def _numbered(name: str, hashes: Mapping[str, Any]) -> dict[str, str]:
    return {f"{name}_{i}": value for i, value in enumerate(sorted(map(str, hashes.values())))}


def encode_provenance(provenance: Mapping[str, Any]) -> str:
    """Provenance as the JSON text that files carry."""
    return json.dumps(provenance, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def read_provenance(path: Path) -> dict[str, Any] | None:
    """Provenance of a PNG, an MP4, a WebM or a `result.json`; None where there is none.

    Raises
    ------
    OSError
        If the file cannot be read.
    """
    suffix = path.suffix.lower()
    if suffix == ".json":
        text: str | None = path.read_text("utf-8")
    elif suffix == ".png":
        text = _png_text(path)
    elif suffix in {".mp4", ".m4v", ".mov", ".webm"}:
        text = _video_text(path)
    else:
        return None
    return _parse(text)


def _parse(text: str | None) -> dict[str, Any] | None:
    if not text or len(text) > _LARGEST_TEXT:
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if isinstance(value, dict) and "vitrine" not in value:
        value = value.get("provenance")
    return value if isinstance(value, dict) and "vitrine" in value else None


def _png_text(path: Path) -> str | None:
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(path, formats=("PNG",)) as image:
                if image.width * image.height > _LARGEST_PX:
                    return None
                image.load()  # text may follow the pixels
                text = image.info.get(PNG_KEY)
    except (UnidentifiedImageError, Image.DecompressionBombError, SyntaxError, ValueError):
        return None
    return str(text) if text else None


def _video_text(path: Path) -> str | None:
    import av

    try:
        with av.open(str(path)) as container:
            # Matroska writes its tags in capitals.
            return container.metadata.get(MP4_KEY) or container.metadata.get(MP4_KEY.upper())
    except av.FFmpegError:
        return None


def _redact(value: Any, key: str = "") -> Any:
    if isinstance(value, Mapping):
        return {k: _redact(v, str(k)) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_redact(item, key) for item in value]
    if not isinstance(value, str) or not value:
        return value
    if key in _PRIVATE_KEYS:
        return REDACTED
    if _SHA256.match(value):
        return value
    return REDACTED if key not in {"task", "device"} and _is_path(value) else value


def _is_path(text: str) -> bool:
    # "3.11.2" and "2.13.0+cpu" end like a file's name does; a version is no path.
    return bool(_PATH.search(text)) and not re.match(r"^\d+(\.\w+)*([+-][\w.]+)?$", text)
