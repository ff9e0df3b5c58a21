"""One result as a card: how well each drag was followed, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QProgressBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.motion.labels import estimate_words, step_words
from desktop.motion.pictures import to_image
from desktop.motion.results_model import RenderResult
from desktop.widgets.controls import IconButton, set_role
from desktop.widgets.theme import Theme
from desktop.widgets.words import code_words
from shared.jobs import JobState
from shared.motion.backends import BACKENDS
from shared.tasks.motion import MotionRenderRequest

THUMBNAIL = QSize(104, 64)
# A bar is full at this error: more than this is a drag that was plainly not followed.
FULL_ERROR_PX = 4.0
GOOD_ERROR_PX, POOR_ERROR_PX = 1.0, 2.0


class DragErrorBars(QWidget):
    """One small bar for each drag: how far the video's point is from the asked one, in px."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._errors: list[float | None] = []
        self.setFixedHeight(20)

    def set_errors(self, errors: list[float | None]) -> None:
        """Show these errors; None is a drag that could not be measured."""
        self._errors = errors
        words = [
            self.tr("Drag {number}: {error} px").format(number=i + 1, error=f"{e:.2f}")
            if e is not None
            else self.tr("Drag {number}: not measurable").format(number=i + 1)
            for i, e in enumerate(errors)
        ]
        note = self.tr("Mean distance between the asked path and the path measured in the video")
        self.setToolTip("\n".join([note, *words]))
        self.setAccessibleName("; ".join(words))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        width = min(10.0, (self.width() - 2) / max(1, len(self._errors)) - 3)
        for index, error in enumerate(self._errors):
            track = QRectF(index * (width + 3), 1, width, self.height() - 2)
            painter.setBrush(self._theme.color("line"))
            painter.drawRoundedRect(track, 2, 2)
            if error is None:
                continue
            part = max(0.12, min(error / FULL_ERROR_PX, 1.0))
            name = "good" if error <= GOOD_ERROR_PX else "warning"
            painter.setBrush(self._theme.color("bad" if error > POOR_ERROR_PX else name))
            filled = QRectF(track)
            filled.setTop(track.bottom() - part * track.height())
            painter.drawRoundedRect(filled, 2, 2)
        painter.end()


@dataclass(frozen=True)
class CardActions:
    """What a card can start, each for a job's id."""

    play: Callable[[str], object]
    compare: Callable[[str], object]
    save: Callable[[str], object]
    export: Callable[[str], object]
    use_settings: Callable[[str], object]
    reveal: Callable[[str], object]
    cancel: Callable[[str], object]
    retry: Callable[[str], object]
    remove: Callable[[str], object]


