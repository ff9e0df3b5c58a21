"""Everything a run paints, ready in memory: no file is read and nothing is scaled on the way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtGui import QImage

from desktop.neuro.stimulus.loading import LoadedSet, Progress
from desktop.neuro.stimulus.reading import file_stamp, from_rgb, to_rgba
from desktop.neuro.stimulus.shapes import draw_target
from shared.errors import AppError
from shared.neuro.stimulus.light import dimming_table, gray_byte, to_linear, to_srgb

MAX_BYTES = 1 << 30


@dataclass(frozen=True)
class PreparedSet:
    """Pictures on their gray, at the size and brightness of the run.

    Attributes
    ----------
    images : dict of int to QImage
        By place in the set; RGB32 in device pixels, on the gray.
    gray, white : int
        sRGB bytes of the background and of the brightest that may be shown.
    side_px : int
        Side of the square that pictures are fitted into, in device pixels.
    """

    images: dict[int, QImage]
    target: QImage
    gray: int
    white: int
    side_px: int


def needed_bytes(n_pictures: int, side_px: int) -> int:
    """Memory that a run takes at most."""
    return 4 * n_pictures * side_px * side_px


def prepare(
    loaded: LoadedSet,
    shown: Sequence[int],
    side_px: int,
    mean_luminance: float,
    brightness: float,
    progress: Progress,
) -> PreparedSet:
    """Make the images of the places in `shown`; on any thread.

    A file that is not the one that was looked at before is refused: its flashes were not counted.

    Parameters
    ----------
    mean_luminance : float
        Relative luminance of the gray before it is dimmed.
    brightness : float
        Factor of all light.

    Raises
    ------
    AppError
        `bad_field` if they need too much memory, or what is wrong with a file that has changed.
    """
    if needed_bytes(len(shown), side_px) > MAX_BYTES:
        most = int((MAX_BYTES / 4 / len(shown)) ** 0.5)
        limit = f"at most {most} px for {len(shown)} pictures (1 GB)"
        raise AppError("bad_field", field="size", value=f"{side_px} px", limit=limit)
    table = dimming_table(brightness)
    images = {}
    for count, place in enumerate(shown):
        picture = loaded.pictures[place]
        image = loaded.source.image(picture, side_px)
        if file_stamp(picture) != loaded.stamps[place]:
            reason = "it has changed since the page read it; choose the folder again"
            raise AppError("bad_picture", file=picture.file, reason=reason)
        images[place] = _on_gray(image, mean_luminance, table)
        progress(count + 1, len(shown))
    target = _on_gray(draw_target(side_px), mean_luminance, table)
    gray = gray_byte(mean_luminance * brightness)
    return PreparedSet(images, target, gray, int(table[255]), side_px)


def _on_gray(image: QImage, mean_luminance: float, table: np.ndarray) -> QImage:
    """The image over the gray, mixed as light so that edges keep it, then dimmed."""
    rgba = to_rgba(image)
    rgb = rgba[..., :3]
    alpha = rgba[..., 3]
    mixed = (alpha > 0) & (alpha < 255)
    out = rgb.copy()
    out[alpha == 0] = gray_byte(mean_luminance)
    if mixed.any():
        share = alpha[mixed][:, None] / 255
        light = share * to_linear(rgb[mixed] / 255) + (1 - share) * mean_luminance
        out[mixed] = np.rint(255 * to_srgb(light))
    return from_rgb(table[out])
