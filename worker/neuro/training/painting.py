"""How sharp the prior is, and how strongly the diffusion may change its map: by validation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import msgspec
import numpy as np
import numpy.typing as npt
import torch

from shared.neuro.scenes.concepts import concepts
from worker.neuro.decoding.gallery import gallery_pictures
from worker.neuro.decoding.neuro_model import Answers
from worker.neuro.decoding.prior import Prior
from worker.neuro.decoding.reconstruction import Painter, Use, Wanted, last
from worker.neuro.imaging.pixels import to_tensor
from worker.neuro.imaging.space import Space
from worker.neuro.imaging.ssim import ssim
from worker.neuro.training.answers import Judged
from worker.neuro.training.recipe_size import RecipeSize
from worker.neuro.training.scene_data import SceneData

# Times the certainty: after 20 showings about a third of it.
SHARPNESS = (30.0, 50.0, 85.0, 170.0)
STRENGTHS = (0.2, 0.35, 0.5, 0.65, 0.8)
TRIALS = 20


def known_pictures(scenes: SceneData, space: Space) -> Prior:
    """Every second picture of each thing that the image side has drawn."""
    variations = np.unique(scenes.number // len(concepts()))[::2]
    chosen = np.isin(scenes.number // len(concepts()), variations)
    return Prior(space.images(scenes.pixels[chosen]), SHARPNESS[0])


def choose_painting(
    painter: Painter,
    size: RecipeSize,
    judged: list[Judged],
    answers: Answers,
    report: Callable[[str], None],
) -> tuple[Painter, dict[str, float]]:
    """The painter with the best means of SSIM and cosine, and figures of each part.

    The sharpness of the prior is chosen by the sample level alone, then the strength by both.
    Pictures and people are those of the validation: neither pictures nor concepts of any test.
    """
    wanted, seen = _validation(judged[0], answers, size.painted)
    figures: dict[str, float] = {}
    painter = _with_sharpness(painter, wanted, seen, report)
    if painter.prior is not None:
        figures["sharpness"] = painter.prior.sharpness
    best, chosen = -np.inf, painter
    for strength in STRENGTHS:
        tried = painter.with_settings(msgspec.structs.replace(painter.settings, strength=strength))
        alike, near = _judged(tried, wanted, seen, "both")
        report(f"strength {strength}: SSIM {alike:.3f}, cosine {near:.3f}")
        if alike + near > best:
            best, chosen = alike + near, tried
            figures |= {"ssim_both": alike, "cosine_both": near}
    uses: tuple[Use, ...] = ("saliency", "text")
    for use in uses:
        alike, near = _judged(chosen, wanted, seen, use)
        figures |= {f"ssim_{use}": alike, f"cosine_{use}": near}
    figures["strength"] = chosen.settings.strength
    return chosen, figures


def _with_sharpness(
    painter: Painter,
    wanted: list[Wanted],
    seen: npt.NDArray[np.uint8],
    report: Callable[[str], None],
) -> Painter:
    if painter.prior is None:
        return painter
    best, chosen = -np.inf, painter
    for sharpness in SHARPNESS:
        tried = replace(painter, prior=replace(painter.prior, sharpness=sharpness))
        alike, near = _judged(tried, wanted, seen, "text")
        report(f"sharpness {sharpness:g}: SSIM {alike:.3f}, cosine {near:.3f}")
        if alike + near > best:
            best, chosen = alike + near, tried
    alike, near = _judged(replace(painter, prior=None), wanted, seen, "text")
    report(f"without a prior: SSIM {alike:.3f}, cosine {near:.3f}")
    return chosen


def _validation(
    part: Judged, answers: Answers, count: int
) -> tuple[list[Wanted], npt.NDArray[np.uint8]]:
    rows = np.unique(np.linspace(0, len(part.pictures) - 1, count).astype(int))
    wanted = []
    for row in rows:
        mean = part.embeddings[row, :TRIALS].mean(axis=0)
        wanted.append(Wanted(mean / np.linalg.norm(mean), answers.cosine_of(TRIALS)))
    return wanted, gallery_pictures(tuple(part.pictures[row] for row in rows))


def _judged(
    painter: Painter,
    wanted: list[Wanted],
    seen: npt.NDArray[np.uint8],
    use: Use,
) -> tuple[float, float]:
    made = np.stack(
        [last(painter.paint(each, [7 * n, 7 * n + 1], use)) for n, each in enumerate(wanted)]
    )
    with torch.inference_mode():
        alike = float(ssim(to_tensor(made), to_tensor(seen)).mean())
    near = float((painter.space.images(made) * painter.space.images(seen)).sum(axis=1).mean())
    return alike, near
