"""The most probable pictures: thumbnail, name and a bar for each."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.core.tokens import BODY_PX, LABEL_PX
from desktop.neuro.decoding.answer import Answer
from desktop.neuro.decoding.thumbnails import Thumbnail, Thumbnails
from desktop.neuro.decoding.words import percent
from desktop.widgets.theme import Theme
from shared.tasks.neuro import Candidate

ROWS = 5
ROW_PX, THUMB_PX, BAR_PX = 42, 36, 6


class CandidateRow(QWidget):
    """One picture that may have been seen."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.candidate: Candidate | None = None
        self._thumbnail: Thumbnail | None = None
        self._is_sure = self._is_right = False
        self.setFixedHeight(theme.px(ROW_PX))

    def sizeHint(self) -> QSize:
        """A name beside a thumbnail."""
        return QSize(200, self._theme.px(ROW_PX))

    def show_candidate(
        self, candidate: Candidate | None, thumbnail: Thumbnail | None, *, sure: bool, right: bool
    ) -> None:
        """Show it, muted where nothing is sure, marked where it is what was shown."""
        self.candidate, self._thumbnail = candidate, thumbnail
        self._is_sure, self._is_right = sure, right
        words = ""
        if candidate is not None:
            words = f"{candidate.concept}, {percent(candidate.probability)}"
            if right:
                words += ", " + self.tr("this was shown")
        self.setAccessibleName(words)
        caption = thumbnail.caption if thumbnail is not None else ""
        self.setToolTip("\n".join(text for text in (words, caption) if text))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        candidate, theme = self.candidate, self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        side = theme.px(THUMB_PX)
        thumb = QRectF(0, (self.height() - side) / 2, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("raised"))
        painter.drawRoundedRect(thumb, 4, 4)
        if candidate is None:
            painter.end()
            return
        if self._thumbnail is not None:
            painter.drawImage(thumb, self._thumbnail.image)
        if self._is_right:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme.color("good"))
            painter.drawRoundedRect(thumb.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        self._paint_words(painter, candidate, side + 10.0)
        painter.end()

    def _paint_words(self, painter: QPainter, candidate: Candidate, left: float) -> None:
        theme, width = self._theme, self.width()
        share = percent(candidate.probability)
        painter.setFont(theme.font(LABEL_PX))
        share_px = painter.fontMetrics().horizontalAdvance("100 %") + 4
        top, height = self.height() / 2 - 17, 18.0
        painter.setPen(theme.color("muted"))
        align = Qt.AlignmentFlag.AlignVCenter
        box = QRectF(width - share_px, top, share_px, height)
        painter.drawText(box, align | Qt.AlignmentFlag.AlignRight, share)
        painter.setFont(theme.font(BODY_PX))
        painter.setPen(theme.color("text" if self._is_sure else "muted"))
        name = QRectF(left, top, width - left - share_px - 8, height)
        text = candidate.concept + ("  ✓" if self._is_right else "")
        elided = painter.fontMetrics().elidedText(
            text, Qt.TextElideMode.ElideRight, int(name.width())
        )
        painter.drawText(name, align | Qt.AlignmentFlag.AlignLeft, elided)
        bar = QRectF(left, self.height() / 2 + 6, width - left, BAR_PX)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("line"))
        painter.drawRoundedRect(bar, 3, 3)
        filled = QRectF(bar)
        filled.setWidth(max(2.0, bar.width() * min(1.0, candidate.probability)))
        painter.setBrush(theme.color("accent" if self._is_sure else "edge"))
        painter.drawRoundedRect(filled, 3, 3)


class CandidateList(QWidget):
    """Five rows."""

    def __init__(self, theme: Theme, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._theme, self._thumbnails = theme, thumbnails
        self._answer: Answer | None = None
        self._is_blind = False
        self.rows = [CandidateRow(theme) for _ in range(ROWS)]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for row in self.rows:
            column.addWidget(row)
        self.setAccessibleName(self.tr("Most probable pictures"))
        thumbnails.ready.connect(self._drawn)
        theme.changed.connect(self.update)

    def show_answer(self, answer: Answer | None, *, blind: bool) -> None:
        """Show the candidates of an answer; blind does not tell which is right."""
        self._answer, self._is_blind = answer, blind
        candidates = answer.candidates if answer is not None else ()
        for place, row in enumerate(self.rows):
            candidate = candidates[place] if place < len(candidates) else None
            if candidate is None or answer is None:
                row.show_candidate(None, None, sure=False, right=False)
                continue
            right = not blind and candidate.picture == answer.picture
            thumbnail = self._thumbnails.get(candidate.picture)
            row.show_candidate(candidate, thumbnail, sure=answer.sure, right=right)

    def _drawn(self, number: int) -> None:
        candidates = self._answer.candidates if self._answer is not None else ()
        if any(candidate.picture == number for candidate in candidates):
            self.show_answer(self._answer, blind=self._is_blind)

    def release(self) -> None:
        """Let go of theme and thumbnails."""
        self._theme.changed.disconnect(self.update)
        self._thumbnails.ready.disconnect(self._drawn)
