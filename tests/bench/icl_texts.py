"""Texts of this repository's documents, and vectors like theirs in any number."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

ROOT = Path(__file__).parents[2]
_FRESH_SHARE = 0.35


def texts(count: int, seed: int = 0, shortest: int = 12, longest: int = 44) -> list[str]:
    """Runs of words of the documents, 12 to 44 words long."""
    words = " ".join(path.read_text() for path in sorted(ROOT.glob("docs/**/*.md"))).split()
    rng = random.Random(seed)
    found = []
    for _ in range(count):
        size = rng.randint(shortest, longest)
        begin = rng.randrange(len(words) - size)
        found.append(" ".join(words[begin : begin + size]))
    return found


def mixed(own: npt.NDArray[np.float32], count: int, seed: int = 0) -> npt.NDArray[np.float32]:
    """Vectors float32 [count, D] of length 1: each leans to one of `own` [n, D] and to another.

    Encoding a million texts takes hours and is not what is measured; vectors without the structure
    that texts have would be harder to index than any pool.
    """
    rng = np.random.default_rng(seed)
    shares = rng.uniform(0, 1, (count, 1)).astype(np.float32)
    one, other = (own[rng.integers(0, len(own), count)] for _ in range(2))
    made = shares * one + (1 - shares) * other
    noise = rng.standard_normal(made.shape, dtype=np.float32) / np.sqrt(made.shape[1])
    made += _FRESH_SHARE * noise.astype(np.float32)
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    return np.ascontiguousarray(made, np.float32)


def percentile_ms(took_s: Sequence[float], share: float = 95) -> float:
    """Of durations in seconds, in milliseconds."""
    return float(np.percentile(np.asarray(took_s) * 1000, share))
