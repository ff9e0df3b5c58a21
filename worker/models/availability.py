"""Which backends and generators can run here, and the plain reason for each that cannot."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable

import psutil

from shared.errors import AppError
from shared.models import BackendState
from shared.motion.backends import BACKENDS, BackendInfo
from shared.neuro.generators import GENERATORS, GeneratorInfo
from worker.models.kinds import KINDS
from worker.models.registry import Model, ModelRegistry
from worker.models.size import parameters

# Weights are the largest part of what a run needs; the rest (activations, the frames) is guessed.
_OVERHEAD = 1.2
_BYTES_ON_CPU, _BYTES_ON_GPU = 4, 2

HasPackage = Callable[[str], bool]


def backend_states(
    registry: ModelRegistry,
    device: str = "",
    *,
    memory_bytes: int | None = None,
    has_package: HasPackage = lambda name: importlib.util.find_spec(name) is not None,
) -> list[BackendState]:
    """The state of every backend of Motion and every generator of EEG.

    Parameters
    ----------
    device : str
        The engine's device; empty while it is not known, which counts as `cpu`.
    memory_bytes : int, optional
        All memory of this computer; asked from the system by default. Weights are loaded into it
        first on every device, in half the size where the device is no CPU.
    """
    memory = psutil.virtual_memory().total if memory_bytes is None else memory_bytes
    bytes_each = _BYTES_ON_CPU if device in ("", "cpu") else _BYTES_ON_GPU
    states = []
    ways: tuple[BackendInfo | GeneratorInfo, ...] = (*BACKENDS.values(), *GENERATORS.values())
    for info in ways:
        try:
            _check(info.model_kind, registry, memory, bytes_each, has_package)
        except AppError as error:
            params = dict(error.params)
            states.append(
                BackendState(name=info.name, ready=False, reason=error.code, params=params)
            )
        else:
            states.append(BackendState(name=info.name))
    return states


def _check(
    kind: str | None,
    registry: ModelRegistry,
    memory: int,
    bytes_each: int,
    has_package: HasPackage,
) -> None:
    """Raise what keeps it from running; one usable model of its kind is enough."""
    if kind is None:
        return
    for package in KINDS[kind].packages:
        if not has_package(package):
            raise AppError("missing_package", package=package)
    models = [model for model in registry.all() if model.files.kind == kind]
    if not models:
        raise AppError("no_model", kind=kind)
    failures: list[AppError] = []
    for model in models:
        try:
            _check_model(model, registry, memory, bytes_each)
        except AppError as error:
            failures.append(error)
    if len(failures) == len(models):
        raise failures[0]


def _check_model(model: Model, registry: ModelRegistry, memory: int, bytes_each: int) -> None:
    files = registry.find(model.files.kind, model.files.id)
    # Of a checkpoint and its base, the base has nearly all parts that end up in memory.
    need = parameters(files.base or files.path) * bytes_each * _OVERHEAD
    if need > memory:
        raise AppError(
            "too_little_memory",
            model=files.id,
            need_gb=round(need / 1e9, 1),
            have_gb=round(memory / 1e9, 1),
        )
