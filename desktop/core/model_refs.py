"""What a person may name as a language model: the default, a folder, a GGUF file, a server."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

DEFAULT_MODEL = "default"
# Small ones to attack, which the worker knows by these names.
SMALL_MODELS = ("small", "small-low-quality")
MOST_MODELS_KEPT = 8
Kind = Literal["default", "folder", "gguf", "server"]


def kind_of(ref: str) -> Kind:
    """What a reference names."""
    if ref == DEFAULT_MODEL:
        return "default"
    if ref.startswith(("http://", "https://")):
        return "server"
    return "gguf" if ref.lower().endswith(".gguf") else "folder"


def problem_of(ref: str) -> Literal["", "secret", "name"]:
    """Why a reference is not taken; empty where it is.

    `secret` for an address that carries a password or a key: settings, logs and results would show
    it, so that keys are only given by environment. `name` for a server without its model's name.
    """
    if kind_of(ref) != "server":
        return ""
    parts = urlsplit(ref)
    if "@" in parts.netloc or parts.query:
        return "secret"
    return "" if parts.fragment else "name"


def short_name(ref: str) -> str:
    """The folder, the file, or the model's name at its server."""
    if kind_of(ref) == "server":
        return ref.rpartition("#")[2]
    return ref.replace("\\", "/").rstrip("/").rpartition("/")[2]


def remembered(ref: str, before: tuple[str, ...]) -> tuple[str, ...]:
    """Models that were named, the newest first; those that ship are offered anyway."""
    if ref in (DEFAULT_MODEL, *SMALL_MODELS) or problem_of(ref):
        return before
    return tuple(dict.fromkeys((ref, *before)))[:MOST_MODELS_KEPT]
