"""A folder of recordings in any format whose markers name pictures or classes."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from shared.errors import AppError
from worker.neuro.datasets.labelled import Labelled
from worker.neuro.datasets.marked import LEAST_OF_A_CLASS, Marked, marked_trials
from worker.neuro.decoding.trials import Trials, joined
from worker.neuro.files.reader import FORMATS, read_recording
from worker.neuro.files.recording import Recording

SUFFIXES = frozenset((".xdf", ".fif", ".gz", ".edf", ".bdf", ".set", ".vhdr", ".csv"))
LEAST_CHANNELS = 4
_SUBJECT = re.compile(r"(?:^|[/_-])(?:sub|subject|participant)[-_]?([A-Za-z0-9]+)", re.IGNORECASE)
_SESSION = re.compile(r"(?:^|[/_-])(?:ses|session)[-_]?([A-Za-z0-9]+)", re.IGNORECASE)


@dataclass(frozen=True)
class _File:
    """One recording with the codes of its person and session; empty where nothing tells them."""

    name: str
    marked: Marked
    subject: str
    session: str


def read_folder(folder: Path, classes: Sequence[str] = ()) -> Generator[str, None, Labelled]:
    """Trials of all recordings below a folder, or of one file. Steps tell the name being read.

    Who was recorded and in which session is told by the recording's own notes, or by its path
    (`sub-01/ses-02/…`, `subject0001/session001/…`); without them each file is a session.

    Raises
    ------
    AppError
        `missing_file`, or `bad_recording` where nothing can be used, with the reasons.
    """
    paths = _paths(folder)
    found: list[_File] = []
    left_out: list[str] = []
    seen: dict[str, str] = {}
    for path in paths:
        name = path.relative_to(folder).as_posix() if folder.is_dir() else path.name
        yield name
        try:
            recording = read_recording(path)
            digest = hashlib.sha256(recording.samples.tobytes()).hexdigest()
            if digest in seen:
                left_out.append(f"{name} is a copy of {seen[digest]}")
                continue
            seen[digest] = name
            marked = marked_trials(recording, classes)
        except AppError as error:
            left_out.append(f"{name}: {dict(error.params).get('reason', error)}")
            continue
        if len(marked.trials):
            found.append(_File(name, marked, *_codes(recording, name)))
        else:
            left_out.append(f"{name} has no whole trial")
    if any(each.marked.scenes for each in found):
        left_out += [f"{e.name} names no scenes" for e in found if not e.marked.scenes]
        found = [each for each in found if each.marked.scenes]
    if not found:
        reason = "; ".join(left_out)[:300] or "no recording is in it"
        raise AppError("bad_recording", file=folder.name, reason=reason, formats=FORMATS)
    return _labelled(_of_one_kind(found, left_out), left_out)


def _paths(folder: Path) -> list[Path]:
    if folder.is_file():
        return [folder]
    if not folder.is_dir():
        raise AppError("missing_file", file=str(folder))
    return sorted(p for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES and p.is_file())


def _codes(recording: Recording, name: str) -> tuple[str, str]:
    notes = recording.session
    subject, session = _SUBJECT.search(name), _SESSION.search(name)
    return (
        (notes.subject if notes else "") or (subject[1] if subject else ""),
        (notes.session if notes else "") or (session[1] if session else ""),
    )


def _of_one_kind(found: list[_File], left_out: list[str]) -> list[_File]:
    """Simulated and real recordings never in one figure, and the channels that all have.

    Raises
    ------
    AppError
        `bad_recording` where fewer than four channels are common.
    """
    if len({each.marked.trials.simulated for each in found}) > 1:
        left_out += [f"{e.name} is simulated" for e in found if e.marked.trials.simulated]
        found = [each for each in found if not each.marked.trials.simulated]
    common = [
        label
        for label in found[0].marked.trials.labels
        if all(label in each.marked.trials.labels for each in found)
    ]
    if len(common) < min(LEAST_CHANNELS, len(found[0].marked.trials.labels)):
        reason = f"its recordings have only {len(common)} channels in common"
        raise AppError("bad_recording", file=found[0].name, reason=reason, formats="one montage")
    return [replace(each, marked=_with_channels(each.marked, common)) for each in found]


def _with_channels(marked: Marked, labels: list[str]) -> Marked:
    trials = marked.trials
    rows = [trials.labels.index(label) for label in labels]
    cut = replace(
        trials,
        samples=trials.samples[:, rows],
        before=trials.before[:, rows],
        labels=tuple(labels),
    )
    return replace(marked, trials=cut)


def _labelled(files: list[_File], left_out: list[str]) -> Labelled:
    notes = []
    if not any(each.subject for each in files):
        notes.append("Who was recorded is not said: all recordings count as one person's.")
    trials = joined(_placed(files))
    if files[0].marked.scenes:
        from shared.neuro.scenes.concepts import concepts

        names = tuple(concept.concept for concept in concepts())
        return Labelled(trials, names, scenes=True, notes=tuple(notes), left_out=tuple(left_out))
    shown = [each.name for file in files for each in file.marked.shown]
    counts = Counter(shown)
    names = tuple(sorted(name for name, count in counts.items() if count >= LEAST_OF_A_CLASS))
    if len(names) < len(counts):
        rare = f"{len(counts) - len(names)} classes with fewer than {LEAST_OF_A_CLASS} trials"
        notes.append(f"{rare} were left out.")
    place = {name: number for number, name in enumerate(names)}
    trials = replace(trials, concept=np.array([place.get(n, -1) for n in shown], np.int64))
    return Labelled(
        trials.rows(trials.concept >= 0),
        names,
        notes=tuple(notes),
        left_out=tuple(left_out),
    )


def _placed(files: list[_File]) -> list[Trials]:
    """Trials with numbers of person, session and block, and places that go on through a session."""
    subjects = {code: n for n, code in enumerate(sorted({f.subject for f in files}), 1)}
    sessions: dict[tuple[str, str], int] = {}
    ends: dict[tuple[str, str], tuple[int, int]] = {}
    parts = []
    for number, file in enumerate(files):
        trials = file.marked.trials
        key = (file.subject, file.session or f"file {number}")
        session = sessions.setdefault(key, len(sessions) + 1)
        block, order = ends.get(key, (0, 0))
        _, inner = np.unique(trials.block, return_inverse=True)
        part = replace(
            trials,
            subject=np.full(len(trials), subjects[file.subject], np.int64),
            session=np.full(len(trials), session, np.int64),
            block=np.asarray(inner, np.int64).ravel() + block,
            order=trials.order + order,
        )
        # Between two files time passes: their trials are no neighbours.
        ends[key] = (int(part.block.max()) + 1, int(part.order.max()) + 10)
        parts.append(part)
    return parts
