"""`neuro.evaluate` on recordings of any format: classes and pictures, by every safe split."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from shared.errors import AppError
from shared.tasks.events import Progress
from shared.tasks.neuro_evaluate import NeuroEvaluateRequest, NeuroEvaluateResult
from worker.engine.context import TaskContext
from worker.neuro.datasets.labelled import Labelled
from worker.neuro.decoding.trials import Trials
from worker.neuro.evaluation import controls
from worker.neuro.evaluation.audit import LeakySplit
from worker.neuro.evaluation.class_decoders import class_decoders, picture_decoder
from worker.neuro.evaluation.classification import ManyClasses
from worker.neuro.evaluation.recorded_scores import (
    Step,
    class_figures,
    measure,
    picture_figures,
)
from worker.neuro.evaluation.recorded_splits import (
    folds_of,
    pictures_tell,
    published_split,
    without_pictures,
)
from worker.neuro.evaluation.report import (
    METRICS_FILE,
    TABLE_FILE,
    Figure,
    text_table,
    write_metrics,
    write_table,
)
from worker.neuro.evaluation.retrieval import Retrieval
from worker.neuro.evaluation.splits import random_rows
from worker.neuro.evaluation.steps import telling
from worker.neuro.evaluation.target_spaces import DescriptionSpace, ModelSpace, TargetSpace

LEAKY = "leaky_split_accuracy"
_LEAKY_SPLIT = "leaky: random trials of the same recordings"
_WITHIN = ("image", "concept", "block", "session")
_EMBEDDED_AT_ONCE = 100
_LEAST_PICTURES = 5
_WAYS = ((1, 0), (5, 0), (1, 2))
_INSTEAD = {
    "image": "no class has several known pictures; the split by block is the one for these",
    "block": "pictures are known; the split by image keeps blocks apart too",
}
# Some forty controls are looked at in a run.
_SUSPICIOUS = 0.002


@dataclass
class _Found:
    """Figures and controls so far, and what could not be measured."""

    figures: dict[str, Figure]
    controls: dict[str, Figure]
    notes: list[str]

    def add(self, prefix: str, found: tuple[dict[str, Figure], dict[str, Figure]]) -> None:
        self.figures |= {f"{prefix}_{name}": each for name, each in found[0].items()}
        self.controls |= {f"{prefix}_{name}": each for name, each in found[1].items()}


def evaluate_recorded(
    ctx: TaskContext, request: NeuroEvaluateRequest
) -> Iterator[Progress | NeuroEvaluateResult]:
    """Read, split, audit, fit, and write `metrics.json` and `table.md` into `ctx.out`.

    Raises
    ------
    AppError
        `bad_recording`, `bad_split` or `leaky_split` in words.
    """

    def tell(step: Step) -> Progress:
        return Progress(done=0.1 + 0.85 * step[0], total=1, stage=step[1])

    labelled: Labelled = yield from telling(
        _read(request), lambda name: Progress(done=0, total=1, stage=f"reading {name}")
    )
    found = _Found({}, {}, [])
    yield from telling(_measured(ctx, request, labelled, found), tell)
    yield _written(ctx.out, labelled, found)


def _read(request: NeuroEvaluateRequest) -> Generator[str, None, Labelled]:
    path = Path(request.recordings)
    if request.format == "eegcvpr40":
        from worker.neuro.datasets.eegcvpr40 import read_eegcvpr40_folder

        yield path.name
        return read_eegcvpr40_folder(path)
    if request.format == "things-eeg2":
        from worker.neuro.datasets.things_eeg2 import read_things_folder

        yield path.name
        return read_things_folder(path)
    from worker.neuro.datasets.recordings_folder import read_folder

    return (yield from read_folder(path, request.classes))


def _measured(
    ctx: TaskContext, request: NeuroEvaluateRequest, labelled: Labelled, found: _Found
) -> Generator[Step, None, None]:
    seed = request.seed
    if request.split == "leaky-random":
        yield from _leaky(labelled, found, seed)
        return
    if request.split == "published":
        yield from _published(labelled, found, seed)
        return
    kinds = {"within-subject": _WITHIN, "leave-one-subject-out": ("subject",)}.get(
        request.split, (request.split,)
    )
    refused: AppError | None = None
    for place, kind in enumerate(kinds):
        try:
            for share, stage in _by_split(ctx, request, labelled, kind, found):
                yield (place + share) / len(kinds), f"{kind}: {stage}"
        except AppError as error:
            if error.code not in ("bad_split", "leaky_split") or len(kinds) == 1:
                raise
            if refused is None or error.code == "leaky_split":
                refused = error
            found.notes.append(f"Not split by {kind}: {error}")
    if not found.figures:
        assert refused is not None, "a split without a figure raises"
        raise refused


def _by_split(
    ctx: TaskContext,
    request: NeuroEvaluateRequest,
    labelled: Labelled,
    kind: str,
    found: _Found,
) -> Generator[Step, None, None]:
    """Classes where the test's are in training, and pictures where they are known."""
    across, seed = kind == "subject", request.seed
    several = pictures_tell(labelled.trials)
    classes = labelled.trials if several else without_pictures(labelled.trials)
    if kind == "concept" and not labelled.scenes:
        reason = "classes that training does not have cannot be named; only scenes are retrieved"
        raise AppError("bad_split", split="concept", reason=reason)
    if labelled.class_per_run and not across:
        reason = "each class was shown in one run of a person: no other run of theirs can train"
        raise AppError("bad_split", split=kind, reason=reason)
    # Blocks of known pictures are those of the split by image.
    asked = {"image": several, "concept": False, "block": not several}.get(kind, True)
    if asked:
        folds = folds_of(classes, kind)
        task = _classes(classes, labelled)
        made = yield from measure(folds, class_decoders(across), task, seed)
        found.add(kind, class_figures(made, task, seed))
        if not several and (labelled.trials.picture >= 0).all():
            found.notes.append(
                "Classes are single pictures: figures of classes tell which picture it was from "
                "other showings of it."
            )
    if labelled.scenes and kind != "block":
        folds = folds_of(labelled.trials, kind)
        space, retrieval = yield from _retrieval(ctx, request, labelled.trials)
        made = yield from measure(folds, [picture_decoder(across)], retrieval, seed)
        few = replace(retrieval, ways=((1, 0), (5, 0)))
        found.add(f"{kind}_retrieval", picture_figures(made, retrieval, few, seed))
        note = f"Pictures are told apart among all that were tested, in one space: {space}."
        if note not in found.notes:
            found.notes.append(note)
    elif not asked:
        raise AppError("bad_split", split=kind, reason=_INSTEAD[kind])


