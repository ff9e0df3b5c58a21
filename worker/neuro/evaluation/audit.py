"""Every way in which a test can leak into training, measured; only a clean split is evaluated."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from shared.errors import AppError
from worker.neuro.decoding.trials import Trials
from worker.neuro.evaluation.intervals import binomial_p
from worker.neuro.evaluation.splits import Promise, Rows, Split, keys, neighbours

# Below this p the order of the trials tells what was shown.
ORDER_P = 1e-3
_LABELS = ("picture", "concept", "subject", "session", "block", "order")


@dataclass(frozen=True)
class Exposure:
    """What a decoder saw before this split: the data that its shipped weights learned from."""

    pictures: frozenset[int] = frozenset()
    concepts: frozenset[int] = frozenset()
    subjects: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Attributes
    ----------
    kind : str
        Such as `same picture`.
    leak : bool
        Whether it alone can make a figure.
    text : str
        With its numbers.
    """

    kind: str
    leak: bool
    text: str


@dataclass(frozen=True)
class Audit:
    """All findings of one split."""

    findings: tuple[Finding, ...]

    @property
    def leaks(self) -> tuple[Finding, ...]:
        """The findings that can make a figure."""
        return tuple(each for each in self.findings if each.leak)

    @property
    def clean(self) -> bool:
        """Whether there is none."""
        return not self.leaks

    def as_json(self) -> dict[str, Any]:
        """`clean` and the sentences."""
        return {"clean": self.clean, "findings": [each.text for each in self.findings]}


def audit(trials: Trials, split: Split, exposure: Exposure | None = None) -> Audit:
    """Look for every leak between what a decoder may see and the test.

    Raises
    ------
    AppError
        `bad_split` where a part is empty or names rows that are not there.
    """
    _check_rows(trials, split)
    seen, test = split.seen, split.test
    findings = [
        _same_trials(seen, test),
        _same_samples(trials, seen, test),
        *(_shared(trials, seen, test, promise, split.promises) for promise in _PROMISES),
        _adjacent(trials, seen, test),
        _order(trials, seen, test),
    ]
    if exposure is not None:
        findings += _exposed(trials.rows(test), exposure)
    return Audit(tuple(findings))


class _Examined:
    """Trials, a split and its audit that cannot be changed afterwards."""


@dataclass(frozen=True)
class SafeSplit(_Examined):
    """A split in which the audit found no leak: the only thing that evaluating functions take.

    Making one runs the audit, so there is none without it; `dataclasses.replace` audits anew.

    Raises
    ------
    AppError
        `leaky_split`, naming every leak.
    """

    trials: Trials
    split: Split
    exposure: Exposure | None = None
    audit: Audit = field(init=False)

    def __post_init__(self) -> None:
        found = _examine(self)
        if not found.clean:
            reason = " ".join(each.text for each in found.leaks)
            raise AppError("leaky_split", split=self.split.name, reason=reason)

    @property
    def train(self) -> Trials:
        """What may be fitted to."""
        return self.trials.rows(self.split.train)

    @property
    def validation(self) -> Trials:
        """What may be chosen by; maybe empty."""
        return self.trials.rows(self.split.validation)

    @property
    def test(self) -> Trials:
        """What figures are of."""
        return self.trials.rows(self.split.test)


@dataclass(frozen=True)
class LeakySplit(_Examined):
    """A split that leaks: good for nothing but a demonstration of what leaks do.

    Raises
    ------
    ValueError
        If it does not leak.
    """

    trials: Trials
    split: Split
    audit: Audit = field(init=False)

    def __post_init__(self) -> None:
        if _examine(self).clean:
            raise ValueError(f"the split {self.split.name} does not leak; evaluate it")


def _examine(split: SafeSplit | LeakySplit) -> Audit:
    """Audit a split and make what the audit looked at unchangeable."""
    kept: dict[str, Any] = {name: getattr(split.trials, name).copy() for name in _LABELS}
    for values in kept.values():
        values.setflags(write=False)
    object.__setattr__(split, "trials", replace(split.trials, **kept))
    exposure = split.exposure if isinstance(split, SafeSplit) else None
    found = audit(split.trials, split.split, exposure)
    object.__setattr__(split, "audit", found)
    return found


