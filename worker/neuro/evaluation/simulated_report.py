"""`neuro.evaluate --simulate LEVEL`: retrieval, controls, confidence, latency and the ablation."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
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
from worker.neuro.evaluation.audit import Audit, Exposure
from worker.neuro.evaluation.confidence import (
    abstention,
    calibration_error,
    calibration_interval,
    reliability,
)
from worker.neuro.evaluation.people_decoders import CalibratedEncoder, score_person
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
from worker.neuro.evaluation.target_spaces import DescriptionSpace, ModelSpace, TargetSpace

_KIND = "neuro"
_LATENCY_RUNS = 100


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
    task = _retrieval(space, shown)
    gathered = Gathered()
    total = request.participants + 1
    for number in range(1, request.participants + 1):
        yield Progress(done=number - 1, total=total, unit="people", stage="simulating")
        safe = simulated_person(shown, number, exposure)
        yield Progress(done=number - 0.5, total=total, unit="people", stage="decoding")
        scored = score_person(safe, decoders, task, request.seed)
        gathered.tests.append(labels_only(safe.test))
        gathered.audits.append(safe.audit)
        gathered.example, gathered.labels = safe.test.samples[:1], safe.trials.labels
        for name, found in scored.embeddings.items():
            gathered.embeddings.setdefault(name, []).append(found)
        for name, found in scored.controls.items():
            gathered.controls.setdefault(name, []).append(found)
    yield Progress(done=total - 1, total=total, unit="people", stage="scoring")
    document = _document(gathered, task, shown, equipment, request)
    yield write_simulated(ctx, request, document, gathered, task, shown, equipment)


def _retrieval(space: TargetSpace, shown: Experiment) -> Retrieval:
    numbers = tuple(dict.fromkeys((*shown.calibrated, *shown.tested)))
    embedded = dict(zip(numbers, space.embed(numbers), strict=True))
    wanted = tuple(n for n in (1, 2, 4, 8, 20) if n <= shown.repeats)
    return Retrieval(space.name, embedded, repetitions=wanted)


def _document(
    gathered: Gathered,
    task: Retrieval,
    shown: Experiment,
    equipment: Equipment,
    request: NeuroEvaluateRequest,
) -> dict[str, Any]:
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
    document: dict[str, Any] = {
        "simulated": True,
        "notes": notes,
        "feature_space": task.space,
        "calibration_minutes": round(shown.minutes, 2),
        "figures": {},
        "controls": {},
        "controls_of": main,
        "controls_are": dict(controls.MEANINGS),
    }
    for name, embeddings in gathered.embeddings.items():
        for key, each in retrieval_figures(embeddings, gathered, task, request.seed).items():
            document["figures"][f"{name}_{key}"] = each
    few = replace(task, ways=((1, 0), (5, 0)))
    for name, embeddings in gathered.controls.items():
        for key, each in retrieval_figures(embeddings, gathered, few, request.seed).items():
            if key.startswith("top"):
                document["controls"][f"{name}_{key}"] = each
    if equipment.model is not None:
        document["confidence"] = _confidence(
            gathered.embeddings[main], gathered, task, equipment.model, request.seed
        )
        document["latency_ms"] = _latency(equipment.model, gathered, shown)
    return document


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
