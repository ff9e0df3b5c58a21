"""The marker that begins a run: what was shown, in so few words that it fits into one marker."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import msgspec

from shared.neuro.stimulus.pictures import Picture
from shared.neuro.stimulus.plan import Plan

START = "protocol/start"
MAX_CHARS = 512
_MAX_NAME_CHARS = 60
_VERSION = 1


def set_digest(pictures: Sequence[Picture]) -> str:
    """Says whether two sets have the same pictures in the same order, by their names."""
    names = "\n".join(f"{p.key}\t{p.category}\t{p.concept}" for p in pictures)
    return hashlib.sha256(names.encode()).hexdigest()[:12]


def start_marker(plan: Plan, set_name: str, pictures: Sequence[Picture], offset_ms: float) -> str:
    """`protocol/start` and JSON from which, with the set, the plan can be made again."""
    settings = plan.settings
    document = {
        "v": _VERSION,
        "set": set_name[:_MAX_NAME_CHARS],
        "digest": set_digest(pictures),
        "pictures": plan.n_pictures,
        "trials": len(plan.trials),
        "blocks": plan.n_blocks,
        "length_s": round(plan.length_s, 3),
        "offset_ms": round(offset_ms, 3),
        "settings": msgspec.to_builtins(settings),
    }
    text = f"{START} {msgspec.json.encode(document).decode()}"
    if len(text) > MAX_CHARS:
        raise ValueError(f"the marker has {len(text)} characters, more than {MAX_CHARS}")
    return text
