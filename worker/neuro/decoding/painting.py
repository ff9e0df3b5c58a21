"""The painting half of the shipped model, as files in its folder."""

from __future__ import annotations

from pathlib import Path

from worker.neuro.decoding.prior import FILE as PRIOR_FILE
from worker.neuro.decoding.prior import Prior
from worker.neuro.decoding.reconstruction import Painter
from worker.neuro.decoding.versions import check_versions
from worker.neuro.imaging.reconstructor import Reconstructor
from worker.neuro.imaging.saliency_gan import PixelDecoder
from worker.neuro.imaging.space import Space


def load_painter(folder: Path, device: str = "cpu") -> Painter:
    """What `save_painter` wrote, with the space that the model's folder holds.

    Raises
    ------
    AppError
        `missing_model` or `bad_model`, which a model of other scenes is too.
    """
    check_versions(folder)
    return Painter(
        Space.load(folder, device),
        Reconstructor.load(folder, device),
        PixelDecoder.load(folder, device),
        Prior.load(folder) if (folder / PRIOR_FILE).exists() else None,
    )


def save_painter(folder: Path, painter: Painter) -> None:
    """Write everything but the space, which is the model's."""
    painter.reconstructor.save(folder)
    painter.pixel_level.save(folder)
    if painter.prior is not None:
        painter.prior.save(folder)
