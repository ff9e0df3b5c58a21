"""Gates before a run: what of the test queries the pool gives away, and no answer in a ranking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shared.errors import AppError
from shared.icl.hygiene import LEAK_KINDS, PoolHygiene
from worker.icl.evaluation.choices import Choice
from worker.icl.evaluation.units import Unit


@dataclass(frozen=True)
class Cleanliness:
    """What was found in a unit.

    Attributes
    ----------
    leaking : frozenset of str
        Ids of the queries that leak in any way.
    counts : dict
        Queries by the way in which they leak.
    split_groups : tuple of str
        Groups with rows in the pool and among the test queries.
    duplicates : int
        Rows of the pool that are exact or near copies of an earlier one.
    """

    leaking: frozenset[str]
    counts: dict[str, int]
    split_groups: tuple[str, ...]
    duplicates: int


def cleanliness(unit: Unit) -> Cleanliness:
    """Look at a unit's pool and queries, answers and all."""
    queries = [query.example for query in unit.queries]
    made = PoolHygiene(unit.corpus.examples)
    leaks = made.leaks(queries)
    groups = {row.group for row in unit.corpus.examples if row.group}
    return Cleanliness(
        frozenset(leak.query_id for leak in leaks),
        {kind: sum(leak.kind == kind for leak in leaks) for kind in LEAK_KINDS},
        tuple(sorted({query.group for query in queries} & groups)),
        len(made.duplicates),
    )


def require_others(unit: Unit, choices: Sequence[Choice]) -> None:
    """Refuse a choice that gives a query itself, a copy of it, or a row of its group.

    Raises
    ------
    AppError
        `internal`: a selector that does so would spoil every figure.
    """
    for choice in choices:
        for query, shown in zip(unit.queries, choice.lists, strict=True):
            allowed = set(unit.corpus.allowed(query.example).tolist()) if shown else set()
            wrong = [one.row for one in shown if one.row not in allowed]
            if wrong:
                row = unit.corpus.examples[wrong[0]].id
                reason = f"{choice.retriever} gave {row} to the query {query.example.id}"
                raise AppError("internal", reason=f"{reason}, which is the same text or group.")
