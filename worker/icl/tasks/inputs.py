"""What the tasks of demonstrations are given: pool and queries, encoder, selectors and model."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from shared.errors import AppError
from shared.icl.example import Example
from shared.icl.files import BadRow, read_examples
from shared.paths import write_atomic
from shared.tasks.events import Progress
from worker.engine.context import TaskContext
from worker.icl.encoding.encoder import TextEncoder, load_encoder
from worker.icl.selection.corpus import Corpus, Query
from worker.icl.selection.trained import Trained, load_trained, require_encoder
from worker.icl.tasks import vector_store
from worker.icl.tasks.kept_index import index_of

KIND = "icl"
BAD_ROWS_FILE = "bad_rows.jsonl"


@dataclass(frozen=True)
class LeftRow:
    """A row of `file` ("pool" or "queries") that was left out, and why."""

    file: str
    row: BadRow


@dataclass(frozen=True)
class Given:
    """A pool and queries; `bad` rows of either were left out."""

    corpus: Corpus
    queries: tuple[Query, ...]
    bad: tuple[LeftRow, ...]


def given(
    ctx: TaskContext,
    pool: str,
    queries: str,
    encoder: str,
    *,
    answered: bool = True,
    indexed: bool = False,
) -> Generator[Progress, None, Given]:
    """Read both files and encode their inputs; `indexed` searches large pools by an index.

    Raises
    ------
    AppError
        `bad_field` where one of them has no row that can be used.
    """
    rows, bad_rows = examples_of(ctx, "pool", pool)
    asked, bad_asked = examples_of(ctx, "queries", queries, answered=answered)
    texts = [example.input for example in (*rows, *asked)]
    made = encoder_of(ctx, encoder)
    vectors = yield from vectors_of(ctx, made, texts)
    known, own = vectors[: len(rows)], vectors[len(rows) :]
    index = None
    if indexed:
        index = yield from index_of(ctx, made, texts[: len(rows)], known)
    return Given(
        Corpus(rows, known, index),
        tuple(Query(example, vector) for example, vector in zip(asked, own, strict=True)),
        bad_rows + bad_asked,
    )


def encoder_of(ctx: TaskContext, ref: str) -> TextEncoder:
    """The encoder, loaded once."""
    return ctx.loaded(f"encoder:{ref}", lambda: load_encoder(ref, ctx.device))


def vectors_of(
    ctx: TaskContext, encoder: TextEncoder, texts: Sequence[str]
) -> Generator[Progress, None, npt.NDArray[np.float32]]:
    """Vectors float32 [n, D]; those of earlier runs are read, not made."""
    path = ctx.home / vector_store.FILE
    total = len(set(texts)) + 1
    with vector_store.VectorStore(path) as store:
        steps = store.encode(encoder, texts)
        while True:
            try:
                known = next(steps)
            except StopIteration as end:
                made: npt.NDArray[np.float32] = end.value
                return made
            yield Progress(done=known, total=total, unit="texts", stage="encoding")


def trained_of(ctx: TaskContext, ref: str, encoder: TextEncoder) -> Trained | None:
    """The trained selector `ref`; without a name the shipped one, if it fits the encoder, or None.

    Raises
    ------
    AppError
        What the registry and the loading raise.
    """
    try:
        files = ctx.model(KIND, ref)
    except AppError as error:
        if not ref and error.code == "no_model":
            return None
        raise
    path = files.path
    found: Trained = ctx.loaded(f"icl:{path}", lambda: load_trained(path))
    if found.config.encoder != encoder.fingerprint:
        if not ref:  # nobody asked for it
            return None
        require_encoder(path, found, encoder.fingerprint)
    return found


def examples_of(
    ctx: TaskContext, field: str, ref: str, *, answered: bool = True
) -> tuple[tuple[Example, ...], tuple[LeftRow, ...]]:
    """The rows of a file that can be used, and those that were left out.

    Raises
    ------
    AppError
        `bad_field` where there is none to use.
    """
    report = read_examples(ctx.input(ref), require_output=answered)
    if not report.examples:
        first = report.bad[0].reason if report.bad else "it is empty"
        limit = f"at least one row that can be used ({first})"
        raise AppError("bad_field", field=field, value=ref, limit=limit)
    return report.examples, tuple(LeftRow(field, row) for row in report.bad)


def write_bad_rows(out: Path, bad: Sequence[LeftRow]) -> dict[str, str]:
    """List what was left out, row by row; the role and name of the file, if there was anything."""
    if not bad:
        return {}
    rows: list[dict[str, Any]] = [{"file": one.file, **msgspec.to_builtins(one.row)} for one in bad]
    encode = msgspec.json.encode
    write_atomic(out / BAD_ROWS_FILE, b"".join(encode(row) + b"\n" for row in rows))
    return {"bad_rows": BAD_ROWS_FILE}
