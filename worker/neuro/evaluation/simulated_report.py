"""`neuro.evaluate --simulate LEVEL`: retrieval, controls, confidence, latency and the ablation."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from shared.errors import AppError
from shared.tasks.events import Progress
from shared.tasks.neuro_evaluate import NeuroEvaluateRequest, NeuroEvaluateResult
from worker.engine.context import TaskContext
from worker.neuro.decoding.decoder import Decoder
from worker.neuro.decoding.neuro_model import NeuroModel, load_neuro_model
from worker.neuro.decoding.painting import load_painter
from worker.neuro.decoding.reconstruction import Painter
from worker.neuro.decoding.ridge import RidgeDecoder
from worker.neuro.decoding.trials import Trials, joined
from worker.neuro.evaluation import controls
from worker.neuro.evaluation.audit import Audit, Exposure, SafeSplit
from worker.neuro.evaluation.confidence import (
    abstention,
    calibration_error,
    calibration_interval,
    reliability,
)
from worker.neuro.evaluation.people_decoders import (
    CalibratedEncoder,
    PersonScored,
    score_person,
)
from worker.neuro.evaluation.report import Figure, figure, plain_figure
from worker.neuro.evaluation.retrieval import Retrieval, groups, unit
from worker.neuro.evaluation.scores import Embeddings
from worker.neuro.evaluation.simulated_output import write_simulated
from worker.neuro.evaluation.simulated_people import (
    SPLIT,
    Experiment,
    exposure_of_model,
    labels_only,
    simulated_person,
)
from worker.neuro.evaluation.steps import telling
from worker.neuro.evaluation.target_spaces import DescriptionSpace, ModelSpace, TargetSpace

_KIND = "neuro"
_LATENCY_RUNS = 100
_EMBEDDED_AT_ONCE = 100


@dataclass(frozen=True)
class Equipment:
    """The trained model, where there is one."""

    model: NeuroModel | None
    painter: Painter | None
    note: str = ""


@dataclass
class Gathered:
    """What has been measured of all people so far."""

    tests: list[Trials] = field(default_factory=list)
    audits: list[Audit] = field(default_factory=list)
    embeddings: dict[str, list[Embeddings]] = field(default_factory=dict)
    controls: dict[str, list[Embeddings]] = field(default_factory=dict)
    example: npt.NDArray[np.float32] | None = None
    labels: tuple[str, ...] = ()

    def add(self, safe: SafeSplit, scored: PersonScored) -> None:
        """Keep what scoring needs of a person; the samples are large and are let go."""
        test = safe.test
        self.tests.append(labels_only(test))
        self.audits.append(safe.audit)
        self.example, self.labels = test.samples[:1].copy(), test.labels
        for name, found in scored.embeddings.items():
            self.embeddings.setdefault(name, []).append(found)
        for name, found in scored.controls.items():
            self.controls.setdefault(name, []).append(found)


def equipment_of(ctx: TaskContext, ref: str) -> Equipment:
    """The model that was named, or the shipped one, or none: then ridge alone is measured.

    Raises
    ------
    AppError
        For a model that was named and cannot be used.
    """
    try:
        path = ctx.model(_KIND, ref).path
    except AppError as error:
        if ref or error.code not in ("no_model", "missing_model"):
            raise
        return Equipment(None, None, "No trained model is installed: ridge alone was measured.")
    return Equipment(load_neuro_model(path), load_painter(path, ctx.device))


def evaluate_simulated(
    ctx: TaskContext, request: NeuroEvaluateRequest, experiment: Experiment | None = None
) -> Iterator[Progress | NeuroEvaluateResult]:
    """Measure people one after another, then all of them together."""
    from worker.neuro.simulation.pictures import CONCEPTS

    shown = experiment or Experiment(level=request.simulate, seed=request.seed)
    equipment = equipment_of(ctx, request.model)
    space: TargetSpace = DescriptionSpace(shown.calibrated)
    decoders: list[Decoder] = [RidgeDecoder()]
    exposure = Exposure()
    if equipment.model is not None:
        space = ModelSpace(equipment.model)
        decoders.insert(0, CalibratedEncoder(equipment.model))
        exposure = exposure_of_model(CONCEPTS)
    total = request.participants + 1

    def told(stage: str, done: float) -> Progress:
        return Progress(done=done, total=total, unit="people", stage=stage)

    task = yield from telling(_retrieval(space, shown), lambda stage: told(stage, 0))
    gathered = Gathered()
    for number in range(request.participants):
        gathered.add(*(yield from _person(number, decoders, task, shown, exposure, told)))
    scoring = _document(gathered, task, shown, equipment, request)
    document = yield from telling(scoring, lambda stage: told(f"scoring: {stage}", total - 0.9))
    writing = write_simulated(ctx, request, document, gathered, task, shown, equipment)
    yield (yield from telling(writing, lambda share: told("painting", total - 0.8 + 0.7 * share)))


def _person(
    number: int,
    decoders: Sequence[Decoder],
    task: Retrieval,
    shown: Experiment,
    exposure: Exposure,
    told: Callable[[str, float], Progress],
) -> Generator[Progress, None, tuple[SafeSplit, PersonScored]]:
    simulating = simulated_person(shown, number + 1, exposure)
    safe = yield from telling(simulating, lambda share: told("simulating", number + 0.8 * share))
    decoding = score_person(safe, decoders, task, shown.seed)
    scored = yield from telling(decoding, lambda stage: told(f"decoding: {stage}", number + 0.9))
    return safe, scored


def _retrieval(space: TargetSpace, shown: Experiment) -> Generator[str, None, Retrieval]:
    numbers = tuple(dict.fromkeys((*shown.calibrated, *shown.tested)))
    embedded: dict[int, npt.NDArray[np.float32]] = {}
    for begin in range(0, len(numbers), _EMBEDDED_AT_ONCE):
        yield "drawing pictures"
        part = numbers[begin : begin + _EMBEDDED_AT_ONCE]
        embedded.update(zip(part, space.embed(part), strict=True))
    wanted = tuple(n for n in (1, 2, 4, 8, 20) if n <= shown.repeats)
    return Retrieval(space.name, embedded, repetitions=wanted)


def _document(
    gathered: Gathered,
    task: Retrieval,
    shown: Experiment,
    equipment: Equipment,
    request: NeuroEvaluateRequest,
) -> Generator[str, None, dict[str, Any]]:
    main = next(iter(gathered.embeddings))
    notes = [
        f"Simulated EEG ({shown.level}): no person was recorded.",
        f"{request.participants} people with seed {shown.seed}, none of whom was trained on; "
        f"{shown.channels} electrodes; calibrated with {shown.minutes:.1f} minutes of pictures of "
        "seen concepts, tested in another session.",
        f"Pictures are told apart in one space: {task.space}. Space and painter have seen pictures "
        "of all concepts, as CLIP has; EEG of the tested concepts is in no training.",
    ]
    if equipment.note:
        notes.append(equipment.note)
    notes += [f"The control {name}: {told}." for name, told in _meanings(equipment).items()]
    document: dict[str, Any] = {
        "simulated": True,
        "notes": notes,
        "feature_space": task.space,
        "calibration_minutes": round(shown.minutes, 2),
        "figures": {},
        "controls": {},
        "controls_of": main,
        "controls_are": {**controls.MEANINGS, **_meanings(equipment)},
    }
    for name, embeddings in gathered.embeddings.items():
        yield name
        for key, each in retrieval_figures(embeddings, gathered, task, request.seed).items():
            document["figures"][f"{name}_{key}"] = each
    few = replace(task, ways=((1, 0), (5, 0)))
    for name, embeddings in gathered.controls.items():
        yield name
        for key, each in retrieval_figures(embeddings, gathered, few, request.seed).items():
            if key.startswith("top"):
                document["controls"][f"{name}_{key}"] = each
    if equipment.model is not None:
        yield "confidence"
        document["confidence"] = _confidence(
            gathered.embeddings[main], gathered, task, equipment.model, request.seed
        )
        document["latency_ms"] = _latency(equipment.model, gathered, shown)
    return document


def _meanings(equipment: Equipment) -> dict[str, str]:
    """What a control means otherwise for an encoder that was trained before."""
    if equipment.model is None:
        return {}
    told = (
        "calibrated with the labels of this person's trials permuted; the encoder was trained on "
        "other people with the right ones, so what is above chance here is what it knew before"
    )
    return {controls.PERMUTED: told}


def retrieval_figures(
    embeddings: Sequence[Embeddings], gathered: Gathered, task: Retrieval, seed: int
) -> dict[str, Figure]:
    """All scores of all people's trials, with how many were averaged in the key."""
    tests = joined(gathered.tests)
    found = {}
    for score in task.scores([np.concatenate(embeddings)], [tests]):
        key = f"{score.name} r{score.repetitions}".replace("-", "_").replace(" ", "_")
        found[key.lower()] = figure(score, SPLIT, gathered.audits, seed)
    return found


