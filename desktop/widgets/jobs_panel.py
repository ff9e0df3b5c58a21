"""The jobs bar at the foot of the window, and the panel that it opens."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, QPoint, QSize, Qt, QTimer
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QProgressBar,
    QStackedLayout,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.core.jobs_model import JobRow, JobsModel
from desktop.core.tokens import JOBS_BAR_PX
from desktop.widgets.controls import IconButton, label, name
from desktop.widgets.jobs_table import (
    ACTIONS,
    AGE,
    JOB,
    ROW_HEIGHT_PX,
    ROW_ROLE,
    STATE,
    JobDelegate,
    JobsTableModel,
    actions_of,
    title_of,
)
from desktop.widgets.theme import Theme
from desktop.widgets.words import state_words

AGE_REFRESH_MS = 10_000
BAR_REFRESH_MS = 100

Act = Callable[[str, str], object]


class JobsBar(QWidget):
    """28 px: how many jobs run, the progress of one, and the button that opens the panel."""

    def __init__(self, theme: Theme, jobs: JobsModel, toggled: Callable[[], object]) -> None:
        super().__init__()
        self.setObjectName("jobsBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme, self._jobs, self._open = theme, jobs, False
        self.setFixedHeight(theme.px(JOBS_BAR_PX))
        self.toggle = QToolButton()
        self.toggle.setProperty("role", "bar")
        self.toggle.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.toggle.setIconSize(QSize(14, 14))
        self.toggle.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.toggle.clicked.connect(lambda: toggled())
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(160)
        self.bar.setRange(0, 100)
        self.current = label("", "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 12, 0)
        row.setSpacing(12)
        row.addWidget(self.toggle)
        row.addWidget(self.bar)
        row.addWidget(self.current)
        row.addStretch(1)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(BAR_REFRESH_MS)
        self._timer.timeout.connect(self.refresh)
        # Ten times a second at most, however many jobs report.
        for signal in (jobs.inserted, jobs.changed):
            signal.connect(self._soon)
        jobs.removed_all.connect(self._soon)
        theme.changed.connect(self.refresh)
        self.refresh()

    def _soon(self, *_: int) -> None:
        if not self._timer.isActive():
            self._timer.start()

    def set_open(self, is_open: bool) -> None:
        """Show the arrow for an open or closed panel."""
        self._open = is_open
        self.refresh()

    def _words(self, running: int, waiting: int) -> str:
        # lupdate sees plurals in `self.tr` only, not in `translate`.
        parts = [self.tr("%n running", "", running)] if running else []
        if waiting:
            parts.append(self.tr("%n waiting", "", waiting))
        return " · ".join(parts) or self.tr("none running")

    def refresh(self) -> None:
        """Say again what the jobs do."""
        summary = self._jobs.summary()
        words = self._words(summary.running, summary.waiting)
        self.setFixedHeight(self._theme.px(JOBS_BAR_PX))
        self.toggle.setText(self.tr("Jobs: {summary}").format(summary=words))
        self.toggle.setIcon(
            self._theme.icon("ph.caret-down" if self._open else "ph.caret-up", "muted", 14)
        )
        action = (
            self.tr("Close the list of jobs") if self._open else self.tr("Open the list of jobs")
        )
        name(self.toggle, f"{self.toggle.text()}. {action}", f"{action}  (Ctrl+J)")
        row = summary.current
        self.bar.setVisible(row is not None)
        self.current.setVisible(row is not None)
        if row is not None:
            self.bar.setAccessibleName(self.tr("Progress of {job}").format(job=title_of(row)))
            self.bar.setValue(round(100 * (row.fraction or 0.0)))
            self.current.setText(f"{title_of(row)} · {state_words(row)}")


class JobsView(QTableView):
    """The list; Enter and a double click open a result."""

    def __init__(self, theme: Theme, jobs: JobsModel, act: Act) -> None:
        super().__init__()
        self._theme, self._act = theme, act
        self.setModel(JobsTableModel(jobs, self))
        self.setItemDelegate(JobDelegate(theme, act, self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setMouseTracking(True)
        self.setTabKeyNavigation(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu)
        self.activated.connect(lambda index: self._open(index.data(ROW_ROLE)))
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(JOB, QHeaderView.ResizeMode.Stretch)
        self.rescale()

    def rescale(self) -> None:
        """Take row and column sizes for the font scale."""
        px = self._theme.px
        self.verticalHeader().setDefaultSectionSize(px(ROW_HEIGHT_PX))
        for column, width_px in ((STATE, 280), (AGE, 96), (ACTIONS, 144)):
            self.setColumnWidth(column, px(width_px))

    def selected(self) -> JobRow | None:
        """The selected job, or None."""
        rows = self.selectionModel().selectedRows()
        return rows[0].data(ROW_ROLE) if rows else None

    def _open(self, row: JobRow) -> None:
        if row.has_result:
            self._act("open", row.view.job_id)

    def _menu(self, point: QPoint) -> None:
        index = self.indexAt(point)
        if not index.isValid():
            return
        row: JobRow = index.data(ROW_ROLE)
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for action in (*(a.id for a in actions_of(row)), "copy_id"):
            entry = menu.addAction(action_title(action))
            entry.triggered.connect(partial(self._act, action, row.view.job_id))
        menu.popup(self.viewport().mapToGlobal(point))


def action_title(action_id: str) -> str:
    """What an action of a job is called."""
    translate = QCoreApplication.translate
    return {
        "open": translate("JobActions", "Open result"),
        "reveal": translate("JobActions", "Show in folder"),
        "share": translate("JobActions", "Export for sharing…"),
        "retry": translate("JobActions", "Run again"),
        "cancel": translate("JobActions", "Cancel job"),
        "copy_id": translate("JobActions", "Copy job id"),
    }[action_id]


ACTION_ICONS = {
    "open": "ph.play-circle",
    "reveal": "ph.folder-open",
    "share": "ph.share-network",
    "retry": "ph.arrow-clockwise",
    "cancel": "ph.x-circle",
}


class JobsPanel(QWidget):
    """The list with a row of buttons for the selected job, or one sentence while there is none."""

    def __init__(self, theme: Theme, jobs: JobsModel, act: Act) -> None:
        super().__init__()
        self._jobs = jobs
        self.view = JobsView(theme, jobs, act)
        self.empty = label("", "muted")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        self.buttons = {
            action: IconButton(theme, icon, partial(self._act_on_selected, act, action))
            for action, icon in ACTION_ICONS.items()
        }
        self._stack = QStackedLayout()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self.view)
        self.tools = QWidget()
        row = QHBoxLayout(self.tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for widget in self.buttons.values():
            row.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self._stack)
        self._ages = QTimer(self)
        self._ages.setInterval(AGE_REFRESH_MS)
        self._ages.timeout.connect(self.view.viewport().update)
        self.view.selectionModel().selectionChanged.connect(lambda *_: self._enable())
        jobs.inserted.connect(lambda _: self._enable())
        jobs.changed.connect(lambda _: self._enable())
        jobs.removed_all.connect(self._enable)
        theme.changed.connect(self.view.rescale)
        self.retranslate()
        self._enable()

    def _act_on_selected(self, act: Act, action: str) -> None:
        row = self.view.selected()
        if row is not None:
            act(action, row.view.job_id)

    def _enable(self) -> None:
        self._stack.setCurrentIndex(1 if len(self._jobs) else 0)
        row = self.view.selected()
        possible = {action.id for action in actions_of(row)} if row is not None else set()
        for action, widget in self.buttons.items():
            widget.setEnabled(action in possible)

    def retranslate(self) -> None:
        """Take all texts in the current language."""
        self.view.setAccessibleName(self.tr("Jobs"))
        self.view.setToolTip("")
        self.empty.setText(
            self.tr("No jobs yet. What you render appears here, and stays after a restart.")
        )
        for action, widget in self.buttons.items():
            widget.describe(action_title(action))

    def showEvent(self, event: object) -> None:
        """Ages are refreshed while they are seen."""
        self._ages.start()

    def hideEvent(self, event: object) -> None:
        """Ages rest while they are not seen."""
        self._ages.stop()
