"""How similarities become probabilities and when an answer is sure: chosen on validation people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import msgspec
import numpy as np
import numpy.typing as npt

from worker.neuro.decoding.neuro_model import Answers, NeuroModel
from worker.neuro.training.newcomers import decoded
from worker.neuro.training.people import Person
from worker.neuro.training.recipe_size import RecipeSize

COUNTS = (1, 2, 4, 8, 20)
SHARPNESS = np.geomspace(2, 80, 60)
# "Sure" answers are right this often, in validation.
RIGHT_WHEN_SURE, LEAST_SURE = 0.8, 20


@dataclass(frozen=True)
class Judged:
    """Embeddings of single trials float32 [P, R, D] for pictures with embeddings [P, D]."""

    embeddings: npt.NDArray[np.float32]
    targets: npt.NDArray[np.float32]
    pictures: tuple[int, ...]


def judged(model: NeuroModel, size: RecipeSize, seed: int, person: Person) -> Judged:
    """Decode concepts never trained on, each picture `size.repeats` times."""
    shown = size.judging
    pictures, found = decoded(model, person, seed, size.calibrating, shown * size.repeats)
    places = [np.flatnonzero(pictures == number)[: size.repeats] for number in shown]
    fewest = min(map(len, places))
    order = np.array([place[:fewest] for place in places])
    return Judged(found[order], model.gallery(shown), shown)


def fit_answers(parts: list[Judged]) -> tuple[Answers, dict[str, float]]:
    """Sharpness by likelihood for each number of trials, and the confidence that is sure."""
    sharpness, cosines = [], []
    figures: dict[str, float] = {}
    confidence, right = [], []
    counts = [count for count in COUNTS if count <= parts[0].embeddings.shape[1]]
    for count in counts:
        scores, cosine = zip(*(_scores(part, count) for part in parts), strict=True)
        joint = np.concatenate(scores)
        best = max(SHARPNESS, key=lambda sharp: _likelihood(joint, sharp))
        sharpness.append(float(best))
        cosines.append(float(np.mean(cosine)))
        own = joint[..., :1]
        ranks = (joint[..., 1:] > own).sum(axis=-1)
        figures |= {f"top1_{count}": float((ranks < 1).mean())}
        figures |= {f"top5_{count}": float((ranks < 5).mean())}
        shares = _softmax(joint * best)
        confidence.append(shares.max(axis=-1).ravel())
        right.append((ranks < 1).ravel())
    sure = _sure_above(np.concatenate(confidence), np.concatenate(right))
    answers = Answers(
        repeats=tuple(counts),
        sharpness=tuple(sharpness),
        cosine=tuple(cosines),
        sure_above=sure,
    )
    return answers, figures


def judge_all(
    model: NeuroModel, size: RecipeSize, seed: int, report: Callable[[str], None]
) -> tuple[Answers, dict[str, float], list[Judged]]:
    """Answers for an encoder, with its validation figures."""
    parts = []
    for person in size.judges:
        report(f"judging with person {person.number}, who was not trained on")
        parts.append(judged(model, size, seed, person))
    answers, figures = fit_answers(parts)
    report(", ".join(f"{name} {value:.3f}" for name, value in figures.items()))
    report(msgspec.json.encode(answers).decode())
    return answers, figures, parts


def _scores(part: Judged, count: int) -> tuple[npt.NDArray[np.float64], float]:
    """Cosines [G, P, P] of groups of `count` trials with all pictures, the right one first."""
    pictures, repeats, size = part.embeddings.shape
    groups = repeats // count
    used = part.embeddings[:, : groups * count].reshape(pictures, groups, count, size)
    mean = used.mean(axis=2)
    mean /= np.linalg.norm(mean, axis=-1, keepdims=True)
    scores = np.einsum("pgd,qd->gpq", mean, part.targets)
    own = np.einsum("gpp->gp", scores).copy()
    others = scores[:, ~np.eye(pictures, dtype=bool)].reshape(groups, pictures, pictures - 1)
    return np.concatenate([own[..., None], others], axis=-1).astype(np.float64), float(own.mean())


def _likelihood(scores: npt.NDArray[np.float64], sharp: float) -> float:
    logits = scores * sharp
    top = logits.max(axis=-1, keepdims=True)
    total = np.log(np.exp(logits - top).sum(axis=-1)) + top[..., 0]
    return float((logits[..., 0] - total).mean())


def _softmax(logits: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    shares = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(shares / shares.sum(axis=-1, keepdims=True))


def _sure_above(confidence: npt.NDArray[np.float64], right: npt.NDArray[np.bool_]) -> float:
    """The least confidence from which on enough answers are right."""
    order = np.argsort(-confidence)
    share = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero((share >= RIGHT_WHEN_SURE) & (np.arange(len(order)) >= LEAST_SURE))
    return float(confidence[order[good[-1]]]) if len(good) else 0.95
