"""A plan on its time axis: blocks of pictures in the colours of their categories, and breaks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.widgets.theme import Theme
from shared.neuro.stimulus.pictures import Picture
from shared.neuro.stimulus.plan import Plan, Step

BAR_PX = 28
HEIGHT_PX = 52
_STEPS_S = (1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200)
_LEAST_TICK_PX = 56


class PlanView(QWidget):
    """Shows that no category lies in one block: each picture is a line of its category's colour."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._plan: Plan | None = None
        self._ranks: list[int] = []
        self._bar: QImage | None = None
        self._at_s: float | None = None
        self.setFixedHeight(theme.px(HEIGHT_PX))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Order of the pictures"))
        self.setToolTip(
            self.tr("Each line is a picture in the colour of its category; gaps are breaks")
        )

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(400, self._theme.px(HEIGHT_PX))

    def show_plan(self, plan: Plan | None, pictures: Sequence[Picture]) -> None:
        """Show a plan for these pictures."""
        names = list(dict.fromkeys(picture.category for picture in pictures))
        rank = {name: k for k, name in enumerate(names)}
        self._ranks = [rank[picture.category] for picture in pictures]
        self._plan, self._bar = plan, None
        self.update()

    def show_place(self, at_s: float | None) -> None:
        """Show how far a run has come; None for none."""
        if at_s != self._at_s:
            self._at_s = at_s
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bar and the minutes."""
        painter = QPainter(self)
        bar = QRectF(0, 2, self.width(), self._theme.px(BAR_PX))
        if self._plan is None:
            painter.fillRect(bar, self._theme.color("surface"))
        else:
            painter.drawImage(bar, self._picture(self._plan, round(bar.width())))
            self._draw_axis(painter, self._plan, bar)
            if self._at_s is not None:
                self._draw_place(painter, bar, self._at_s / self._plan.length_s)
        painter.end()

    def _picture(self, plan: Plan, width: int) -> QImage:
        """One row of pixels: thousands of pictures cost no more than ten."""
        width = max(1, round(width * self.devicePixelRatioF()))
        if self._bar is None or self._bar.width() != width:
            starts_s = np.array([step.start_s for step in plan.steps])
            times_s = (np.arange(width) + 0.5) * plan.length_s / width
            places = np.searchsorted(starts_s, times_s, side="right") - 1
            row = np.array([self._color(plan, plan.steps[k]) for k in places], np.uint32)
            image = QImage(row.data, width, 1, 4 * width, QImage.Format.Format_RGB32)
            self._bar = image.copy()
        return self._bar

    def _color(self, plan: Plan, step: Step) -> int:
        if step.trial is None:
            return self._theme.color("background" if step.kind == "break" else "raised").rgb()
        picture = plan.trials[step.trial].picture
        if picture is None:
            return self._theme.color("text").rgb()
        return self._theme.data_color(self._ranks[picture]).rgb()

    def _draw_place(self, painter: QPainter, bar: QRectF, share: float) -> None:
        """What is over is faint, up to a line."""
        x = round(bar.width() * min(max(share, 0.0), 1.0))
        veil = self._theme.color("background")
        veil.setAlphaF(0.65)
        painter.fillRect(QRectF(bar.left(), bar.top(), x, bar.height()), veil)
        painter.fillRect(
            QRectF(x - 1, bar.top() - 2, 2, bar.height() + 4), self._theme.color("text")
        )

    def _draw_axis(self, painter: QPainter, plan: Plan, bar: QRectF) -> None:
        painter.setFont(self._theme.font(11))
        scale = bar.width() / plan.length_s
        least = self._theme.px(_LEAST_TICK_PX)
        step_s = next((s for s in _STEPS_S if s * scale >= least), _STEPS_S[-1])
        painter.setPen(self._theme.color("muted"))
        metrics = painter.fontMetrics()
        at_s = 0
        while at_s <= plan.length_s:
            words = f"{at_s // 60}:{at_s % 60:02d}"
            width = metrics.horizontalAdvance(words)
            x = min(max(0.0, at_s * scale - width / 2), bar.width() - width)
            painter.drawText(
                QRectF(x, bar.bottom() + 4, width + 2, metrics.height()),
                Qt.AlignmentFlag.AlignLeft,
                words,
            )
            at_s += step_s
