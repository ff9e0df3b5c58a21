"""Trials with every label known and nothing but noise in them."""

from __future__ import annotations

import numpy as np

from worker.neuro.decoding.trials import Trials


def made_trials(*, in_blocks: bool = False, seed: int = 0) -> Trials:
    """Two sessions of one person with two blocks each; 8 concepts with 20 pictures, each once.

    With `in_blocks`, all pictures of a concept come in a row, as in a block design.
    """
    rng = np.random.default_rng(seed)
    picture = np.arange(160)
    if not in_blocks:
        picture = rng.permutation(picture)
    n = len(picture)
    concept = picture // 20
    session = np.arange(n) // 80
    return Trials(
        samples=rng.normal(size=(n, 4, 115)).astype(np.float32),
        before=rng.normal(size=(n, 4, 115)).astype(np.float32),
        picture=picture,
        concept=concept,
        subject=np.zeros(n, np.int64),
        session=session,
        block=np.arange(n) // 40,
        order=np.arange(n) % 80,
        labels=("TP9", "AF7", "AF8", "TP10"),
    )
