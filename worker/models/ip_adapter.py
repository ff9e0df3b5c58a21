"""Looks at an IP-Adapter without loading it: its file, and the image encoder that goes with it."""

from __future__ import annotations

from pathlib import Path

from worker.models.layout import read_json
from worker.models.size import safetensors_header

_SUFFIX = ".safetensors"
# Of the plain adapters; others ("plus", "faceid") read more of a picture than one embedding.
_PROJECTION = "image_proj.proj.weight"
ENCODER_FILES = ("config.json", "model.safetensors")


def find_ip_adapter(path: Path) -> str:
    """A plain IP-Adapter's file, or a folder with this one only; what is wrong, in words.

    Its image encoder is the folder `image_encoder` beside it, or `models/image_encoder` of the same
    download, whichever gives as many numbers as the adapter takes.
    """
    if not path.exists():
        return f"{path} does not exist"
    file = adapter_file(path)
    if file is None:
        found = len(list(path.glob("*" + _SUFFIX))) if path.is_dir() else 0
        return f"{path} holds {found} {_SUFFIX} files; name one of them"
    wanted = adapter_width(file)
    if wanted == 0:
        return f"{file.name} is no plain IP-Adapter: it holds no {_PROJECTION}"
    if encoder_of(file) is None:
        places = " or ".join(str(place) for place in _places(file))
        files = " and ".join(ENCODER_FILES)
        return (
            f"there is no image encoder with embeddings of {wanted} numbers, which {file.name}"
            f" takes, in {places} ({files})"
        )
    return ""


def adapter_file(path: Path) -> Path | None:
    """The adapter's file: `path`, or the only one in it."""
    if path.is_file():
        return path if path.suffix == _SUFFIX else None
    found = sorted(path.glob("*" + _SUFFIX))
    return found[0] if len(found) == 1 else None


def adapter_width(file: Path) -> int:
    """How many numbers the embeddings have that it takes; 0 for another kind of adapter."""
    shape = safetensors_header(file).get(_PROJECTION, {}).get("shape", [])
    return shape[1] if len(shape) == 2 else 0


def encoder_of(file: Path) -> Path | None:
    """The folder of the image encoder that fits an adapter."""
    wanted = adapter_width(file)
    for place in _places(file):
        config = read_json(place / ENCODER_FILES[0]) or {}
        if config.get("projection_dim") == wanted and (place / ENCODER_FILES[1]).is_file():
            return place
    return None


def _places(file: Path) -> tuple[Path, Path]:
    return file.parent / "image_encoder", file.parent.parent / "models" / "image_encoder"