def _classes(trials: Trials, labelled: Labelled) -> ManyClasses:
    kinds, counts = np.unique(trials.concept, return_counts=True)
    if len(kinds) < 2:
        name = labelled.classes[int(kinds[0])] if len(kinds) else "nothing"
        reason = f"there is one class only, {name}"
        raise AppError("bad_split", split="classes", reason=reason)
    uneven = bool(np.ptp(counts) > 0)
    return ManyClasses(tuple(int(k) for k in kinds), labelled.class_per_run, uneven)


def _retrieval(
    ctx: TaskContext, request: NeuroEvaluateRequest, trials: Trials
) -> Generator[Step, None, tuple[str, Retrieval]]:
    from worker.neuro.evaluation.simulated_report import equipment_of
    from worker.neuro.training.eeg_split import calibration_pictures

    model = equipment_of(ctx, request.model).model
    # The simulator's description is centred by pictures that do not depend on the recording.
    space: TargetSpace = DescriptionSpace(calibration_pictures()[:120])
    if model is not None:
        space = ModelSpace(model)
    numbers = tuple(int(number) for number in np.unique(trials.picture))
    if len(numbers) < _LEAST_PICTURES:
        reason = f"{len(numbers)} pictures were shown, fewer than {_LEAST_PICTURES}"
        raise AppError("bad_split", split="retrieval", reason=reason)
    embedded: dict[int, Any] = {}
    for begin in range(0, len(numbers), _EMBEDDED_AT_ONCE):
        yield begin / len(numbers), "drawing pictures"
        part = numbers[begin : begin + _EMBEDDED_AT_ONCE]
        embedded |= dict(zip(part, space.embed(part), strict=True))
    # What all pictures have in common tells none of them: see `Whitened.centred`.
    middle = np.mean(list(embedded.values()), axis=0)
    centred = {number: each - middle for number, each in embedded.items()}
    return space.name, Retrieval(space.name, centred, ways=_WAYS)


