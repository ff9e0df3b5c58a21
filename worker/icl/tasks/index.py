"""The task `icl.index`: a pool's vectors, kept for the other tasks, and their index."""

from __future__ import annotations

import time
from collections.abc import Iterator

from shared.paths import write_atomic
from shared.tasks.events import Progress
from shared.tasks.icl import IclIndexRequest, IclIndexResult
from worker.engine.context import TaskContext
from worker.icl.index.vector_index import ABOUT_FILE
from worker.icl.tasks.inputs import encoder_of, examples_of, vectors_of, write_bad_rows
from worker.icl.tasks.kept_index import built, keep, place_of

FOLDER, IDS_FILE = "index", "rows.txt"


def index(ctx: TaskContext, request: IclIndexRequest) -> Iterator[Progress | IclIndexResult]:
    """Encode what is not encoded yet, build the index, and check it against an exact search.

    An approximate one is also kept in the home for the tasks that search in the same pool.

    Raises
    ------
    AppError
        For a pool without a row that can be used.
    """
    began = time.monotonic()
    rows, bad = examples_of(ctx, "pool", request.pool)
    encoder = encoder_of(ctx, request.encoder)
    texts = [example.input for example in rows]
    vectors = yield from vectors_of(ctx, encoder, texts)
    kind = None if request.kind == "auto" else request.kind
    made = yield from built(vectors, encoder, kind)
    made.save(ctx.out / FOLDER)
    if made.info.kind != "flat":
        keep(place_of(ctx, encoder, made.info.kind, texts), made)
    # Numbers of the index are places of these ids.
    ids = "".join(f"{example.id}\n" for example in rows)
    write_atomic(ctx.out / FOLDER / IDS_FILE, ids.encode())
    names = sorted(path.name for path in (ctx.out / FOLDER).iterdir())
    files = {name.partition(".")[0]: f"{FOLDER}/{name}" for name in names if name != ABOUT_FILE}
    yield IclIndexResult(
        files={**files, "about": f"{FOLDER}/{ABOUT_FILE}", **write_bad_rows(ctx.out, bad)},
        kind=made.info.kind,
        count=made.info.count,
        recall=made.info.recall,
        seconds=round(time.monotonic() - began, 3),
        bad_rows=len(bad),
    )
