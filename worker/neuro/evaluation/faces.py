"""Faces against houses in real EEG: single trials, within a person and across people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from shared.errors import AppError
from worker.neuro.decoding.decoder import Decoder
from worker.neuro.decoding.ridge import RidgeDecoder
from worker.neuro.decoding.trials import Trials
from worker.neuro.evaluation import controls
from worker.neuro.evaluation.audit import SafeSplit
from worker.neuro.evaluation.classification import AucScore, TwoClasses, auc
from worker.neuro.evaluation.delays import delay_by_labels, delays_within
from worker.neuro.evaluation.face_decoders import (
    TwoClassDecoder,
    shrinkage_lda,
    tangent_space,
    xdawn_lda,
)
from worker.neuro.evaluation.face_runs import FACE, FaceData, FaceRun, cut_runs
from worker.neuro.evaluation.report import Figure, figure
from worker.neuro.evaluation.splits import leave_out

TASK = TwoClasses(FACE)
MAIN = "tangent_space"
WITHIN, ACROSS, ACROSS_DELAYED = (
    "within subject, leave one run out; delays of markers without labels",
    "leave one subject out; markers as recorded",
    "leave one subject out; delay of markers from one run of the person, which is not tested",
)


def face_decoders() -> tuple[Decoder, ...]:
    """What is measured in the same folds; the first is the workbench's own choice."""
    return (
        TwoClassDecoder(MAIN, tangent_space),
        TwoClassDecoder("shrinkage_lda", shrinkage_lda),
        TwoClassDecoder("xdawn_lda", xdawn_lda),
        RidgeDecoder(on_grid=False),
    )


@dataclass(frozen=True)
class Scored:
    """Scores of every decoder and control on the test of one fold."""

    safe: SafeSplit
    scores: Mapping[str, npt.NDArray[np.float32]]

    @property
    def subject(self) -> int:
        """Whose trials the test is."""
        return int(self.safe.test.subject[0])


def within_subject(data: FaceData) -> list[SafeSplit]:
    """Every run is the test once; the person's other runs train.

    Raises
    ------
    AppError
        `bad_split` where nobody has two runs.
    """
    folds = []
    for subject in data.subjects:
        runs = data.of(subject)
        for run in runs if len(runs) > 1 else ():
            trials = cut_runs(runs, delays_within(runs, run))
            test = _rows_of(trials, run)
            folds.append(SafeSplit(trials, leave_out(trials, test, ("block",), name=WITHIN)))
    if not folds:
        raise AppError("bad_split", split="within-subject", reason="nobody has two runs")
    return folds


def across_subjects(data: FaceData) -> list[SafeSplit]:
    """Every person is the test once; others train. Channels are scaled person by person."""
    _check_people(data)
    trials = scaled_by_person(cut_runs(data.runs, {}))
    folds = []
    for subject in data.subjects:
        test = np.flatnonzero(trials.subject == subject)
        folds.append(SafeSplit(trials, leave_out(trials, test, ("subject",), name=ACROSS)))
    return folds


def across_subjects_delayed(data: FaceData) -> list[SafeSplit]:
    """As `across_subjects`, but one run of the person tells how late the markers are.

    It takes the place of a photodiode: one number, found with the labels of a run that is neither
    in training nor in the test.
    """
    _check_people(data)
    inner = {run.name: delay for s in data.subjects for run, delay in _inner(data.of(s))}
    folds = []
    for subject in data.subjects:
        own, others = data.of(subject), [s for s in data.subjects if s != subject]
        if len(own) < 2:
            continue
        others.sort(key=lambda s: -sum(len(run.concept) for run in data.of(s)))
        delays = dict(inner)
        known = data.of(others[0])
        for other in others[1:]:
            _shift(delays, known, data.of(other), data.of(other))
            known = (*known, *data.of(other))
        _shift(delays, known, own[:1], own)
        tested = own[1:]
        trials = scaled_by_person(cut_runs((*known, *tested), delays))
        test = np.flatnonzero(trials.subject == subject)
        split = leave_out(trials, test, ("subject",), name=ACROSS_DELAYED)
        folds.append(SafeSplit(trials, split))
    return folds


def _check_people(data: FaceData) -> None:
    if len(data.subjects) < 2:
        reason = "there is one person only"
        raise AppError("bad_split", split="leave-one-subject-out", reason=reason)


def _inner(runs: Sequence[FaceRun]) -> Iterator[tuple[FaceRun, int]]:
    """Delays of one person's runs against each other."""
    if len(runs) < 2:
        yield from ((run, 0) for run in runs)
        return
    found = delays_within(runs, runs[0])
    middle = round(float(np.median(list(found.values()))))
    yield from ((run, found[run.name] - middle) for run in runs)


def _shift(
    delays: dict[str, int],
    known: Sequence[FaceRun],
    judged: Sequence[FaceRun],
    all_: Sequence[FaceRun],
) -> None:
    """Add to the delays of `all_` what a decoder of the `known` people finds best for `judged`."""
    train = scaled_by_person(cut_runs(known, delays))
    fitted = TwoClassDecoder("lda", shrinkage_lda).fit(train, TASK.targets(train))

    def value(shift: int) -> float:
        moved = {run.name: delays[run.name] + shift for run in judged}
        trials = scaled_by_person(cut_runs(judged, moved))
        return auc(fitted.embed(trials)[:, 0], trials.concept == FACE)

    best = delay_by_labels(value, judged[0].rate_hz)
    delays.update({run.name: delays[run.name] + best for run in all_})


def scaled_by_person(trials: Trials) -> Trials:
    """Every person's channels in units of their own standard deviation; labels are not used."""
    samples, earlier = trials.samples.copy(), trials.before.copy()
    for subject in np.unique(trials.subject):
        own = trials.subject == subject
        scale = np.maximum(samples[own].std(axis=(0, 2), keepdims=True), 1e-9)
        samples[own] /= scale
        earlier[own] /= scale
    return replace(trials, samples=samples, before=earlier)


def _rows_of(trials: Trials, run: FaceRun) -> npt.NDArray[np.int64]:
    chosen = (trials.session == run.session) & (trials.block == run.block)
    return np.flatnonzero(chosen)


def score_fold(safe: SafeSplit, decoders: Sequence[Decoder], seed: int) -> Scored:
    """Fit and test every decoder in one fold, then the controls of the first."""
    train, test = safe.train, safe.test
    targets = TASK.targets(train)
    fitted = {each.name: each.fit(train, targets, None, seed) for each in decoders}
    found = {name: each.embed(test) for name, each in fitted.items()}
    rng = np.random.default_rng((seed, len(train), len(test)))
    main = decoders[0]
    found |= controls.control_embeddings(main, fitted[main.name], TASK, (train, test), seed, rng)
    return Scored(safe, found)


def face_figures(scored: Sequence[Scored], seed: int) -> dict[str, Figure]:
    """Areas under the curve of all folds by the name of decoder or control."""
    audits = [each.safe.audit for each in scored]
    split = scored[0].safe.split.name
    tests = [each.safe.test for each in scored]
    found = {}
    for name in scored[0].scores:
        (score,) = TASK.scores([each.scores[name] for each in scored], tests)
        assert isinstance(score, AucScore)
        found[f"auc_{name}"] = figure(score, split, audits, seed)
    return found
