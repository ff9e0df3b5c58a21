"""The first stage of the recipe: files read, texts encoded once, tasks split."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from safetensors.numpy import load, save

from shared.errors import AppError
from shared.icl.example import Example
from shared.icl.files import read_examples
from shared.ids import sha256_file
from worker.icl.encoding.encoder import TextEncoder
from worker.icl.training.settings import Asked
from worker.icl.training.stage_files import Made, StageFiles
from worker.icl.training.task_pools import TaskPool, task_pools

_FILE = "vectors.safetensors"


@dataclass(frozen=True)
class Texts:
    """Rows of the pool and, where there is a file of them, validation queries."""

    pool: tuple[Example, ...]
    validation: tuple[Example, ...] | None
    left_out: int

    @staticmethod
    def of(wanted: Asked) -> Texts:
        """Read both files.

        Raises
        ------
        AppError
            `bad_field` where one has no row that can be used.
        """
        pool, bad = _read("--pool", wanted.pool)
        if wanted.validation is None:
            return Texts(pool, None, bad)
        queries, more = _read("--validation", wanted.validation)
        return Texts(pool, queries, bad + more)


def run_identity(wanted: Asked, encoder: str, seed: int) -> dict[str, str]:
    """What has to stay the same for a run to go on."""
    return {
        "pool": sha256_file(wanted.pool),
        "validation": sha256_file(wanted.validation) if wanted.validation else "",
        "recipe": repr(wanted.settings),
        "lm": wanted.lm,
        "encoder": encoder,
        "seed": str(seed),
    }


def prepared(
    files: StageFiles,
    texts: Texts,
    encoder: TextEncoder,
    count: int,
    seed: int,
    report: Callable[[str], None],
) -> list[TaskPool]:
    """Tasks with their vectors."""

    def make() -> Made:
        found = {"pool": _encoded(encoder, texts.pool, report)}
        if texts.validation is not None:
            found["validation"] = _encoded(encoder, texts.validation, report)
        return Made(save(found), sum(len(vectors) for vectors in found.values()))

    data = files.made("vectors", _FILE, make)
    vectors = load(data)
    validation = None
    if texts.validation is not None:
        validation = (texts.validation, vectors["validation"])
    return task_pools((texts.pool, vectors["pool"]), validation, count, seed)


def _encoded(
    encoder: TextEncoder, examples: Sequence[Example], report: Callable[[str], None]
) -> np.ndarray:
    told = [0]

    def done(count: int) -> None:
        if count - told[0] >= 2000:
            told[0] = count
            report(f"vectors: {count} of {len(examples)} texts")

    return encoder.encode([example.input for example in examples], done)


def _read(option: str, path: Path) -> tuple[tuple[Example, ...], int]:
    if not path.is_file():
        raise AppError("missing_file", file=str(path))
    found = read_examples(path)
    if not found.examples:
        reason = found.bad[0].reason if found.bad else "it is empty"
        limit = f"at least one row that can be used ({reason})"
        raise AppError("bad_field", field=option, value=str(path), limit=limit)
    return found.examples, len(found.bad)
