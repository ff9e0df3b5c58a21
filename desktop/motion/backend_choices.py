"""Which backends can run here and, for the others, why not and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from shared.motion.backends import BACKENDS, BackendInfo, BackendName

Obstacle = Literal["", "worker_unknown", "not_installed"]


class ModelEntry(Protocol):
    """What the worker says of a model that it knows."""

    @property
    def id(self) -> str: ...

    @property
    def kind(self) -> str: ...

    @property
    def title(self) -> str: ...


@dataclass(frozen=True)
class BackendChoice:
    """A backend as the form offers it.

    Attributes
    ----------
    models : tuple of (id, title)
        The models that it can use; empty where it needs none.
    obstacle : str
        Why it cannot run now; empty where it can.
    """

    info: BackendInfo
    models: tuple[tuple[str, str], ...] = ()
    obstacle: Obstacle = ""


def backend_choices(models: Sequence[ModelEntry] | None) -> dict[BackendName, BackendChoice]:
    """All backends in their order; `models` are the worker's, None while it has not answered."""
    return {name: _choice(info, models) for name, info in BACKENDS.items()}


def _choice(info: BackendInfo, models: Sequence[ModelEntry] | None) -> BackendChoice:
    if info.model_kind is None:
        return BackendChoice(info)
    if models is None:
        return BackendChoice(info, obstacle="worker_unknown")
    usable = tuple((m.id, m.title or m.id) for m in models if m.kind == info.model_kind)
    return BackendChoice(info, usable, "" if usable else "not_installed")


def shows_text_guidance(info: BackendInfo) -> bool:
    """Whether the backend's frames depend on the scale of text (DragNUWA 1.5: the picture)."""
    return info.max_steps > 0 and (info.uses_prompt or info.default_text_guidance != 1.0)


def shows_motion_guidance(info: BackendInfo) -> bool:
    """Whether the backend was trained to be guided by the drags."""
    return info.name == "nano"
