"""Texts as sets of character 5-grams, and the pairs of them that are alike (MinHash and LSH)."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]
LENGTH = 5
BANDS, ROWS = 20, 6  # a pair of Jaccard 0.8 meets in some band with probability 0.998
THRESHOLD = 0.8
# A row is compared with so many of those it meets in one band: it takes one to know a copy.
MEETINGS = 200
COMMON_SHARE, COMMON_ROWS, FEWEST = 0.2, 20, 5
_GAP = re.compile(r"[\W_]+")
_ASCII_GAPS = {code: " " for code in range(128) if not chr(code).isalnum()}
_SPREAD = np.uint64(0x9E3779B97F4A7C15)


def normalize(text: str) -> str:
    """Compatibility forms made one, no case, no punctuation, single spaces.

    A text of punctuation only is kept, without its spaces.
    """
    if text.isascii():  # half the time of an import goes into this
        spaced = text.lower().translate(_ASCII_GAPS)
        return " ".join(spaced.split()) or "".join(text.lower().split())
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _GAP.sub(" ", folded).strip() or "".join(folded.split())


def text_hash(text: str) -> str:
    """Hex digits that are equal for texts that differ only in case, punctuation and spaces."""
    return hashlib.blake2b(normalize(text).encode(errors="replace"), digest_size=16).hexdigest()


def shingles(text: str) -> Hashes:
    """Sorted distinct hashes uint64 of the normalised text's 5-grams; of a shorter one, one."""
    points = normalize(text).encode("utf-32-le", errors="replace")
    codes = np.frombuffer(points, np.uint32).astype(np.uint64)
    if len(codes) < LENGTH:
        codes = np.pad(codes, (0, LENGTH - len(codes)))
    mixed = np.zeros(len(codes) - LENGTH + 1, np.uint64)
    for place in range(LENGTH):
        mixed = _mix(mixed ^ codes[place : len(codes) - LENGTH + 1 + place])
    return np.unique(mixed)


def jaccard(first: Hashes, second: Hashes) -> float:
    """Share of common members in all members of two sorted sets."""
    common = len(np.intersect1d(first, second, assume_unique=True))
    joined = len(first) + len(second) - common
    return common / joined if joined else 0.0


def boilerplate(sets: Sequence[Hashes]) -> Hashes:
    """Members of more than a fifth of the sets: the template's words, which make nothing alike.

    With fewer than 20 sets there is no telling, and none are given.
    """
    if len(sets) < COMMON_ROWS:
        return np.empty(0, np.uint64)
    members, counts = np.unique(np.concatenate(sets), return_counts=True)
    return members[counts > COMMON_SHARE * len(sets)]


def without(own: Hashes, common: Hashes) -> Hashes:
    """A set without the common members, unless hardly any would be left."""
    rest = np.setdiff1d(own, common, assume_unique=True)
    return rest if len(rest) >= FEWEST else own


class NearIndex:
    """Sets that were added, found again by sets that are alike.

    Parameters
    ----------
    threshold : float
        Jaccard index from which two sets are alike.
    """

    def __init__(self, threshold: float = THRESHOLD, seed: int = 0) -> None:
        rng = np.random.default_rng(seed)
        draw = rng.integers(0, 2**64, size=(2, BANDS * ROWS, 1), dtype=np.uint64)
        self._factors, self._offsets = draw[0] | np.uint64(1), draw[1]
        self.threshold = threshold
        self._sets: list[Hashes] = []
        self._bands: list[dict[bytes, list[int]]] = [{} for _ in range(BANDS)]

    def __len__(self) -> int:
        return len(self._sets)

    def add(self, members: Hashes) -> int:
        """Keep a set; its number counts from 0."""
        number = len(self._sets)
        self._sets.append(members)
        for band, key in enumerate(self._keys(members)):
            self._bands[band].setdefault(key, []).append(number)
        return number

    def alike(self, members: Hashes) -> Iterator[tuple[int, float]]:
        """Numbers of the sets that are alike, with their Jaccard index, in their order."""
        met: set[int] = set()
        for band, key in enumerate(self._keys(members)):
            met.update(self._bands[band].get(key, ())[:MEETINGS])
        for number in sorted(met):
            index = jaccard(self._sets[number], members)
            if index >= self.threshold:
                yield number, index

    def _keys(self, members: Hashes) -> Iterable[bytes]:
        least = (members * self._factors + self._offsets).min(axis=1)
        return (row.tobytes() for row in least.reshape(BANDS, ROWS))


def _mix(values: Hashes) -> Hashes:
    """The finaliser of splitmix64, a bijection that spreads neighbouring values."""
    values = values + _SPREAD
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed: Hashes = values ^ (values >> np.uint64(31))
    return mixed
