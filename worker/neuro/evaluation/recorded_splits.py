"""The splits that recordings have: by image, concept, block, session and subject, as folds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from shared.errors import AppError
from worker.neuro.datasets.labelled import Labelled, PublishedSplit
from worker.neuro.decoding.trials import Trials
from worker.neuro.evaluation.audit import SafeSplit, refuse_told_by_order
from worker.neuro.evaluation.splits import Promise, Rows, Split, keys, leave_out

# Stretches of a person's blocks that are tested one after another, and parts of pictures.
GROUPS, PARTS = 4, 4
# Of so many trials one fold is enough.
ONE_FOLD_ABOVE = 20_000
_NAMES: dict[str, str] = {
    "image": "within subject, other pictures in other blocks",
    "concept": "within subject, unseen concepts in other blocks",
    "block": "within subject, other blocks",
    "session": "within subject, leave one session out",
    "subject": "leave one subject out",
}


def pictures_known(trials: Trials) -> bool:
    """Whether it is known of each trial which picture was shown."""
    return bool((trials.picture >= 0).all())


def pictures_tell(trials: Trials) -> bool:
    """Whether classes have several pictures, so that other pictures of a class can be tested."""
    if not pictures_known(trials):
        return False
    pairs = np.unique(np.stack([trials.concept, trials.picture]), axis=1)
    _, counts = np.unique(pairs[0], return_counts=True)
    return bool(np.median(counts) >= 2)


def without_pictures(trials: Trials) -> Trials:
    """The same trials where each class is one picture: which one was shown is the class."""
    from dataclasses import replace

    return replace(trials, picture=np.full(len(trials), -1, np.int64))


def folds_of(trials: Trials, kind: str) -> list[SafeSplit]:
    """Audited folds of a split; those within people have one person's trials each.

    Raises
    ------
    AppError
        `bad_split` where the data do not have this split, `leaky_split` where it leaks.
    """
    if kind == "subject":
        found = _audited(trials, _by_subject(trials))
        refuse_told_by_order(found)
        return found
    found = []
    for subject in np.unique(trials.subject):
        own = trials.rows(trials.subject == subject)
        found += _audited(own, _within(own, kind))
    if not found:
        raise _no_split(kind, _MISSING[kind])
    refuse_told_by_order(found)
    return found


_MISSING = {
    "image": "nobody saw pictures in two blocks, or which pictures is not known",
    "concept": "nobody saw concepts in two blocks, or which is not known",
    "block": "nobody has two blocks",
    "session": "nobody was recorded in two sessions",
}


def _no_split(kind: str, reason: str) -> AppError:
    return AppError("bad_split", split=_NAMES[kind], reason=reason)


def _audited(trials: Trials, splits: Sequence[Split]) -> list[SafeSplit]:
    if len(trials) > ONE_FOLD_ABOVE:
        splits = splits[:1]
    return [SafeSplit(trials, split) for split in splits]


def _by_subject(trials: Trials) -> list[Split]:
    people = np.unique(trials.subject)
    if len(people) < 2:
        raise _no_split("subject", "there is one person only")
    promises: tuple[Promise, ...] = ("subject",)
    if pictures_known(trials):
        promises = ("subject", "picture")
    found = []
    for who in people:
        test = np.flatnonzero(trials.subject == who)
        found += _kept_apart(trials, test, promises, _NAMES["subject"])
    return found


def _within(trials: Trials, kind: str) -> list[Split]:
    known = pictures_known(trials)
    if kind in ("image", "concept") and not known:
        return []
    timed = bool((trials.block >= 0).all())
    promises: list[Promise] = ["block"] if timed else []
    if known:
        promises.append("picture")
    if kind == "concept":
        promises.append("concept")
    if kind == "session":
        promises[:1] = ["session"]
    parts = _sessions(trials) if kind == "session" else _stretches(trials, timed)
    if kind in ("image", "concept") and not timed:
        parts = [np.arange(len(trials))]
    elif len(parts) < 2:
        return []
    return [split for test in parts for split in _kept_apart(trials, test, promises, _NAMES[kind])]


def _sessions(trials: Trials) -> list[Rows]:
    session = keys(trials, "session")
    values = np.unique(session[session >= 0])
    return [np.flatnonzero(session == value) for value in values]


def _stretches(trials: Trials, timed: bool) -> list[Rows]:
    """Blocks that follow each other, in a few groups."""
    if not timed:
        return []
    block = keys(trials, "block")
    values, first = np.unique(block, return_index=True)
    place = [(int(trials.session[row]), int(trials.order[row])) for row in first]
    ordered = values[sorted(range(len(values)), key=lambda i: place[i])]
    groups = np.array_split(ordered, min(GROUPS, len(ordered)))
    return [np.flatnonzero(np.isin(block, group)) for group in groups]


def _kept_apart(trials: Trials, test: Rows, promises: Sequence[Promise], name: str) -> list[Split]:
    """One split, or one for each part of the pictures where few trials would be left to train."""
    whole = leave_out(trials, test, promises, name=name)
    by: Promise | None = next((p for p in ("concept", "picture") if p in promises), None)
    if by is None or 2 * len(whole.train) >= len(trials) - len(test) > 0:
        return [whole]
    part = _parts(trials, by)
    chosen = [test[part[test] == number] for number in range(PARTS)]
    return [leave_out(trials, rows, promises, name=name) for rows in chosen if len(rows)]


def _parts(trials: Trials, by: Promise) -> npt.NDArray[np.int64]:
    """Part 0 to `PARTS` - 1 of each trial; pictures of a concept are spread over all parts."""
    if by == "concept":
        _, place = np.unique(trials.concept, return_inverse=True)
        return np.asarray(place, np.int64).ravel() % PARTS
    pairs, place = np.unique(
        np.stack([trials.concept, trials.picture]), axis=1, return_inverse=True
    )
    _, first = np.unique(pairs[0], return_index=True)
    rank = np.arange(pairs.shape[1]) - np.repeat(first, np.diff([*first, pairs.shape[1]]))
    part = (rank + pairs[0]) % PARTS
    return np.asarray(part[np.asarray(place).ravel()], np.int64)


def published_split(labelled: Labelled, published: PublishedSplit) -> Split:
    """A split of the authors; its name holds the warning, so that no figure stands without it."""
    name = f"published: {published.name}"
    if labelled.warning:
        name += f". {labelled.warning}"
    parts = (published.train, published.validation, published.test)
    return Split(name, *parts, promises=frozenset(("picture",)))
