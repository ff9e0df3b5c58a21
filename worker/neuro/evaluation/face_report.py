"""`neuro.evaluate` on recordings of faces and houses: all figures, the table and the gallery."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from shared.tasks.events import Progress
from shared.tasks.neuro_evaluate import NeuroEvaluateRequest, NeuroEvaluateResult
from worker.engine.context import TaskContext
from worker.neuro.evaluation import controls
from worker.neuro.evaluation.audit import LeakySplit, SafeSplit
from worker.neuro.evaluation.confidence import (
    abstention,
    calibration_error,
    calibration_interval,
    reliability,
)
from worker.neuro.evaluation.face_gallery import class_pictures, save_face_gallery
from worker.neuro.evaluation.face_runs import (
    CHAIN,
    FACE,
    FIRST_S,
    LAST_S,
    LIMIT_UV,
    FaceData,
    cut_runs,
    read_face_runs,
)
from worker.neuro.evaluation.faces import (
    MAIN,
    TASK,
    Scored,
    across_subjects,
    across_subjects_delayed,
    face_decoders,
    face_figures,
    score_fold,
    within_subject,
)
from worker.neuro.evaluation.report import (
    METRICS_FILE,
    TABLE_FILE,
    Figure,
    figure,
    plain_figure,
    write_metrics,
    write_table,
)
from worker.neuro.evaluation.splits import random_rows
from worker.statistics.intervals import Floats

_LEAKY = "leaky: random trials of the same runs"
_LEAKY_NAME = "leaky_split_auc"
_NOTES = (
    "Real EEG: faces against houses, single trials, four electrodes of a Muse.",
    f"Causal chain {CHAIN.low_hz:g} to {CHAIN.high_hz:g} Hz, {FIRST_S:g} to {LAST_S:g} s after the "
    f"picture, trials above {LIMIT_UV:g} µV left out by that limit alone.",
    "Which of the pictures was shown is not recorded: pictures of a test may have been shown in "
    "training too. A figure tells face from house, not one face from another.",
    "Such a headset's markers may come tenths of a second early, differently by run and by person: "
    "in the published recordings the N170 is seen 0.22 to 0.44 s after them, not 0.17 s.",
)


def evaluate_faces(
    ctx: TaskContext, request: NeuroEvaluateRequest
) -> Iterator[Progress | NeuroEvaluateResult]:
    """Measure every decoder in the folds of the split that was asked for."""
    folder = Path(request.recordings)
    yield Progress(done=0, total=1, stage="reading")
    data = read_face_runs(folder)
    document: dict[str, Any] = {
        "simulated": False,
        "notes": [*_NOTES, *(f"left out: {each}" for each in data.left_out)],
        "runs": [
            {"name": r.name, "trials": len(r.concept), "rejected": r.rejected} for r in data.runs
        ],
    }
    if request.split == "leaky-random":
        document |= leaky_figures(data, request.seed)
        yield _written(ctx.out, document, data, ())
        return
    found: list[tuple[str, list[Scored]]] = []
    for name, folds in _splits(data, request.split):
        scored = []
        for number, safe in enumerate(folds):
            yield Progress(done=number, total=len(folds), unit="folds", stage=safe.split.name)
            scored.append(score_fold(safe, face_decoders(), request.seed))
        found.append((name, scored))
    document |= _figures(found, request.seed)
    files = []
    last = found[-1][1]
    shares = _shares(last)
    document |= _confidence(last, shares, request.seed)
    pictures = class_pictures(folder)
    if pictures is not None:
        split = last[0].safe.split.name
        files.append(save_face_gallery(ctx.out, last, shares, pictures, split))
    yield _written(ctx.out, document, data, tuple(files))


def _splits(data: FaceData, split: str) -> list[tuple[str, list[SafeSplit]]]:
    if split == "within-subject":
        return [("", within_subject(data))]
    return [
        ("", across_subjects(data)),
        ("_delay_from_one_run", across_subjects_delayed(data)),
    ]


def _figures(found: Sequence[tuple[str, list[Scored]]], seed: int) -> dict[str, Any]:
    """Decoders and controls apart, then each person's."""
    figures: dict[str, Figure] = {}
    negative: dict[str, Figure] = {}
    people: dict[str, dict[str, Figure]] = {}
    for suffix, scored in found:
        for name, each in face_figures(scored, seed).items():
            control = name.removeprefix("auc_") in controls.CONTROLS
            (negative if control else figures)[name + suffix] = each
        for subject in sorted({each.subject for each in scored}):
            own = [each for each in scored if each.subject == subject]
            found_own = people.setdefault(f"person {subject}", {})
            found_own |= {name + suffix: f for name, f in face_figures(own, seed).items()}
    return {
        "figures": figures,
        "controls": negative,
        "controls_are": dict(controls.MEANINGS),
        "by_person": people,
    }


