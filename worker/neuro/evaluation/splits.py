"""Which trials train a decoder and which test it, and what the two must not share."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from worker.neuro.decoding.trials import Trials

Promise = Literal["picture", "concept", "block", "session", "subject"]
Rows = npt.NDArray[np.int64]

# Trials next to each other share slow noise, whatever was shown: none of them trains for the other.
GUARD = 1


@dataclass(frozen=True)
class Split:
    """Rows of one set of trials.

    Attributes
    ----------
    name : str
        What is printed beside every figure, such as `leave one run out, fold 2 of 6`.
    train, validation, test : int64 [k]
        Validation may choose (steps, strengths, thresholds); only training fits.
    promises : frozenset of str
        What training and validation do not share with the test. The audit checks it.
    """

    name: str
    train: Rows
    validation: Rows
    test: Rows
    promises: frozenset[Promise]

    def __post_init__(self) -> None:
        for part in ("train", "validation", "test"):
            rows = np.array(getattr(self, part), np.int64).ravel()
            rows.setflags(write=False)
            object.__setattr__(self, part, rows)

    @property
    def seen(self) -> Rows:
        """All rows that a decoder may look at before the test."""
        return np.concatenate([self.train, self.validation])


def keys(trials: Trials, promise: Promise) -> Rows:
    """One number per trial int64 [n], equal where two trials share what is promised.

    A block is one of its session and a session one of its subject. -1 (not known) stays -1.
    """
    if promise in ("picture", "concept", "subject"):
        return np.asarray(getattr(trials, promise), np.int64)
    parts = [trials.subject, trials.session]
    if promise == "block":
        parts.append(trials.block)
    _, numbers = np.unique(np.stack(parts, axis=1), axis=0, return_inverse=True)
    known = np.asarray(getattr(trials, promise)) >= 0
    return np.where(known, np.asarray(numbers, np.int64).ravel(), -1)


def neighbours(trials: Trials, of: Rows, among: Rows, reach: int = GUARD) -> npt.NDArray[np.bool_]:
    """Which rows of `among` are at most `reach` places from a row of `of` in the same session.

    Where session or order are not known (-1) none are.
    """
    order = np.asarray(trials.order, np.int64)
    session = np.where(order >= 0, keys(trials, "session"), -1)
    near = np.zeros(len(among), bool)
    for number in np.unique(session[of][session[of] >= 0]):
        here = np.sort(order[of][session[of] == number])
        inside = session[among] == number
        if not inside.any():
            continue
        places = order[among][inside]
        after = np.searchsorted(here, places).clip(0, len(here) - 1)
        before = (after - 1).clip(0)
        distance = np.minimum(abs(here[after] - places), abs(here[before] - places))
        near[inside] = distance <= reach
    return near


def leave_out(
    trials: Trials,
    test: Rows,
    promises: Iterable[Promise],
    *,
    name: str,
    validation: Rows | None = None,
    guard: int = GUARD,
) -> Split:
    """Train on everything that keeps the promises.

    Trials that share a promised thing with a test trial, or are its neighbours in time, are in
    neither part. `validation` rows that do so are dropped from it too; trials that share a block,
    picture or concept with what is left of them still train, as the test sees nothing of it.
    """
    wanted: frozenset[Promise] = frozenset(promises)
    test = np.asarray(test, np.int64)
    allowed = np.ones(len(trials), bool)
    allowed[test] = False
    for promise in wanted:
        key = keys(trials, promise)
        known = key[test][key[test] >= 0]
        allowed &= ~np.isin(key, known)
    if guard:
        allowed &= ~neighbours(trials, test, np.arange(len(trials)), guard)
    chosen = np.zeros(len(trials), bool)
    if validation is not None:
        chosen[validation] = True
    return Split(
        name=name,
        train=np.flatnonzero(allowed & ~chosen),
        validation=np.flatnonzero(allowed & chosen),
        test=test,
        promises=wanted,
    )


def random_rows(trials: Trials, share: float, seed: int, *, name: str) -> Split:
    """A split by chance, picture by picture: what the audit exists to refuse.

    Most published splits of block designs are of this kind.
    """
    rng = np.random.default_rng(seed)
    picture = keys(trials, "picture")
    one_each = np.where(picture >= 0, picture, -2 - np.arange(len(trials)))
    values = rng.permutation(np.unique(one_each))
    chosen = values[: max(1, round(share * len(values)))]
    test = np.flatnonzero(np.isin(one_each, chosen))
    return leave_out(trials, test, ("picture",), name=name, guard=0)
