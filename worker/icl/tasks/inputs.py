"""What the tasks of demonstrations are given: pool and queries out of files, with their vectors."""

from __future__ import annotations

from dataclasses import dataclass

from shared.errors import AppError
from shared.icl.example import Example
from shared.icl.files import BadRow, read_examples
from worker.engine.context import TaskContext
from worker.icl.encoding.encoder import TextEncoder, load_encoder
from worker.icl.selection.corpus import Corpus, Query


@dataclass(frozen=True)
class Given:
    """A pool and queries; `bad` rows of either were left out."""

    corpus: Corpus
    queries: tuple[Query, ...]
    bad: tuple[BadRow, ...]


def given(
    ctx: TaskContext, pool: str, queries: str, encoder: str, *, answered: bool = True
) -> Given:
    """Read both files and encode their inputs.

    Raises
    ------
    AppError
        `bad_field` where one of them has no row that can be used.
    """
    rows, bad_rows = _examples(ctx, "pool", pool, answered=True)
    asked, bad_asked = _examples(ctx, "queries", queries, answered=answered)
    made = encoder_of(ctx, encoder)
    vectors = made.encode([example.input for example in rows])
    own = made.encode([example.input for example in asked])
    return Given(
        Corpus(rows, vectors),
        tuple(Query(example, vector) for example, vector in zip(asked, own, strict=True)),
        bad_rows + bad_asked,
    )


def encoder_of(ctx: TaskContext, ref: str) -> TextEncoder:
    """The encoder, loaded once."""
    return ctx.loaded(f"encoder:{ref}", lambda: load_encoder(ref, ctx.device))


def _examples(
    ctx: TaskContext, field: str, ref: str, *, answered: bool
) -> tuple[tuple[Example, ...], tuple[BadRow, ...]]:
    report = read_examples(ctx.input(ref), require_output=answered)
    if not report.examples:
        first = report.bad[0].reason if report.bad else "it is empty"
        limit = f"at least one row that can be used ({first})"
        raise AppError("bad_field", field=field, value=ref, limit=limit)
    return report.examples, report.bad
