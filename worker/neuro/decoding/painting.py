"""The painting half of the shipped model, as files in its folder."""

from __future__ import annotations

from pathlib import Path

import msgspec

from shared.errors import AppError
from shared.paths import write_atomic
from worker.neuro.decoding.reconstruction import Painter, PaintSettings
from worker.neuro.imaging.saliency_gan import PixelDecoder
from worker.neuro.imaging.sampler import PictureMaker
from worker.neuro.imaging.space import Space

SETTINGS_FILE = "painting.json"


def load_painter(folder: Path, device: str = "cpu") -> Painter:
    """What `save_painter` wrote.

    Raises
    ------
    AppError
        `missing_model` or `bad_model`.
    """
    try:
        raw = (folder / SETTINGS_FILE).read_bytes()
        settings = msgspec.json.decode(raw, type=PaintSettings)
    except (OSError, msgspec.MsgspecError) as error:
        fix = "Repair the installation: python3 installer repair"
        raise AppError("bad_model", model=folder.name, reason=str(error), fix=fix) from error
    maker = PictureMaker.load(folder, device)
    return Painter(Space.load(folder, device), maker, PixelDecoder.load(folder, device), settings)


def save_painter(folder: Path, painter: Painter) -> None:
    """Write everything but the space, which is the model's."""
    painter.maker.network.save(folder)
    painter.maker.autoencoder.save(folder)
    painter.pixel_level.save(folder)
    write_atomic(folder / SETTINGS_FILE, msgspec.json.encode(painter.settings))
