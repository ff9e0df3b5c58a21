"""All that a task sees of the world, so that it runs in a test with a small stand-in."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol, TypeVar

import numpy as np

from shared.tasks.events import Partial, Progress
from shared.tasks.spec import TaskResult
from worker.models.files import ModelFiles

Loaded = TypeVar("Loaded")
TaskStep = Progress | Partial | TaskResult
TaskFunction = Callable[["TaskContext", Any], Iterator[TaskStep]]


class TaskContext(Protocol):
    """The services of one attempt at one job."""

    out: Path
    """An empty folder of this attempt; what the task writes here becomes the job's output."""
    home: Path
    """The worker's home: what is kept between jobs, such as converted models and answers."""
    log: logging.Logger
    blobs: list[bytes | np.ndarray]
    """Arrays that came with a stream's item; empty for a job."""

    @property
    def device(self) -> str:
        """The device that multiplied two matrices correctly: `cpu`, `cuda:0`, `xpu:0`, `mps`."""

    def input(self, ref: str) -> Path:
        """The readable local file of a `FileRef`. Raises `AppError("missing_file")`."""

    def model(self, kind: str, ref: str = "") -> ModelFiles:
        """A model of `kind`: `ref` is its id, and for the local command line also a path; empty
        means the only one there is.

        Raises `AppError`: `missing_model`, `no_model`, `several_models` or `bad_model`, with what
        to do.
        """

    def loaded(self, key: str, load: Callable[[], Loaded]) -> Loaded:
        """What `load` makes, kept under `key` for the next attempts of this engine."""

    def rng(self, index: int) -> np.random.Generator:
        """A generator that depends on the request's seed and `index` only, never on draw order."""

    def provenance(self) -> dict[str, Any]:
        """Request, input hashes, versions and device of this attempt, to embed in outputs."""
