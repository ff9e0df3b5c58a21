"""Tasks run with the toy encoder and the model that copies, in a home of their own."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from shared.errors import AppError
from shared.icl.example import Example
from shared.icl.files import write_examples
from shared.tasks.events import Partial, Progress
from shared.tasks.spec import TaskResult
from tests.unit.icl_evaluation.toy import Copying, encode, rows
from worker.lm import task_model
from worker.models.files import ModelFiles


class ToyEncoder:
    """Vectors of the toy tasks."""

    fingerprint, dimensions = "toy", 30

    def __init__(self) -> None:
        self.encoded = 0

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.encoded += len(texts)
        return encode(texts)


@dataclass
class Context:
    """What a task sees of the engine; things stay loaded for the whole test."""

    out: Path
    shelf: dict[str, Any]
    blobs: list[Any] = field(default_factory=list)
    models: dict[str, Path] = field(default_factory=dict)
    device: str = "cpu"
    log: logging.Logger = field(default_factory=lambda: logging.getLogger("task.test"))

    @property
    def home(self) -> Path:
        return Path(os.environ["VITRINE_HOME"])

    def input(self, ref: str) -> Path:
        return Path(ref)

    def model(self, kind: str, ref: str = "") -> ModelFiles:
        if ref in self.models:
            return ModelFiles(id=ref, kind=kind, path=self.models[ref])
        raise AppError("no_model", kind=kind)

    def loaded(self, key: str, load: Callable[[], Any]) -> Any:
        if key.startswith("encoder:"):
            return self.shelf.setdefault("encoder", ToyEncoder())
        if key not in self.shelf:
            self.shelf[key] = load()
        return self.shelf[key]

    def rng(self, index: int) -> np.random.Generator:
        return np.random.default_rng((11, index))


@dataclass
class Bench:
    """Runs tasks in a folder."""

    root: Path
    model: Copying
    shelf: dict[str, Any] = field(default_factory=dict)
    models: dict[str, Path] = field(default_factory=dict)
    runs: int = 0

    def run(self, task: Callable[..., Any], request: Any) -> tuple[list[Any], Any, Path]:
        """Steps, result and the folder of a run; files are asked for by what the result names."""
        out = self.root / f"run-{self.runs}"
        self.runs += 1
        out.mkdir()
        *steps, result = task(Context(out, self.shelf, models=self.models), request)
        assert isinstance(result, TaskResult)
        assert all(isinstance(step, Progress | Partial) for step in steps)
        for name in result.files.values():
            assert (out / name).exists()
        return steps, result, out

    def file(self, name: str, examples: Sequence[Example]) -> str:
        """A file of examples."""
        write_examples(self.root / name, examples)
        return str(self.root / name)


@pytest.fixture
def bench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    made = Bench(tmp_path, Copying())
    monkeypatch.setenv("VITRINE_HOME", str(tmp_path / "home"))

    monkeypatch.setattr(task_model, "load_causal", lambda *_: made.model)
    return made


@pytest.fixture
def files(bench: Bench) -> tuple[str, str]:
    """A pool and queries of two tasks."""
    pool = [*rows("topic", 40), *rows("facts", 40, kind="text")]
    asked = [*rows("topic", 12, 40), *rows("facts", 6, 40, kind="text")]
    return bench.file("pool.jsonl", pool), bench.file("queries.jsonl", asked)
