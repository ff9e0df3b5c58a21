"""The list of jobs: Qt's model over the jobs view-model, and how a row is painted."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QFontMetrics, QImage, QMouseEvent, QPainter, QPainterPath
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.core.jobs_model import JobRow, JobsModel
from desktop.core.tokens import BODY_PX, LABEL_PX
from desktop.widgets.theme import Theme
from desktop.widgets.words import age, duration, failure_words, state_words
from shared.jobs import JobState

Index = QModelIndex | QPersistentModelIndex
JOB, STATE, AGE, ACTIONS = range(4)
ROW_ROLE = int(Qt.ItemDataRole.UserRole)
ROW_HEIGHT_PX = 48
THUMBNAIL = QSize(56, 36)
ACTION_PX = 28
_STATE_COLORS = {
    JobState.RUNNING: "accent",
    JobState.SUCCEEDED: "good",
    JobState.FAILED: "bad",
    JobState.QUARANTINED: "bad",
    JobState.BLOCKED: "warning",
    JobState.RETRY_WAIT: "warning",
}
_TASK_ICONS = {
    "motion": "ph.film-strip",
    "neuro": "ph.activity",
    "icl": "ph.stack",
    "robustness": "ph.shield-check",
}


class JobsTableModel(QAbstractTableModel):
    """One row for each job; the row itself is under `ROW_ROLE`."""

    def __init__(self, jobs: JobsModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.jobs = jobs
        # A job that arrives is announced before it is stored, as Qt's views require.
        jobs.about_to_insert.connect(lambda row: self.beginInsertRows(QModelIndex(), row, row))
        jobs.inserted.connect(lambda _: self.endInsertRows())
        jobs.changed.connect(self._row_changed)
        jobs.removed_all.connect(self._reset)

    def _row_changed(self, row: int) -> None:
        self.dataChanged.emit(self.index(row, JOB), self.index(row, ACTIONS))

    def _reset(self) -> None:
        self.beginResetModel()
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        """The number of jobs."""
        return 0 if parent.isValid() else len(self.jobs)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Job, state, age and actions."""
        return 0 if parent.isValid() else ACTIONS + 1

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Column titles."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (self.tr("Job"), self.tr("State"), self.tr("Age"), self.tr("Actions"))[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Texts for people and assistive technology; the `JobRow` under `ROW_ROLE`."""
        if not index.isValid():
            return None
        row = self.jobs.row(index.row())
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{title_of(row)}, {state_words(row)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return failure_words(row) or f"{title_of(row)} · {row.view.job_id}"
        return None

    def _text(self, row: JobRow, column: int) -> str:
        if column == JOB:
            return title_of(row)
        if column == STATE:
            return state_words(row)
        return age_of(row) if column == AGE else ""


def title_of(row: JobRow) -> str:
    """What the person called the job, else its task."""
    return row.view.title or row.view.task


def age_of(row: JobRow) -> str:
    """How long ago the job was made."""
    return age(max(0.0, time.time() - row.view.created_at))


def took(row: JobRow) -> str:
    """How long an ended job ran, or an empty string."""
    view = row.view
    if view.started_at is None or view.ended_at is None:
        return ""
    return duration(view.ended_at - view.started_at)


@dataclass(frozen=True)
class JobAction:
    """An icon at the end of a row."""

    id: str
    icon: str


def actions_of(row: JobRow) -> list[JobAction]:
    """What can be done with a job now, in the order drawn."""
    actions = []
    if row.has_result:
        actions += [JobAction("open", "ph.play-circle"), JobAction("reveal", "ph.folder-open")]
        actions.append(JobAction("share", "ph.share-network"))
    if row.can_retry:
        actions.append(JobAction("retry", "ph.arrow-clockwise"))
    if row.can_cancel:
        actions.append(JobAction("cancel", "ph.x-circle"))
    return actions


class JobDelegate(QStyledItemDelegate):
    """Paints a row in two lines; clicks on its icons call `act(action_id, job_id)`."""

    def __init__(
        self, theme: Theme, act: Callable[[str, str], object], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._act = theme, act

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """All rows have one height, so 10,000 of them need no measuring."""
        return QSize(120, self._theme.px(ROW_HEIGHT_PX))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one cell."""
        row: JobRow = index.data(ROW_ROLE)
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, self._theme.color("selection"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, self._theme.color("raised"))
        draw = (self._job, self._state, self._age, self._actions)[index.column()]
        draw(painter, rect, row)
        painter.setPen(self._theme.color("line"))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.restore()

    def _job(self, painter: QPainter, rect: QRect, row: JobRow) -> None:
        box = QRect(rect.left() + 12, 0, THUMBNAIL.width(), THUMBNAIL.height())
        box.moveTop(rect.center().y() - THUMBNAIL.height() // 2)
        self._thumbnail(painter, box, row)
        text = rect.adjusted(12 + THUMBNAIL.width() + 12, 6, -8, -6)
        # A task is named in full under the title; without a title it is the title.
        second = row.view.task if row.view.title else row.stage
        self._lines(painter, text, title_of(row), " · ".join(filter(None, (second, took(row)))))

    def _thumbnail(self, painter: QPainter, box: QRect, row: JobRow) -> None:
        clip = QPainterPath()
        clip.addRoundedRect(box, 4, 4)
        painter.save()
        painter.setClipPath(clip)
        painter.fillRect(box, self._theme.color("canvas"))
        if row.thumbnail is not None:
            image = image_of(row.thumbnail)
            size = image.size().scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatioByExpanding)
            target = QRect(0, 0, size.width(), size.height())
            target.moveCenter(box.center())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(target, image)
        else:
            icon = _TASK_ICONS.get(row.view.task.partition(".")[0], "ph.cube")
            self._theme.icon(icon, "muted", 20).paint(painter, box)
        painter.restore()

    def _lines(
        self, painter: QPainter, rect: QRect, first: str, second: str, color: str = "text"
    ) -> None:
        top, bottom = QRect(rect), QRect(rect)
        if second:
            top.setBottom(rect.center().y())
            bottom.setTop(rect.center().y() + 1)
        middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(self._theme.font(BODY_PX))
        painter.setPen(self._theme.color(color))
        painter.drawText(top, middle, elided(painter, first, rect.width()))
        painter.setFont(self._theme.font(LABEL_PX))
        painter.setPen(self._theme.color("muted"))
        painter.drawText(bottom, middle, elided(painter, second, rect.width()) if second else "")

    def _state(self, painter: QPainter, rect: QRect, row: JobRow) -> None:
        text = rect.adjusted(12, 6, -12, -6)
        color = _STATE_COLORS.get(row.view.state, "muted")
        if row.view.state is not JobState.RUNNING:
            self._lines(painter, text, state_words(row), failure_words(row), color)
            return
        text.setBottom(rect.center().y() + 2)
        self._lines(painter, text, state_words(row), "")
        bar = QRect(text.left(), rect.center().y() + 8, text.width(), 5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("line"))
        painter.drawRoundedRect(bar, 2.5, 2.5)
        if row.fraction:
            bar.setWidth(max(5, round(bar.width() * row.fraction)))
            painter.setBrush(self._theme.color(color))
            painter.drawRoundedRect(bar, 2.5, 2.5)

    def _age(self, painter: QPainter, rect: QRect, row: JobRow) -> None:
        painter.setFont(self._theme.font(LABEL_PX))
        painter.setPen(self._theme.color("muted"))
        middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(rect.adjusted(12, 0, -4, 0), middle, age_of(row))

    def _actions(self, painter: QPainter, rect: QRect, row: JobRow) -> None:
        for action, box in zip(actions_of(row), action_boxes(rect, row), strict=True):
            self._theme.icon(action.icon, "muted").paint(painter, box.adjusted(5, 5, -5, -5))

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """A click on an icon does what it says."""
        if index.column() != ACTIONS or not isinstance(event, QMouseEvent):
            return False
        if event.type() is not QEvent.Type.MouseButtonRelease:
            return False
        row: JobRow = index.data(ROW_ROLE)
        rect: QRect = option.rect
        for action, box in zip(actions_of(row), action_boxes(rect, row), strict=True):
            if box.contains(event.position().toPoint()):
                self._act(action.id, row.view.job_id)
                return True
        return False


def action_boxes(rect: QRect, row: JobRow) -> list[QRect]:
    """Where the icons of a row lie: 28 px squares from the right."""
    count = len(actions_of(row))
    left = rect.right() - 8 - count * ACTION_PX
    top = rect.center().y() - ACTION_PX // 2
    return [QRect(left + i * ACTION_PX, top, ACTION_PX, ACTION_PX) for i in range(count)]


def image_of(picture: np.ndarray) -> QImage:
    """A QImage over uint8 [h, w, 3] in contiguous rows; it shares the memory."""
    height, width = picture.shape[:2]
    return QImage(picture.data, width, height, 3 * width, QImage.Format.Format_RGB888)


def elided(painter: QPainter, text: str, width_px: int) -> str:
    """`text` with an ellipsis where it is too long; the tooltip has all of it."""
    metrics = QFontMetrics(painter.font())
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width_px)
