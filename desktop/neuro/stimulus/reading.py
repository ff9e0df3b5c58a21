"""Picture files into Qt images, with limits on what a file may ask for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from shared.errors import AppError
from shared.neuro.stimulus.pictures import Picture

MAX_FILE_BYTES = 64 << 20
MAX_PIXELS = 64_000_000
FORMATS = frozenset({"png", "jpeg", "webp"})


def read_picture(path: Path, side_px: int) -> QImage:
    """The picture fitted into a square, upright, as ARGB32 of its own; on any thread.

    Raises
    ------
    AppError
        `missing_file`, `picture_too_large`, or `bad_picture` with the reason.
    """
    try:
        size_bytes = path.stat().st_size
    except OSError as error:
        raise AppError("missing_file", file=str(path)) from error
    if size_bytes > MAX_FILE_BYTES:
        size, limit = f"{size_bytes / 1e6:.0f} MB", f"{MAX_FILE_BYTES / 1e6:.0f} MB"
        raise AppError("picture_too_large", file=str(path), size=size, limit=limit)
    reader = QImageReader(str(path))
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    name = bytes(reader.format().data()).decode()
    if name not in FORMATS:
        reason = reader.errorString() if not name else f"it is {name.upper()}"
        raise AppError("bad_picture", file=str(path), reason=reason)
    full = reader.size()
    if full.width() * full.height() > MAX_PIXELS:
        size = f"{full.width()}×{full.height()} px"
        limit = f"{MAX_PIXELS / 1e6:.0f} million px"
        raise AppError("picture_too_large", file=str(path), size=size, limit=limit)
    if name == "jpeg" and max(full.width(), full.height()) > 2 * side_px:
        # JPEG is read small; what is left is scaled smoothly.
        reader.setScaledSize(full.scaled(QSize(2 * side_px, 2 * side_px), _KEEP))
    image = reader.read()
    if image.isNull():
        raise AppError("bad_picture", file=str(path), reason=reader.errorString())
    return fitted(image, side_px)


def file_stamp(picture: Picture) -> int:
    """Changes when a picture's file does; 0 for one that is drawn or gone."""
    if not picture.file:
        return 0
    try:
        status = Path(picture.file).stat()
    except OSError:
        return 0
    return status.st_mtime_ns ^ status.st_size


_KEEP = Qt.AspectRatioMode.KeepAspectRatio


def fitted(image: QImage, side_px: int) -> QImage:
    """The image scaled so that its longer side is `side_px`, as ARGB32."""
    scaled = image.scaled(side_px, side_px, _KEEP, Qt.TransformationMode.SmoothTransformation)
    return scaled.convertToFormat(QImage.Format.Format_ARGB32)


def to_rgba(image: QImage) -> np.ndarray:
    """Uint8 [H, W, 4], not premultiplied, of its own."""
    rgba = image.convertToFormat(QImage.Format.Format_RGBA8888)
    rows = np.frombuffer(rgba.constBits(), np.uint8).reshape(rgba.height(), rgba.bytesPerLine())
    return rows[:, : 4 * rgba.width()].reshape(rgba.height(), rgba.width(), 4).copy()


def from_rgb(rgb: np.ndarray) -> QImage:
    """A QImage RGB32 of its own from uint8 [H, W, 3]."""
    height, width = rgb.shape[:2]
    data = np.ascontiguousarray(rgb)
    image = QImage(data.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    return image.convertToFormat(QImage.Format.Format_RGB32)