def _check_rows(trials: Trials, split: Split) -> None:
    for part in ("train", "test"):
        if not len(getattr(split, part)):
            raise AppError("bad_split", split=split.name, reason=f"no trial is left to {part} with")
    rows = np.concatenate([split.seen, split.test])
    if rows.min() < 0 or rows.max() >= len(trials):
        reason = f"it names row {int(rows.max())} of {len(trials)} trials"
        raise AppError("bad_split", split=split.name, reason=reason)


_PROMISES: tuple[Promise, ...] = ("picture", "concept", "block", "session", "subject")
# Shared always means a leak: noise of the same minutes, or the very same picture.
_ALWAYS = frozenset(("picture", "block"))
_PLURALS: dict[Promise, str] = {
    "picture": "pictures",
    "concept": "concepts",
    "block": "blocks",
    "session": "sessions",
    "subject": "subjects",
}


def _same_trials(seen: Rows, test: Rows) -> Finding:
    both = len(np.intersect1d(seen, test))
    text = f"{both} of {len(test)} test trials are also training trials."
    return Finding("same trial", both > 0, text if both else "No trial is in both parts.")


def _same_samples(trials: Trials, seen: Rows, test: Rows) -> Finding:
    """Copies of a recording under two names are one recording."""
    known = {_digest(trials.samples[row]) for row in seen}
    both = sum(_digest(trials.samples[row]) in known for row in test)
    text = f"The samples of {both} of {len(test)} test trials are those of training trials."
    return Finding("same samples", both > 0, text if both else "No samples are in both parts.")


def _digest(samples: npt.NDArray[np.float32]) -> bytes:
    return hashlib.blake2b(np.ascontiguousarray(samples).tobytes(), digest_size=16).digest()


def _shared(
    trials: Trials, seen: Rows, test: Rows, promise: Promise, promises: frozenset[Promise]
) -> Finding:
    key = keys(trials, promise)
    kind, many = f"same {promise}", _PLURALS[promise]
    known = key[test] >= 0
    if not known.all() or (key[seen] < 0).any():
        unknown = int((~known).sum())
        asked = promise in promises
        text = f"Of {unknown} test trials the {promise} is not known: it cannot be checked."
        if not known.any():
            return Finding(kind, asked, text)
    shared = np.isin(key[test], key[seen][key[seen] >= 0])
    count, total = len(np.unique(key[test][shared])), len(np.unique(key[test][known]))
    if not count:
        unsure = not known.all() or bool((key[seen] < 0).any())
        text = f"No {promise} is in both parts."
        if unsure:
            text = f"No known {promise} is in both parts; some are not known."
        return Finding(kind, unsure and promise in promises, text)
    leak = promise in promises or promise in _ALWAYS
    what = "leak" if leak else "as meant"
    text = f"{count} of {total} {many} of the test are also in training ({what})."
    return Finding(kind, leak, text)


def _adjacent(trials: Trials, seen: Rows, test: Rows) -> Finding:
    count = int(neighbours(trials, seen, test).sum())
    text = f"{count} of {len(test)} test trials are next to a training trial in time."
    none = "No test trial is next to a training trial in time."
    if not _timed(trials, test).all():
        none = "When trials came is not known: neighbours in time cannot be looked for."
    return Finding("adjacent trials", count > 0, text if count else none)


def _timed(trials: Trials, rows: Rows) -> npt.NDArray[np.bool_]:
    """Whether it is known when in which session each of the trials came."""
    return np.asarray((trials.order[rows] >= 0) & (trials.session[rows] >= 0))


def _order(trials: Trials, seen: Rows, test: Rows) -> Finding:
    """Whether the time of a trial alone tells what was shown."""
    seen, test = seen[_timed(trials, seen)], test[_timed(trials, test)]
    if not len(seen) or not len(test):
        text = "When trials came is not known: whether it tells the concept cannot be checked."
        return Finding("order", False, text)
    return _told(
        [
            (what, [(trials.concept[test], predict(trials, seen, test))])
            for what, predict in _PREDICTORS
        ]
    )


_Guesses = list[tuple[Rows, Rows]]