def _confidence(
    embeddings: Sequence[Embeddings],
    gathered: Gathered,
    task: Retrieval,
    model: NeuroModel,
    seed: int,
) -> dict[str, Any]:
    """Whether the probabilities of top-1 answers mean what they say, by repeats."""
    tests, every = joined(gathered.tests), np.concatenate(embeddings)
    numbers = np.unique(tests.picture)
    gallery = np.stack([task.embedding[int(number)] for number in numbers])
    found: dict[str, Any] = {"sure_above": model.answers.sure_above}
    for repeats in task.repetitions:
        rows = groups(tests, repeats)
        means = unit(np.stack([every[each].mean(axis=0) for each in rows]))
        logits = means @ gallery.T * model.answers.sharpness_of(repeats)
        shares = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        sure = shares.max(axis=1)
        right = numbers[shares.argmax(axis=1)] == tests.picture[[each[0] for each in rows]]
        error, ci95 = calibration_error(sure, right), calibration_interval(sure, right, seed)
        found[f"repeats_{repeats}"] = {
            "expected_calibration_error": plain_figure(
                error, ci95, len(right), None, None, SPLIT, gathered.audits, repeats
            ),
            "reliability": reliability(sure, right),
            "abstention": abstention(sure, right),
        }
    return found


def _latency(model: NeuroModel, gathered: Gathered, shown: Experiment) -> dict[str, Any]:
    """From a cut trial to a ranked gallery, in this process."""
    assert gathered.example is not None
    times = []
    for _ in range(_LATENCY_RUNS):
        began = time.perf_counter()
        embedding = model.embed(gathered.example, gathered.labels)
        model.rank(embedding, shown.tested, 1)
        times.append(1000 * (time.perf_counter() - began))
    p50, p95 = np.percentile(times, (50, 95))
    return {
        "trial_to_retrieval": {
            "p50": round(float(p50), 2),
            "p95": round(float(p95), 2),
            "n": len(times),
        }
    }
