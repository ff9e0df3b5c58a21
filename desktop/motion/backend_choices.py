"""Which backends can run here and, for the others, why not and what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from shared.errors import Param
from shared.models import BackendState, ModelInfo
from shared.motion.backends import BACKENDS, BackendInfo, BackendName

# The worker has not said yet which models it has.
UNKNOWN = "unknown"


@dataclass(frozen=True)
class BackendChoice:
    """A backend as the form offers it.

    Attributes
    ----------
    models : tuple of (id, title)
        The ready models that it can use; empty where it needs none.
    reason, params : str, mapping
        An error code of `shared.errors`, or `UNKNOWN`, and its values; empty where it can run.
    """

    info: BackendInfo
    models: tuple[tuple[str, str], ...] = ()
    reason: str = ""
    params: Mapping[str, Param] = field(default_factory=dict)


def unknown_choices() -> dict[BackendName, BackendChoice]:
    """What is offered before the worker has answered: what needs no model."""
    return {
        name: BackendChoice(info, reason=UNKNOWN if info.model_kind else "")
        for name, info in BACKENDS.items()
    }


def backend_choices(
    models: Sequence[ModelInfo], states: Sequence[BackendState]
) -> dict[BackendName, BackendChoice]:
    """All backends in their order, as the worker's models and states have them."""
    by_name = {state.name: state for state in states}
    choices = {}
    for name, info in BACKENDS.items():
        usable = tuple(
            (model.id, model.title or model.id)
            for model in models
            if model.ready and info.model_kind is not None and model.kind == info.model_kind
        )
        state = by_name.get(name, BackendState(name=name, ready=not info.model_kind))
        reason = "" if state.ready else (state.reason or UNKNOWN)
        choices[name] = BackendChoice(info, usable, reason, state.params)
    return choices


def shows_text_guidance(info: BackendInfo) -> bool:
    """Whether the backend's frames depend on the scale of text (DragNUWA 1.5: the picture)."""
    return info.max_steps > 0 and (info.uses_prompt or info.default_text_guidance != 1.0)


def shows_motion_guidance(info: BackendInfo) -> bool:
    """Whether the backend was trained to be guided by the drags."""
    return info.name == "nano"
