"""The paper's ablation: the picture from the pixel level, from the sample level, and from both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from worker.neuro.decoding.reconstruction import Painter, Use, Wanted, last, pixel_features
from worker.neuro.evaluation.audit import Audit
from worker.neuro.evaluation.intervals import PERMUTATIONS, permutation_p
from worker.neuro.evaluation.picture_scores import (
    COLOURS,
    Pixels,
    colour_fields,
    identification,
    overlap,
    pixel_correlation,
    structural_similarity,
)
from worker.neuro.evaluation.report import Figure, plain_figure
from worker.statistics.bootstrap import mean_interval
from worker.statistics.intervals import Floats

Embeddings = npt.NDArray[np.float32]
PIXEL_LEVEL, SAMPLE_LEVEL, BOTH = "pixel_level_only", "sample_level_only", "both"
ARMS: dict[str, Use] = {PIXEL_LEVEL: "saliency", SAMPLE_LEVEL: "text", BOTH: "both"}
_CANDIDATES = 4
_WAYS = (2, 50)


class Reconstructor(Protocol):
    """Paints what embeddings tell."""

    def reconstruct(self, embeddings: Embeddings, seed: int) -> Pixels:
        """Pictures uint8 [n, 64, 64, 3] from embeddings float32 [n, D] of length 1."""


@dataclass(frozen=True)
class PaintedArm:
    """One arm of the ablation by the painter of a model."""

    painter: Painter
    use: Use
    certainty: float

    def reconstruct(self, embeddings: Embeddings, seed: int) -> Pixels:
        """The best of four pictures each, by the embedding alone."""
        made = []
        for row, embedding in enumerate(embeddings):
            rng = np.random.default_rng((seed, row))
            seeds = [int(each) for each in rng.integers(0, 2**31, _CANDIDATES)]
            steps = self.painter.paint(Wanted(embedding, self.certainty), seeds, self.use)
            made.append(last(steps))
        return np.stack(made)


def arms_of(painter: Painter, certainty: float) -> dict[str, Reconstructor]:
    """The three arms of one painter."""
    return {name: PaintedArm(painter, use, certainty) for name, use in ARMS.items()}


class ImageSpace(Protocol):
    """Embeds pictures."""

    def images(self, pixels: Pixels) -> Embeddings:
        """Float32 [n, D]."""


@dataclass(frozen=True)
class AblationSetting:
    """What stands beside each figure of the ablation, and the spaces to identify in."""

    split: str
    audits: Sequence[Audit]
    repetitions: int
    seed: int
    spaces: Mapping[str, ImageSpace]


def ablation_figures(
    made: Mapping[str, Pixels], seen: Pixels, setting: AblationSetting
) -> dict[str, dict[str, Figure]]:
    """Every score of every arm; chance is the score with pictures of other trials."""
    return {name: _scored(pixels, seen, setting) for name, pixels in made.items()}


def _scored(made: Pixels, seen: Pixels, setting: AblationSetting) -> dict[str, Figure]:
    tables = {
        "ssim": _pairwise(structural_similarity, made, seen),
        "pixel_correlation": _pairwise(pixel_correlation, made, seen),
    }
    fields = {COLOURS: (colour_fields(made), colour_fields(seen))}
    for name, space in setting.spaces.items():
        fields[name] = (space.images(made), space.images(seen))
    for name, (a, b) in fields.items():
        for ways in _WAYS:
            if ways <= len(seen):
                tables[f"{ways}-way in {name}"] = identification(a, b, ways)
    return {name: _figure(table, setting) for name, table in tables.items()}


def saliency_figure(
    painter: Painter, embeddings: Embeddings, masks: Floats, setting: AblationSetting
) -> Figure:
    """Overlap of the decoded saliency with the masks [n, 64, 64] of what was seen."""
    found = painter.pixel_level.decode(pixel_features(embeddings), setting.seed).saliency
    n = len(masks)
    columns = [overlap(found, np.repeat(masks[j : j + 1], n, axis=0)) for j in range(n)]
    return _figure(np.stack(columns, axis=1), setting)


def _pairwise(score: Any, made: Pixels, seen: Pixels) -> Floats:
    """The score [n, n] of each made picture with each seen one."""
    n = len(seen)
    columns = [score(made, np.repeat(seen[j : j + 1], n, axis=0)) for j in range(n)]
    return np.stack(columns, axis=1)


def _figure(table: Floats, setting: AblationSetting) -> Figure:
    """The mean of the diagonal; permutations exchange the pictures that were seen."""
    n = len(table)
    rows = np.arange(n)
    values = table[rows, rows]
    rng = np.random.default_rng((setting.seed, 3))
    null = np.array([table[rows, rng.permutation(n)].mean() for _ in range(PERMUTATIONS)])
    value = float(values.mean())
    others = float((table.sum() - values.sum()) / (n * (n - 1)))
    return plain_figure(
        value,
        mean_interval(values, rows, setting.seed),
        n,
        others,
        permutation_p(value, null),
        setting.split,
        setting.audits,
        setting.repetitions,
    )


def difference(
    more: Pixels, less: Pixels, seen: Pixels, setting: AblationSetting
) -> dict[str, Figure]:
    """What one arm has more than another in SSIM on the same pictures; p by exchanged signs."""
    values = structural_similarity(more, seen) - structural_similarity(less, seen)
    rng = np.random.default_rng((setting.seed, 5))
    signs = rng.choice((-1.0, 1.0), (PERMUTATIONS, len(values)))
    value = float(values.mean())
    figure = plain_figure(
        value,
        mean_interval(values, np.arange(len(values)), setting.seed),
        len(values),
        0.0,
        permutation_p(value, np.asarray((signs * values).mean(axis=1))),
        setting.split,
        setting.audits,
        setting.repetitions,
    )
    return {"ssim_both_minus_sample_level": figure}