def leaky_figures(data: FaceData, seed: int) -> dict[str, Any]:
    """What random trials of the same runs give, and the controls: under that name and no other."""
    trials = cut_runs(data.runs, {})
    split = random_rows(trials, 0.2, seed, name=_LEAKY)
    leaky = LeakySplit(trials, split)
    train, test = trials.rows(split.train), trials.rows(split.test)
    main = face_decoders()[0]
    fitted = main.fit(train, TASK.targets(train), None, seed)
    rng = np.random.default_rng((seed, len(train), len(test)))
    checked = controls.control_embeddings(main, fitted, TASK, (train, test), seed, rng)

    def area(embedding: npt.NDArray[np.float32]) -> Figure:
        (score,) = TASK.scores([embedding], [test])
        return figure(score, _LEAKY, [leaky.audit], seed)

    return {
        "figures": {_LEAKY_NAME: area(fitted.embed(test))},
        "controls": {f"{_LEAKY_NAME}_{name}": area(found) for name, found in checked},
        "controls_are": dict(controls.MEANINGS),
    }


def _shares(scored: Sequence[Scored]) -> Floats:
    """Probabilities of a face: the logistic regression's own."""
    logits = np.concatenate([each.scores[MAIN][:, 0] for each in scored]).astype(np.float64)
    return np.asarray(1 / (1 + np.exp(-logits)))


def _confidence(scored: Sequence[Scored], shares: Floats, seed: int) -> dict[str, Any]:
    """Whether the probabilities mean what they say."""
    seen = np.concatenate([each.safe.test.concept == FACE for each in scored])
    sure = np.maximum(shares, 1 - shares)
    right = (shares >= 0.5) == seen
    split = scored[0].safe.split.name
    audits = [each.safe.audit for each in scored]
    interval = calibration_interval(sure, right, seed)
    error = plain_figure(
        calibration_error(sure, right), interval, len(right), None, None, split, audits, 1
    )
    return {
        "confidence": {
            "expected_calibration_error": error,
            "reliability": reliability(sure, right),
            "abstention": abstention(sure, right),
        }
    }


def _written(
    out: Path, document: dict[str, Any], data: FaceData, files: tuple[str, ...]
) -> NeuroEvaluateResult:
    write_metrics(out, document)
    figures = {**document["figures"], **document.get("controls", {})}
    write_table(out, "Faces against houses", document["notes"], figures)
    names = {"metrics": METRICS_FILE, "table": TABLE_FILE}
    names |= dict(zip(("gallery",), files, strict=False))
    rows = [("figure", "AUC", "95 %", "p", "n")]
    for name, each in figures.items():
        low, high = each["ci95"]
        value = f"{each['value']:.3f}"
        rows.append((name, value, f"{low:.3f} – {high:.3f}", f"{each['p']:.3g}", str(each["n"])))
    return NeuroEvaluateResult(
        files=names,
        metrics={name: each["value"] for name, each in figures.items()},
        n_trials=sum(len(run.concept) for run in data.runs),
        table=tuple(rows),
        picture=files[0] if files else "",
    )
