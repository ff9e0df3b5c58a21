"""An order of trials without the confound of blocks: balanced over them, random within."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Sequence
from itertools import pairwise

import numpy as np

from shared.errors import AppError

MIN_BLOCK_TRIALS = 4


def block_count(n_trials: int, block_trials: int) -> int:
    """The fewest blocks of at most `block_trials`."""
    return max(1, math.ceil(n_trials / block_trials))


def balanced_blocks(
    kinds: Sequence[tuple[Hashable, Hashable]],
    repeats: int,
    n_blocks: int,
    rng: np.random.Generator,
) -> list[list[int]]:
    """Every item `repeats` times, dealt over blocks, never twice in a row.

    Each category, concept and item comes equally often in every block (to within one), so that what
    changes slowly over a session says nothing about what was seen (Li et al., TPAMI 2021). Blocks
    are equally long to within one.

    Parameters
    ----------
    kinds : sequence
        Category and concept of each item; items are known by their place in it.
    n_blocks : int
        At most a quarter of the number of trials.

    Returns
    -------
    list of list of int
        Items in order, a list for each block.

    Raises
    ------
    AppError
        `bad_field` if one item alone is to be repeated, or if blocks would be too short.
    """
    n_trials = len(kinds) * repeats
    if len(kinds) < 2 and n_trials > 1:
        limit = "at least 2, so that none follows itself"
        raise AppError("bad_field", field="pictures", value=len(kinds), limit=limit)
    if n_blocks > 1 and n_trials < MIN_BLOCK_TRIALS * n_blocks:
        limit = f"at most {max(1, n_trials // MIN_BLOCK_TRIALS)} for {n_trials} pictures"
        raise AppError("bad_field", field="blocks", value=n_blocks, limit=limit)
    if len(kinds) == 2:
        return _alternating(repeats, n_blocks, rng)
    dealt: list[list[int]] = [[] for _ in range(n_blocks)]
    places = rng.permutation(n_blocks)
    for position, item in enumerate(_grouped(kinds, repeats, rng)):
        dealt[places[position % n_blocks]].append(item)
    ordered: list[list[int]] = []
    last: int | None = None
    for items in dealt:
        ordered.append(_shuffled(items, last, rng))
        last = ordered[-1][-1] if ordered[-1] else last
    return ordered


def _grouped(
    kinds: Sequence[tuple[Hashable, Hashable]], repeats: int, rng: np.random.Generator
) -> list[int]:
    """All trials, those of one item together, so those of one concept and of one category."""
    categories = list(dict.fromkeys(category for category, _ in kinds))
    concepts = list(dict.fromkeys(kinds))
    first = dict(zip(categories, rng.permutation(len(categories)), strict=True))
    second = dict(zip(concepts, rng.permutation(len(concepts)), strict=True))
    items = sorted(
        rng.permutation(len(kinds)),
        key=lambda item: (first[kinds[item][0]], second[kinds[item]]),
    )
    return [int(item) for item in items for _ in range(repeats)]


def _alternating(repeats: int, n_blocks: int, rng: np.random.Generator) -> list[list[int]]:
    first = int(rng.integers(2))
    trials = [(first + k) % 2 for k in range(2 * repeats)]
    cuts = [round(len(trials) * k / n_blocks) for k in range(n_blocks + 1)]
    return [trials[a:b] for a, b in pairwise(cuts)]


def _shuffled(items: list[int], last: int | None, rng: np.random.Generator) -> list[int]:
    """A random order in which none follows itself, nor `last` at the start.

    An item that fills half of what is left must come next; otherwise any may, by its share.
    """
    left = Counter(items)
    order: list[int] = []
    for n_left in range(len(items), 0, -1):
        item, count = max(left.items(), key=lambda entry: entry[1])
        if 2 * count <= n_left or item == last:
            choices = [i for i in left if i != last] or [item]
            weights = np.array([left[i] for i in choices], float)
            item = int(rng.choice(choices, p=weights / weights.sum()))
        order.append(item)
        left[item] -= 1
        if not left[item]:
            del left[item]
        last = item
    return order
