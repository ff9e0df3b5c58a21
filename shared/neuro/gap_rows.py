"""Samples with a row of NaN for every slot that is missing: what a buffer or a picture needs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from shared.neuro.placed import Gap


def with_gap_rows(
    samples: np.ndarray, first_index: int, gaps: Sequence[Gap], most: int
) -> tuple[np.ndarray, int]:
    """Rows for slots, in the dtype of `samples`, and the slot after the last of them.

    Parameters
    ----------
    samples : np.ndarray
        floating [n, C], the samples of one `Placed` in order.
    first_index : int
        Slot that follows the last one handed over before.
    gaps : sequence of Gap
        The gaps of the same `Placed`.
    most : int
        Rows that the caller has room for: of a longer gap only the last `most` rows are made, and
        what lies before it is left out.

    Raises
    ------
    ValueError
        If a gap does not lie among these samples: something was left out or came twice.
    """
    parts: list[np.ndarray] = []
    used, index = 0, first_index
    for gap in gaps:
        before = gap.start_index - index
        if before < 0 or used + before > len(samples):
            raise ValueError(f"a gap at slot {gap.start_index} does not follow slot {index}")
        parts.append(samples[used : used + before])
        if gap.n_missing > most:
            parts.clear()
        rows = min(gap.n_missing, most)
        parts.append(np.full((rows, samples.shape[1]), np.nan, samples.dtype))
        used += before
        index = gap.start_index + gap.n_missing
    rest = samples[used:]
    return (np.concatenate([*parts, rest]) if parts else rest), index + len(rest)
