"""What is wrong with single demonstrations: they give the query away, or repeat each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from shared.icl.example import Example
from shared.icl.hygiene import PoolHygiene

Badge = Literal["query-in-pool", "near-query", "answer", "group", "duplicate", "conflict"]


def demo_badges(rows: Sequence[Example], query: Example) -> dict[str, tuple[Badge, ...]]:
    """Badges by the row's id; rows without any are left out."""
    hygiene = PoolHygiene(rows)
    found: dict[str, list[Badge]] = {}
    for leak in hygiene.leaks([query]):
        for row_id in leak.row_ids:
            found.setdefault(row_id, []).append(leak.kind)
    for pair in hygiene.duplicates:
        found.setdefault(pair.second_id, []).append("conflict" if pair.conflict else "duplicate")
    return {row_id: tuple(dict.fromkeys(kinds)) for row_id, kinds in found.items()}
