"""Which demonstrations go into a prompt and in which order: pins, bans, quotas, order presets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from typing import Literal

import msgspec

from shared.errors import AppError
from shared.icl.example import Example

Order = Literal["similar-last", "similar-first", "random", "label-alternating", "given"]
ORDERS: tuple[Order, ...] = (
    "similar-last",
    "similar-first",
    "random",
    "label-alternating",
    "given",
)


class Demonstration(msgspec.Struct, frozen=True):
    """A row of the pool that was chosen for a query.

    Attributes
    ----------
    utility : float
        What it is worth; higher is better. The gain of the right answer's log-likelihood where that
        is known, else the retriever's score; the unit must be one within a prompt.
    pinned : bool
        Stays in, whatever its utility.
    """

    example: Example
    utility: float = 0.0
    pinned: bool = False


class LeftOut(msgspec.Struct, frozen=True):
    """A demonstration that is not in the prompt, and why."""

    id: str
    reason: Literal["banned", "quota", "beyond k", "budget"]


class Curation(msgspec.Struct, frozen=True):
    """What a person wants of a prompt's demonstrations.

    Attributes
    ----------
    k : int
        Number of demonstrations at most; pinned ones count.
    pins, bans : tuple[str, ...]
        Ids of rows.
    per_label : int | None
        Demonstrations of one output at most; pinned ones count, and stay.
    seed : int
        For the order `random`.
    """

    k: int = 4
    pins: tuple[str, ...] = ()
    bans: tuple[str, ...] = ()
    per_label: int | None = None
    order: Order = "similar-last"
    seed: int = 0


def curate(
    candidates: Sequence[Demonstration], curation: Curation
) -> tuple[tuple[Demonstration, ...], tuple[LeftOut, ...]]:
    """The chosen demonstrations in the prompt's order, and the others with the reason.

    Candidates come best first; a pinned row must be among them. The query itself is no candidate:
    its caller keeps it out.

    Raises
    ------
    AppError
        `bad_request` for a row both pinned and banned, pinned but not a candidate, or more pins
        than k.
    """
    _check_pins({one.example.id for one in candidates}, curation)
    chosen: list[Demonstration] = []
    left_out: list[LeftOut] = []
    pinned = [one.example.output for one in candidates if one.example.id in curation.pins]
    labels, room = Counter(pinned), curation.k - len(pinned)
    for one in candidates:
        row = one.example
        if row.id in curation.pins:
            chosen.append(msgspec.structs.replace(one, pinned=True))
        elif row.id in curation.bans:
            left_out.append(LeftOut(row.id, "banned"))
        elif curation.per_label is not None and labels[row.output] >= curation.per_label:
            left_out.append(LeftOut(row.id, "quota"))
        elif room <= 0:
            left_out.append(LeftOut(row.id, "beyond k"))
        else:
            chosen.append(one)
            labels[row.output] += 1
            room -= 1
    return ordered(chosen, curation.order, seed=curation.seed), tuple(left_out)


def ordered(
    best_first: Sequence[Demonstration], order: Order, *, seed: int = 0
) -> tuple[Demonstration, ...]:
    """The demonstrations in the order of the prompt, whose end is next to the query.

    `similar-last` is LLM-R's; `label-alternating` goes round the labels, the best of all last;
    `given` changes nothing, for an order made by hand.
    """
    match order:
        case "similar-last":
            return tuple(reversed(best_first))
        case "random":
            # Types of this module are of every task's requests: a host starts without numpy.
            import numpy as np

            places = np.random.default_rng(seed).permutation(len(best_first))
            return tuple(best_first[int(place)] for place in places)
        case "label-alternating":
            return tuple(reversed(_round_robin(best_first)))
        case _:
            return tuple(best_first)


def _round_robin(best_first: Sequence[Demonstration]) -> list[Demonstration]:
    queues: dict[str, list[Demonstration]] = {}
    for one in best_first:
        queues.setdefault(one.example.output, []).append(one)
    turns: list[Demonstration] = []
    while any(queues.values()):
        turns += [queue.pop(0) for queue in queues.values() if queue]
    return turns


def _check_pins(ids: Collection[str], curation: Curation) -> None:
    both = set(curation.pins) & set(curation.bans)
    if both:
        raise AppError("bad_request", reason=f"{', '.join(sorted(both))} is pinned and banned.")
    strangers = set(curation.pins) - set(ids)
    if strangers:
        shown = ", ".join(sorted(strangers))
        raise AppError("bad_request", reason=f"{shown} is pinned but is no candidate.")
    if len(set(curation.pins)) > curation.k:
        raise AppError(
            "bad_field",
            field="k",
            value=curation.k,
            limit=f"at least {len(set(curation.pins))}, the number of pinned demonstrations",
        )