def _leaky(labelled: Labelled, found: _Found, seed: int) -> Generator[Step, None, None]:
    """One figure and its controls, under a name that says what it is."""
    trials = labelled.trials
    split = random_rows(trials, 0.2, seed, name=_LEAKY_SPLIT)
    try:
        leaky = LeakySplit(trials, split)
    except ValueError as error:
        reason = "random pictures do not leak here, as far as is known; ask for --split image"
        raise AppError("bad_split", split=_LEAKY_SPLIT, reason=reason) from error
    task = _classes(trials, labelled)
    made = yield from measure([leaky], class_decoders(False)[:1], task, seed)
    decoded, checked = class_figures(made, task, seed)
    found.figures[LEAKY] = next(iter(decoded.values()))
    for name, each in zip(controls.CONTROLS, checked.values(), strict=True):
        found.controls[f"{LEAKY}_{name}"] = each


def _published(labelled: Labelled, found: _Found, seed: int) -> Generator[Step, None, None]:
    """The authors' own splits, whether they leak or not; the warning is in the split's name."""
    if not labelled.published:
        reason = "no file of splits lies beside the data"
        raise AppError("bad_split", split="published", reason=reason)
    trials = labelled.trials
    task = _classes(trials, labelled)
    folds = [LeakySplit(trials, published_split(labelled, labelled.published[0]))]
    made = yield from measure(folds, class_decoders(False), task, seed)
    found.add("published_block_design", class_figures(made, task, seed))
    found.notes.append(labelled.warning)


def _warnings(checked: dict[str, Figure]) -> Iterator[str]:
    """What controls say against the figures beside them."""
    for name, each in checked.items():
        if each["p"] is not None and each["p"] <= _SUSPICIOUS and name.split("_")[0] != "leaky":
            yield (
                f"The control {name} is above chance ({each['value']:.3f}, p = {each['p']:.2g}): "
                "figures of this split are not, or not only, answers to what was shown."
            )


def _written(out: Path, labelled: Labelled, found: _Found) -> NeuroEvaluateResult:
    trials = labelled.trials
    kinds = np.unique(trials.concept)
    meanings = dict(controls.MEANINGS)
    if labelled.before:
        meanings[controls.BEFORE] = f"trained and tested on {labelled.before}"
    first = "Simulated EEG: no person was recorded." if trials.simulated else "Real EEG."
    notes = [first, *labelled.notes, *dict.fromkeys(found.notes)]
    notes += _warnings(found.controls)
    notes += [f"left out: {each}" for each in labelled.left_out]
    document: dict[str, Any] = {
        "simulated": trials.simulated,
        "notes": notes,
        "trials": len(trials),
        "people": len(np.unique(trials.subject)),
        "channels": len(trials.labels),
        "classes": [labelled.classes[int(kind)] for kind in kinds],
        "figures": found.figures,
        "controls": found.controls,
        "controls_are": meanings,
    }
    write_metrics(out, document)
    rows = {**found.figures, **found.controls}
    write_table(out, "Recordings", notes, rows)
    return NeuroEvaluateResult(
        files={"metrics": METRICS_FILE, "table": TABLE_FILE},
        metrics={name: e["value"] for name, e in found.figures.items() if e["value"] is not None},
        simulated=trials.simulated,
        n_trials=len(trials),
        table=text_table(rows),
    )
