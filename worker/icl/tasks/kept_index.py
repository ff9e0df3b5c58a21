"""The index of a large pool, built once and kept for the tasks that search in it."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Generator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from shared.tasks.events import Progress
from worker.engine.context import TaskContext
from worker.icl.encoding.encoder import TextEncoder
from worker.icl.index.vector_index import (
    ABOUT_FILE,
    Kind,
    VectorIndex,
    building,
    kind_for,
    load_index,
)

FOLDER = "icl-indexes"
# One of a million rows takes 1.8 GB; those that were not used for longest go first.
MOST_KEPT = 3


def index_of(
    ctx: TaskContext,
    encoder: TextEncoder,
    texts: Sequence[str],
    vectors: npt.NDArray[np.float32],
) -> Generator[Progress, None, VectorIndex | None]:
    """The index of these texts in this order; None where an exact search is quick enough.

    Raises
    ------
    AppError
        `bad_model` for kept files that are damaged, saying which folder to remove.
    """
    kind = kind_for(len(texts))
    if kind == "flat":
        return None
    folder = place_of(ctx, encoder, kind, texts)
    if (folder / ABOUT_FILE).is_file():
        os.utime(folder)
        found: VectorIndex = ctx.loaded(
            f"icl-index:{folder.name}", lambda: load_index(folder, encoder.fingerprint)
        )
        return found
    made = yield from built(vectors, encoder, kind)
    keep(folder, made)
    return made


def built(
    vectors: npt.NDArray[np.float32], encoder: TextEncoder, kind: Kind | None
) -> Generator[Progress, None, VectorIndex]:
    """An index whose ids are the places of the vectors."""
    ids = np.arange(len(vectors), dtype=np.int64)
    steps = building(vectors, ids, encoder.fingerprint, kind)
    while True:
        try:
            done = next(steps)
        except StopIteration as end:
            made: VectorIndex = end.value
            return made
        yield Progress(done=done, total=len(vectors), unit="rows", stage="indexing")


def keep(folder: Path, made: VectorIndex) -> None:
    """Save it as a whole or not at all, and let go of what was not used for longest."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=".new-", dir=folder.parent))
    try:
        made.save(temporary / "new")
        if folder.exists():
            folder.rename(temporary / "old")
        (temporary / "new").rename(folder)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    kept = [path for path in folder.parent.iterdir() if not path.name.startswith(".")]
    kept.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for old in kept[MOST_KEPT:]:
        shutil.rmtree(old, ignore_errors=True)


def place_of(ctx: TaskContext, encoder: TextEncoder, kind: Kind, texts: Sequence[str]) -> Path:
    """Where an index is kept: its name tells all that it is made of."""
    digest = hashlib.blake2b(digest_size=16)
    for part in (encoder.fingerprint, kind, *texts):
        raw = part.encode()
        digest.update(len(raw).to_bytes(8, "big") + raw)
    return ctx.home / FOLDER / digest.hexdigest()
