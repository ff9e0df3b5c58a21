"""Icons drawn from the Phosphor font of QtAwesome, in any colour and sharp at any scale."""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPainter, QPixmap

PREFIX = "ph."


@cache
def phosphor() -> tuple[str, dict[str, str]]:
    """The font's family and its characters by icon name; needs a QGuiApplication.

    QtAwesome itself is not imported: that loads ten fonts and takes 0.4 s.
    """
    spec = find_spec("qtawesome")
    if spec is None or spec.origin is None:
        return "", {}
    fonts = Path(spec.origin).parent / "fonts"
    font_file = next(fonts.glob("phosphor-[0-9]*.ttf"), None)
    charmap_file = next(fonts.glob("phosphor-charmap-*.json"), None)
    if font_file is None or charmap_file is None:
        return "", {}
    identifier = QFontDatabase.addApplicationFont(str(font_file))
    families = QFontDatabase.applicationFontFamilies(identifier)
    charmap = json.loads(charmap_file.read_text(encoding="utf-8"))
    return (families[0] if families else ""), {k: chr(int(v, 16)) for k, v in charmap.items()}


def icon_pixmap(name: str, color: QColor, size_px: int, ratio: float = 1.0) -> QPixmap:
    """Draw icon `ph.<name>` into a transparent square of `size_px` logical pixels.

    A name that the font does not have is drawn as a question mark: a test finds it, and a person
    is not left without a window.
    """
    family, characters = phosphor()
    character = characters.get(name.removeprefix(PREFIX), characters.get("question", "?"))
    pixmap = QPixmap(round(size_px * ratio), round(size_px * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    if not family:
        return pixmap
    font = QFont(family)
    font.setPixelSize(size_px)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    painter.setFont(font)
    painter.setPen(color)
    painter.drawText(QRectF(0, 0, size_px, size_px), Qt.AlignmentFlag.AlignCenter, character)
    painter.end()
    return pixmap


def is_icon(name: str) -> bool:
    """Whether the font has an icon of that name."""
    return name.removeprefix(PREFIX) in phosphor()[1]


def make_icon(name: str, color: QColor, active: QColor, size_px: int) -> QIcon:
    """A QIcon of `size_px`; `active` colours the checked state, and disabled is fainter."""
    faint = QColor(color)
    faint.setAlphaF(0.35)
    icon = QIcon()
    for ratio in (1.0, 2.0):
        for state in (QIcon.State.Off, QIcon.State.On):
            lit = active if state is QIcon.State.On else color
            icon.addPixmap(icon_pixmap(name, lit, size_px, ratio), QIcon.Mode.Normal, state)
            icon.addPixmap(icon_pixmap(name, faint, size_px, ratio), QIcon.Mode.Disabled, state)
    return icon
