"""The picture of an evaluation on a sheet of its own: drawn for paper, whatever the theme."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

RADIUS_PX, MARGIN_PX = 6, 12
_PAPER = QColor("#ffffff")


class PictureCard(QWidget):
    """As wide as there is room, never larger than the picture."""

    def __init__(self) -> None:
        super().__init__()
        self._image: QImage | None = None
        self._most_px = 0
        self._scaled: QPixmap | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(160)
        self.hide()

    @property
    def image(self) -> QImage | None:
        """What is shown."""
        return self._image

    def show_image(self, image: QImage | None, words: str) -> None:
        """Show a picture, or none; `words` say what it shows."""
        self._image, self._scaled = image, None
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.setVisible(image is not None)
        self._fit()
        self.update()

    def set_most_px(self, height_px: int) -> None:
        """No higher than that, so that it is seen as a whole."""
        if height_px != self._most_px:
            self._most_px = height_px
            self._fit()
            self.update()

    def sizeHint(self) -> QSize:
        """That of the picture with its margin."""
        return self._sheet(self.width()).toSize()

    def _sheet(self, width: int) -> QSizeF:
        if self._image is None or self._image.isNull():
            return QSizeF(0, 0)
        margin, shape = 2 * MARGIN_PX, self._image.height() / self._image.width()
        inner = float(min(width - margin, self._image.width()))
        if self._most_px:
            inner = min(inner, (self._most_px - margin) / shape)
        inner = max(1.0, inner)
        return QSizeF(inner + margin, inner * shape + margin)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the picture's shape."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        height = round(self._sheet(self.width()).height())
        if height and height != self.height():
            self.setFixedHeight(height)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._image is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        sheet = QRectF(0, 0, self._sheet(self.width()).width(), self.height())
        path = QPainterPath()
        path.addRoundedRect(sheet, RADIUS_PX, RADIUS_PX)
        painter.fillPath(path, _PAPER)
        inner = sheet.adjusted(MARGIN_PX, MARGIN_PX, -MARGIN_PX, -MARGIN_PX)
        ratio = self.devicePixelRatioF()
        wanted = (inner.size() * ratio).toSize()
        if self._scaled is None or self._scaled.size() != wanted:
            smooth = Qt.TransformationMode.SmoothTransformation
            shape = Qt.AspectRatioMode.IgnoreAspectRatio
            self._scaled = QPixmap.fromImage(self._image.scaled(wanted, shape, smooth))
        painter.drawPixmap(inner, self._scaled, QRectF(self._scaled.rect()))
        painter.end()
