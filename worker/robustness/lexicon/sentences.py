"""How near two texts are, by the vectors of MiniLM."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
# Texts to vectors float32 [n, D] of length 1.
Encode = Callable[[Sequence[str]], Vectors]


@lru_cache(maxsize=20_000)
def _known(text: str) -> list[Vectors]:
    """A place for the vector of a text, filled when it is first asked for."""
    return []


@cache
def _encode() -> Encode:
    from worker.icl.encoding.encoder import load_encoder

    return load_encoder().encode


def encode(texts: Sequence[str]) -> Vectors:
    """Vectors float32 [n, D] of length 1; each text is computed once."""
    places = [_known(text) for text in texts]
    missing = list(dict.fromkeys(t for t, place in zip(texts, places, strict=True) if not place))
    if missing:
        made = dict(zip(missing, _encode()(missing), strict=True))
        for text, place in zip(texts, places, strict=True):
            if not place:
                place.append(made[text])
    return np.stack([place[0] for place in places])


def cosines(text: str, others: Sequence[str], by: Encode = encode) -> npt.NDArray[np.float32]:
    """Cosine of each of the others with a text, float32 [n]."""
    vectors = by([text, *others])
    return np.asarray(vectors[1:] @ vectors[0], np.float32)


def angular(cosine: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Angular similarity, 1 - angle / π, of cosines."""
    return np.asarray(1 - np.arccos(np.clip(cosine, -1, 1)) / np.pi, np.float32)
