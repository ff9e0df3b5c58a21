"""Rows to pool, validation and test: by group, seeded, and without copies of what is tested."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from shared.icl.example import Example
from shared.icl.hygiene import LeakKind, PoolHygiene
from worker.icl.data.raw import RawRow

# An answer's words within a demonstration are looked at by the evaluation; they are no copy.
COPIES: tuple[LeakKind, ...] = ("query-in-pool", "near-query", "group")


@dataclass(frozen=True)
class Sizes:
    """Most rows of each part; where there are few rows, a share of them is taken for testing."""

    pool: int = 3_000
    validation: int = 300
    test: int = 500
    test_share: float = 0.3
    validation_share: float = 0.15

    def within(self, rows: int) -> Sizes:
        """The sizes for a data set of so many rows."""
        test = min(self.test, int(rows * self.test_share))
        validation = min(self.validation, int(rows * self.validation_share))
        return Sizes(min(self.pool, rows - test - validation), validation, test)


Parts = tuple[list[int], list[int], list[int]]


def split(rows: Sequence[RawRow], sizes: Sizes, per_group: int, rng: np.random.Generator) -> Parts:
    """Places of the rows of pool, validation and test.

    Groups are shuffled and given to test, validation and pool in turn, at most `per_group` rows of
    each (0 for all). Where the data set has a test side, the test comes from it and nothing else.
    """
    has_sides = any(row.side == "test" for row in rows)
    tested = _shuffled(rows, [i for i, row in enumerate(rows) if row.side != "train"], rng)
    trained = _shuffled(rows, [i for i, row in enumerate(rows) if row.side == "train"], rng)
    kept = [[g[:per_group] if per_group else g for g in side] for side in (tested, trained)]
    limits = sizes.within(sum(len(group) for side in kept for group in side))
    test, rest = _filled(kept[0], limits.test)
    others = kept[1] if has_sides else rest
    validation, others = _filled(others, limits.validation)
    pool, _ = _filled(others, limits.pool)
    return pool, validation, test


def without_copies(
    pool: Sequence[Example], validation: Sequence[Example], test: Sequence[Example]
) -> tuple[list[Example], list[Example], int]:
    """Pool and validation without rows that are, or nearly are, later ones; how many went.

    A row goes from the pool for being like one of the validation or test, from the validation for
    being like one of the test, and from the pool for being word for word an earlier one of it.
    """
    kept_validation = _unlike(validation, test)
    kept = _unlike(_distinct(pool), [*kept_validation, *test])
    return kept, kept_validation, len(pool) - len(kept) + len(validation) - len(kept_validation)


def _shuffled(
    rows: Sequence[RawRow], places: Iterable[int], rng: np.random.Generator
) -> list[list[int]]:
    """The places by group, groups and rows within them in a drawn order."""
    groups: dict[object, list[int]] = {}
    for place in places:
        groups.setdefault(rows[place].group or place, []).append(place)
    order = list(groups.values())
    drawn = [order[number] for number in rng.permutation(len(order))]
    return [[group[number] for number in rng.permutation(len(group))] for group in drawn]


def _filled(groups: Sequence[list[int]], size: int) -> tuple[list[int], list[list[int]]]:
    """Whole groups until the size is reached, the last one cut to it; and the groups left."""
    taken: list[int] = []
    for number, group in enumerate(groups):
        if len(taken) >= size:
            return taken, list(groups[number:])
        taken.extend(group[: size - len(taken)])
    return taken, []


def _distinct(pool: Sequence[Example]) -> list[Example]:
    firsts: dict[tuple[str, str], Example] = {}
    for row in pool:
        firsts.setdefault((row.input, row.output), row)
    return list(firsts.values())


def _unlike(pool: Sequence[Example], queries: Sequence[Example]) -> list[Example]:
    leaks = PoolHygiene(pool).leaks(queries)
    gone = {name for leak in leaks if leak.kind in COPIES for name in leak.row_ids}
    return [row for row in pool if row.id not in gone]