class ResultCard(QFrame):
    """One render: play it, export it, stop it or run it again."""

    def __init__(self, job_id: str, theme: Theme, actions: CardActions) -> None:
        super().__init__()
        self._job_id, self._theme, self._actions = job_id, theme, actions
        self.setProperty("role", "card")
        self._thumbnail = QLabel()
        self._thumbnail.setFixedSize(THUMBNAIL)
        self._thumbnail.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title = QLabel()
        self._title.setProperty("role", "title")
        self._settings = QLabel()
        self._settings.setProperty("role", "label")
        self._settings.setWordWrap(True)
        self._state = QLabel()
        self._state.setWordWrap(True)
        self._figures = QLabel()
        self._figures.setProperty("role", "label")
        self._figures.setWordWrap(True)
        self._bars = DragErrorBars(theme)
        self._progress = QProgressBar()
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName(self.tr("Progress"))
        self._progress.setToolTip(self.tr("Progress of the render"))
        self._lay_out()

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(4)
        for widget in (
            self._title,
            self._settings,
            self._state,
            self._bars,
            self._figures,
            self._progress,
        ):
            words.addWidget(widget)
        words.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 8, 4, 8)
        layout.setSpacing(8)
        layout.addWidget(self._thumbnail, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)
        layout.addLayout(self._make_buttons())

    def _make_buttons(self) -> QVBoxLayout:
        actions = self._actions
        self._play = self._button("play", self.tr("Play the result"), actions.play)
        self._compare = self._button(
            "columns", self.tr("Compare with another version"), actions.compare
        )
        self._save = self._button("download-simple", self.tr("Save the video as…"), actions.save)
        self._cancel = self._button("x", self.tr("Stop this render"), actions.cancel)
        self._retry = self._button("arrow-clockwise", self.tr("Render again"), actions.retry)
        self._more = IconButton(self._theme, "dots-three")
        self._more.describe(self.tr("Export and more"))
        menu = QMenu(self._more)
        for text, act in (
            (self.tr("Export in another format…"), actions.export),
            (self.tr("Use these settings"), actions.use_settings),
            (self.tr("Show in folder"), actions.reveal),
        ):
            menu.addAction(text, partial(act, self._job_id))
        menu.addSeparator()
        menu.addAction(self.tr("Remove from this list"), partial(actions.remove, self._job_id))
        self._more.setMenu(menu)
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        column = QVBoxLayout()
        column.setSpacing(0)
        for button in (
            self._play,
            self._compare,
            self._save,
            self._cancel,
            self._retry,
            self._more,
        ):
            column.addWidget(button)
        column.addStretch(1)
        return column

    def _button(self, icon: str, text: str, act: Callable[[str], object]) -> QToolButton:
        button = IconButton(self._theme, icon, partial(act, self._job_id))
        button.describe(text)
        return button

    def show_result(self, result: RenderResult) -> None:
        """Show what is known of the render."""
        state = result.view.state if result.view is not None else None
        failed = state in (JobState.FAILED, JobState.QUARANTINED, JobState.BLOCKED)
        self._title.setText(self.tr("Version {n}").format(n=result.number))
        self._settings.setText(_settings_words(result.request))
        self._settings.setVisible(result.request is not None)
        self._state.setText(self._words(result))
        set_role(self._state, "bad" if failed else "")
        figures = result.figures
        self._bars.setVisible(figures is not None and bool(figures.epe_per_drag_px))
        self._figures.setVisible(figures is not None)
        if figures is not None:
            self._bars.set_errors(list(figures.epe_per_drag_px))
            self._figures.setText(self._measured(result))
            self._figures.setToolTip(
                self.tr(
                    "Measured on the finished video of {width} × {height} px by tracking its pixels"
                ).format(width=figures.width, height=figures.height)
            )
        busy = not result.is_ended
        self._progress.setVisible(busy)
        known = result.fraction is not None
        self._progress.setRange(0, 100 if known or not busy else 0)
        self._progress.setValue(round(100 * (result.fraction or 0.0)))
        # Where the video lies is known with the figures: before, a click would do nothing.
        for button in (self._play, self._compare, self._save):
            button.setVisible(result.succeeded and figures is not None)
        self._more.setVisible(result.is_ended)
        self._cancel.setVisible(busy)
        self._retry.setVisible(failed or state is JobState.CANCELLED)
        self._set_thumbnail(result.thumbnail)

    def _set_thumbnail(self, rgb: np.ndarray | None) -> None:
        if rgb is None:
            self._thumbnail.setPixmap(self._theme.pixmap("film-strip", "muted", 24))
            return
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap.fromImage(to_image(rgb)).scaled(
            THUMBNAIL * ratio,
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        pixmap.setDevicePixelRatio(ratio)
        self._thumbnail.setPixmap(pixmap)

    def _words(self, result: RenderResult) -> str:
        view = result.view
        if view is None:
            return self.tr("Waiting for the worker")
        if view.failure is not None and view.state is not JobState.RUNNING:
            return code_words(view.failure.code, view.failure.params)
        if view.state is JobState.RUNNING and result.step is not None:
            if result.is_estimate:  # too long for one line: no point at the edge
                return estimate_words(result.step).replace(" · ", "\n")
            return step_words(result.step)
        if view.state is JobState.RUNNING and result.fraction is not None:
            return self.tr("Rendering · {percent} %").format(percent=round(100 * result.fraction))
        if result.figures is not None:
            return self.tr("{frames} frames · {seconds} s").format(
                frames=result.figures.num_frames, seconds=f"{result.figures.seconds:.1f}"
            )
        names = {
            JobState.QUEUED: self.tr("Waiting"),
            JobState.RUNNING: self.tr("Rendering"),
            JobState.RETRY_WAIT: self.tr("Waits for another attempt"),
            JobState.BLOCKED: self.tr("Blocked"),
            JobState.SUCCEEDED: self.tr("Finished"),
            JobState.FAILED: self.tr("Failed"),
            JobState.CANCELLED: self.tr("Cancelled"),
            JobState.QUARANTINED: self.tr("Set aside after three attempts"),
        }
        return names[view.state]

    def _measured(self, result: RenderResult) -> str:
        figures = result.figures
        if figures is None:
            return ""
        parts = []
        known = [e for e in figures.epe_per_drag_px if e is not None]
        if known:
            error = f"{sum(known) / len(known):.2f}"
            parts.append(self.tr("error {error} px").format(error=error))
        if figures.leak_px is not None:
            parts.append(self.tr("leak {leak} px").format(leak=f"{figures.leak_px:.2f}"))
        return "\n".join(parts)


def _settings_words(request: MotionRenderRequest | None) -> str:
    """The backend, and below it the seed and what differs from the backend's own sampling."""
    if request is None:
        return ""
    translate = QCoreApplication.translate
    parts = [translate("Motion", "seed {seed}").format(seed=request.seed)]
    if request.steps is not None:
        parts.append(translate("Motion", "{steps} steps").format(steps=request.steps))
    return "\n".join([BACKENDS[request.backend].title, " · ".join(parts)])
