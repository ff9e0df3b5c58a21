"""What is wrong with a prompt as a whole: leaks, copies, one label only."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from desktop.icl.pick import Pick
from desktop.icl.setup import Setup
from shared.icl.pool.store import PoolRow, TaskFacet

MOST_LABELS = 8


class Finding(msgspec.Struct, frozen=True):
    """One thing to know: its kind, the rows that it is about, and whether it spoils figures."""

    kind: str
    ids: tuple[str, ...] = ()
    is_bad: bool = True


class Shares(msgspec.Struct, frozen=True):
    """Label shares in the pool, among the candidates and in the prompt; each sums to 1 or 0."""

    labels: tuple[str, ...] = ()
    pool: tuple[float, ...] = ()
    candidates: tuple[float, ...] = ()
    prompt: tuple[float, ...] = ()


def findings(pick: Pick, setup: Setup, same: Sequence[PoolRow] = ()) -> tuple[Finding, ...]:
    """What the checks found; `same` are rows of the pool with the query's own text."""
    found: list[Finding] = []
    own = tuple(row.example.id for row in same if row.example.id != setup.query.id)
    if own:
        found.append(Finding("same-in-pool", own))
    inside = set(pick.order)
    kinds: dict[str, list[str]] = {}
    for row_id, row_kinds in pick.badges.items():
        for one in row_kinds:
            kinds.setdefault(one, []).append(row_id)
    for kind, ids in kinds.items():
        in_prompt = tuple(row_id for row_id in ids if row_id in inside)
        if in_prompt:
            found.append(Finding(kind, in_prompt, kind not in ("duplicate",)))
        elif kind not in ("duplicate", "conflict"):
            found.append(Finding(f"{kind}-candidate", tuple(ids), False))
    outputs = {demo.output for demo in pick.in_prompt}
    if len(pick.in_prompt) > 1 and len(outputs) == 1:
        found.append(Finding("one-label", tuple(pick.order), False))
    return tuple(found)


def shares(pick: Pick, setup: Setup, facets: Sequence[TaskFacet]) -> Shares:
    """Labels' shares; the rarest are summed as an empty label."""
    task = setup.query.task or (pick.demos[0].task if pick.demos else "")
    facet = next((one for one in facets if one.task == task), None)
    if facet is None or not facet.labels:
        return Shares()
    labels = tuple(text for text, _ in facet.labels[:MOST_LABELS])
    pool = dict(facet.labels) | {"": facet.other}
    parts = [
        _parts(pool, labels),
        _parts(Counter(demo.output for demo in pick.demos), labels),
        _parts(Counter(demo.output for demo in pick.in_prompt), labels),
    ]
    return Shares((*labels, ""), *parts)


def _parts(counts: Mapping[str, int], labels: tuple[str, ...]) -> tuple[float, ...]:
    total = sum(counts.values())
    if not total:
        return (0.0,) * (len(labels) + 1)
    known = [counts.get(label, 0) for label in labels]
    return tuple(count / total for count in (*known, total - sum(known)))
