"""A reconstruction as a file or on the clipboard, with what it is written on it and into it."""

from __future__ import annotations

from pathlib import Path

import msgspec
from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QIODevice, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter

from desktop.core.tokens import BODY_PX
from desktop.neuro.decoding.answer import Answer
from desktop.neuro.decoding.thumbnails import image_of
from desktop.neuro.decoding.words import facts_words, verdict_words
from desktop.widgets.theme import Theme
from shared.errors import AppError, file_error
from shared.paths import write_atomic

SIDE_PX, FOOT_PX, MARGIN_PX = 512, 64, 12
translate = QCoreApplication.translate


def labelled(answer: Answer, theme: Theme) -> QImage:
    """The picture at 512 px above a line that says what it is; never without `SIMULATED`."""
    assert answer.pixels is not None
    image = QImage(SIDE_PX, SIDE_PX + FOOT_PX, QImage.Format.Format_RGB32)
    image.fill(theme.color("surface"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(QRectF(0, 0, SIDE_PX, SIDE_PX), image_of(answer.pixels))
    painter.setFont(theme.font(BODY_PX))
    box = QRectF(MARGIN_PX, SIDE_PX + 6, SIDE_PX - 2 * MARGIN_PX, FOOT_PX / 2 - 6)
    align = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    painter.setPen(theme.color("text"))
    painter.drawText(box, align, _title(answer))
    painter.setPen(theme.color("muted"))
    painter.drawText(box.translated(0, FOOT_PX / 2 - 6), align, _figures(answer))
    painter.end()
    for key, text in texts(answer).items():
        image.setText(key, text)
    return image


def _title(answer: Answer) -> str:
    title = translate("Decoder", "Reconstructed from EEG: a guess, not a recording of thought")
    return f"SIMULATED · {title}" if answer.simulated else title


def _figures(answer: Answer) -> str:
    return " · ".join(part for part in (verdict_words(answer), facts_words(answer)) if part)


def texts(answer: Answer) -> dict[str, str]:
    """What goes into the file: how the picture came about, in words and as JSON."""
    document = {
        "made_from": "simulated EEG" if answer.simulated else "EEG",
        "simulated": answer.simulated,
        "calibrated": answer.calibrated,
        "generator": answer.generator,
        "trials": answer.n_trials,
        "gallery": answer.n_gallery,
        "confidence": answer.confidence,
        "sure": answer.sure,
        "shown": answer.picture,
        "candidates": msgspec.to_builtins(answer.candidates),
        "steps": [answer.step, answer.steps],
    }
    return {
        "Software": "Vitrine",
        "Description": f"{_title(answer)}. {_figures(answer)}",
        "Disclaimer": "For research only. Not a medical device.",
        "vitrine-decoding": msgspec.json.encode(document).decode(),
    }


def save_picture(answer: Answer, theme: Theme, path: Path) -> None:
    """Write a PNG.

    Raises
    ------
    AppError
        `disk_full`, `read_only`, or the reason in words.
    """
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    labelled(answer, theme).save(buffer, "PNG")  # type: ignore[call-overload]
    try:
        write_atomic(path, bytes(data.data()))
    except OSError as error:
        told = file_error(error, path)
        raise told or AppError("bad_request", reason=f"{path}: {error.strerror}") from error


def copy_picture(answer: Answer, theme: Theme) -> None:
    """Put the labelled picture on the clipboard."""
    QGuiApplication.clipboard().setImage(labelled(answer, theme))


def suggested_name(answer: Answer) -> str:
    """A file name that says what it is."""
    best = answer.candidates[0].concept.replace(" ", "-") if answer.candidates else "picture"
    prefix = "simulated-" if answer.simulated else ""
    return f"{prefix}reconstruction-{answer.seq:04d}-{best}.png"