def _told(by_predictor: Iterable[tuple[str, _Guesses]]) -> Finding:
    """The predictor that knows most; its guesses are pairs of truth and guess for each fold."""
    worst: tuple[float, str] | None = None
    for what, guesses in by_predictor:
        truth = np.concatenate([shown[guess >= 0] for shown, guess in guesses])
        said = np.concatenate([guess[guess >= 0] for _, guess in guesses])
        if not len(said):
            continue
        values, counts = np.unique(said, return_counts=True)
        # How often guesses with these frequencies are right by chance.
        chance = float(sum(c * (truth == v).mean() for v, c in zip(values, counts, strict=True)))
        chance /= len(said)
        hits = int((truth == said).sum())
        p = binomial_p(hits, len(said), chance) if 0 < chance < 1 else 1.0
        text = f"The {what} tells {100 * hits / len(said):.1f} % of the concepts (chance"
        text += f" {100 * chance:.1f} %, p = {p:.2g})."
        if worst is None or p < worst[0]:
            worst = (p, text)
    if worst is None:
        return Finding("order", False, "No trial's time can tell its concept.")
    return Finding("order", worst[0] < ORDER_P, worst[1])


def refuse_told_by_order(folds: Sequence[SafeSplit]) -> None:
    """Look at all folds together: one whose test is of a single class tells nothing by itself.

    Raises
    ------
    AppError
        `leaky_split` where the time of trials alone tells what was shown.
    """
    guesses: dict[str, _Guesses] = {what: [] for what, _ in _PREDICTORS}
    for fold in folds:
        trials = fold.trials
        seen, test = fold.split.seen, fold.split.test
        seen, test = seen[_timed(trials, seen)], test[_timed(trials, test)]
        if len(seen) and len(test):
            for what, predict in _PREDICTORS:
                guesses[what].append((trials.concept[test], predict(trials, seen, test)))
    found = _told((what, each) for what, each in guesses.items() if each)
    if found.leak:
        raise AppError("leaky_split", split=folds[0].split.name, reason=found.text)


def _nearest(trials: Trials, seen: Rows, test: Rows) -> Rows:
    """The concept of the training trial nearest in time in the same session; -1 without one."""
    return _nearest_in(keys(trials, "session"), np.asarray(trials.order, float), trials, seen, test)


def _same_place(trials: Trials, seen: Rows, test: Rows) -> Rows:
    """The concept of the training trial at the nearest place of whichever other session."""
    session = keys(trials, "session")
    if not len(np.setdiff1d(session[seen], session[test])):
        return np.full(len(test), -1, np.int64)
    away = seen[~np.isin(session[seen], session[test])]
    everywhere = np.zeros(len(trials), np.int64)
    return _nearest_in(everywhere, np.asarray(trials.order, float), trials, away, test)


def _nearest_in(
    group: Rows, place: npt.NDArray[np.float64], trials: Trials, seen: Rows, test: Rows
) -> Rows:
    guess = np.full(len(test), -1, np.int64)
    for number in np.unique(group[test]):
        own = np.flatnonzero(group[test] == number)
        others = seen[group[seen] == number]
        if not len(others):
            continue
        others = others[np.argsort(place[others], kind="stable")]
        at = place[others]
        after = np.searchsorted(at, place[test][own]).clip(0, len(at) - 1)
        before = (after - 1).clip(0)
        closer = abs(at[before] - place[test][own]) <= abs(at[after] - place[test][own])
        guess[own] = trials.concept[others[np.where(closer, before, after)]]
    return guess


_Predict = Callable[[Trials, Rows, Rows], Rows]
_PREDICTORS: tuple[tuple[str, _Predict], ...] = (
    ("nearest training trial in time", _nearest),
    ("place in another session", _same_place),
)


def _exposed(test: Trials, exposure: Exposure) -> list[Finding]:
    """What the test shares with what a decoder's weights learned from."""
    found = []
    pairs: Iterable[tuple[Promise, frozenset[int]]] = (
        ("picture", exposure.pictures),
        ("concept", exposure.concepts),
        ("subject", exposure.subjects),
    )
    for name, before in pairs:
        values = {int(value) for value in getattr(test, name)}
        count = len(values & before)
        leak = count > 0
        text = f"{count} of {len(values)} {_PLURALS[name]} of the test trained the shipped weights."
        none = f"No {name} of the test trained the shipped weights."
        found.append(Finding(f"{name} in weights", leak, text if leak else none))
    return found
