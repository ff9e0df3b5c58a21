"""One attempt at one task, the same for every executor: context, steps and output folder."""

from __future__ import annotations

import hashlib
import importlib
import logging
import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from shared.artefacts import is_artefact
from shared.errors import AppError
from shared.ids import sha256_file
from shared.jobs import Failure
from shared.paths import write_atomic
from shared.protocol.frames import Blob
from shared.provenance import build_provenance
from shared.tasks.events import Partial, Progress
from shared.tasks.files import file_refs
from shared.tasks.spec import RESULT_FILE, TaskRequest, TaskResult, TaskSpec
from worker.engine.devices import DeviceProbe
from worker.engine.shelf import Loaded, Shelf
from worker.models.files import ModelFiles
from worker.models.fingerprint import fingerprint

Resolve = Callable[[str], Path]
FindModel = Callable[[str, str], ModelFiles]


class AttemptContext:
    """The `TaskContext` of real runs.

    Parameters
    ----------
    out : Path
        An empty folder.
    home : Path
        The worker's home.
    resolve : callable
        From a file reference to a readable local file.
    find_model : callable
        From a kind and an id, or an empty string, to the files of a registered model.
    shelf : Shelf, optional
        Shared by the attempts of one engine.
    """

    def __init__(
        self,
        spec: TaskSpec,
        request: TaskRequest,
        *,
        out: Path,
        home: Path,
        resolve: Resolve,
        find_model: FindModel,
        device: DeviceProbe,
        shelf: Shelf | None = None,
    ) -> None:
        self.out, self.home = out, home
        self.log = logging.getLogger(f"task.{spec.name}")
        self._spec, self._request = spec, request
        self._resolve, self._find_model, self._device = resolve, find_model, device
        self._models: dict[str, ModelFiles] = {}
        self.blobs: list[Blob] = []
        self._shelf = shelf or Shelf()

    @property
    def device(self) -> str:
        """The device that passed a real product of two matrices."""
        return self._device.name()

    def input(self, ref: str) -> Path:
        """The readable local file of a reference."""
        return self._resolve(ref)

    def model(self, kind: str, ref: str = "") -> ModelFiles:
        """Where the weights of a registered model lie."""
        files = self._find_model(kind, ref)
        self._models[files.id] = files
        return files

    def loaded(self, key: str, load: Callable[[], Loaded]) -> Loaded:
        """What `load` makes, kept for the next attempts that share the shelf."""
        return self._shelf.get(key, load)

    def rng(self, index: int) -> np.random.Generator:
        """Depends on the request's seed and `index` only: batches, retries and clusters agree."""
        seed = getattr(self._request, "seed", 0)
        digest = hashlib.sha256(f"{self._spec.name}:{seed}:{index}".encode()).digest()
        return np.random.default_rng(int.from_bytes(digest[:16], "big"))

    def provenance(self) -> dict[str, Any]:
        """Request, hashes of inputs and of the models asked for so far, versions and device."""
        inputs = {
            ref: ref.removeprefix("sha256:")
            if is_artefact(ref)
            else sha256_file(self._resolve(ref))
            for ref in file_refs(self._request)
        }
        return build_provenance(
            task=self._spec.name,
            task_version=self._spec.version,
            request=msgspec.to_builtins(self._request),
            inputs=inputs,
            models={name: fingerprint(files) for name, files in self._models.items()},
            device=self._device.known or "cpu",
            seed=getattr(self._request, "seed", None),
        )


class Attempt:
    """Runs a task step by step; `result` is set when the steps are over.

    `durable` is whether `result.json` is on the disk then; it need not be where files are sent on.
    """

    def __init__(
        self, spec: TaskSpec, request: TaskRequest, context: AttemptContext, *, durable: bool = True
    ) -> None:
        self._spec, self._request, self._context = spec, request, context
        self._durable = durable
        self.result: TaskResult | None = None

    def steps(self) -> Generator[Progress | Partial, None, None]:
        """Yield what the task yields before its result, then write `result.json`.

        Closing the generator cancels the task at its current step.
        """
        began = time.monotonic()
        function = implementation(self._spec)
        run = function(self._context, self._request)
        try:
            for step in run:
                if isinstance(step, TaskResult):
                    self.result = step
                    break
                yield step
        finally:
            run.close()
        if self.result is None:
            raise AppError("internal", reason=f"{self._spec.name} ended without a result")
        self._write_result(time.monotonic() - began)

    def _write_result(self, seconds: float) -> None:
        assert self.result is not None
        document = {
            "task": self._spec.name,
            "status": "succeeded",
            **msgspec.to_builtins(self.result),
            "timings": {"total_s": round(seconds, 4)},
            "provenance": self._context.provenance(),
        }
        body = msgspec.json.format(msgspec.json.encode(document), indent=2)
        write_atomic(self._context.out / RESULT_FILE, body + b"\n", durable=self._durable)


def implementation(spec: TaskSpec) -> Callable[..., Any]:
    """The generator function of a task; importing it may load heavy packages."""
    module, _, name = spec.implementation.partition(":")
    function: Callable[..., Any] = getattr(importlib.import_module(module), name)
    return function


def failure_of(error: BaseException, device: str, trace: str = "") -> Failure:
    """What a task's exception means for its job."""
    if isinstance(error, AppError):
        return Failure(code=error.code, params=error.params, retryable=error.retryable, trace=trace)
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        return Failure(
            code="out_of_memory", params={"device": device or "cpu"}, retryable=True, trace=trace
        )
    reason = f"{type(error).__name__}: {error}"[:500]
    return Failure(code="internal", params={"reason": reason}, trace=trace)
