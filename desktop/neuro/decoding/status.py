"""What live decoding does, and what came of trials that were not decoded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from shared.errors import AppError
from shared.protocol.link import LinkState

Doing = Literal[
    "off", "no_source", "offline", "engine", "loading", "problem", "no_pictures", "listening"
]
_RUNNING = frozenset({"ready", "busy"})


@dataclass(frozen=True)
class Status:
    """`doing` off, no_source, offline (no worker answers), engine (it starts, or is gone), loading
    (the model), problem, no_pictures (nobody marks pictures), or listening.

    Attributes
    ----------
    engine : str
        The engine's state where that is why nothing is decoded.
    error : AppError or None
        The last problem.
    """

    doing: Doing = "no_source"
    engine: str = ""
    error: AppError | None = None


@dataclass(frozen=True)
class Counts:
    """What became of trials; in numbers of trials.

    Attributes
    ----------
    answered : int
        Decoded to the end.
    late : int
        Not sent: the one before was under way until a newer one came, or until it was too old.
    dropped : int
        Sent, and dropped by the worker.
    gaps : int
        Not whole: samples were lost in them.
    """

    answered: int = 0
    late: int = 0
    dropped: int = 0
    gaps: int = 0


def is_engine_there(link: LinkState | None) -> bool:
    """Whether an item could run now."""
    engine = link.engine if link is not None and link.state == "ready" else None
    return engine is not None and engine.state in _RUNNING
