"""How strongly the diffusion may change the map that it begins with: chosen on validation."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import numpy as np
import numpy.typing as npt
import torch

from worker.neuro.decoding.gallery import gallery_pictures
from worker.neuro.decoding.neuro_model import Answers
from worker.neuro.decoding.reconstruction import Painter, Use, Wanted, last
from worker.neuro.imaging.pixels import to_tensor
from worker.neuro.imaging.ssim import ssim
from worker.neuro.training.answers import Judged

STRENGTHS = (0.5, 0.65, 0.8, 0.9)
PICTURES, TRIALS = 48, 20


def choose_painting(
    painter: Painter, judged: list[Judged], answers: Answers, report: Callable[[str], None]
) -> tuple[Painter, dict[str, float]]:
    """The painter with the strength of the best mean of SSIM and cosine, and figures of each part.

    Pictures and people are those of the validation: neither pictures nor concepts of any test.
    """
    wanted, seen = _validation(judged[0], answers)
    figures: dict[str, float] = {}
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


def _validation(part: Judged, answers: Answers) -> tuple[list[Wanted], npt.NDArray[np.uint8]]:
    rows = np.unique(np.linspace(0, len(part.pictures) - 1, PICTURES).astype(int))
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
