"""The window: rail, top bar, the workspace in front, dock and jobs bar."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.core.commands import CommandRegistry
from desktop.core.connection import describe
from desktop.core.jobs_model import JobsModel
from desktop.core.link import Dispatch, Link
from desktop.core.logs import Logs
from desktop.core.settings import SettingsStore
from desktop.core.workspace import Workspace
from desktop.job_actions import JobActions
from desktop.models.dialog import ModelsDialog
from desktop.recovery_bar import Loss, RecoveryBar
from desktop.welcome.front import WelcomeFront
from desktop.widgets.command_palette import CommandPalette
from desktop.widgets.connection_chip import ConnectionChip
from desktop.widgets.dock import Dock
from desktop.widgets.jobs_panel import JobsBar, JobsPanel
from desktop.widgets.key_sheet import KeySheet
from desktop.widgets.log_view import LogView
from desktop.widgets.rail import Rail, RailEntry
from desktop.widgets.settings_dialog import SettingsDialog
from desktop.widgets.shortcuts import Shortcuts, native_keys
from desktop.widgets.theme import Theme
from desktop.widgets.toasts import Toasts
from desktop.widgets.top_bar import TopBar
from desktop.widgets.words import error_words
from desktop.window_commands import window_commands
from desktop.window_drops import WindowDrops
from desktop.workspaces import make_workspace, rail_entries
from shared.errors import AppError

log = logging.getLogger(__name__)

MIN_WIDTH_PX, MIN_HEIGHT_PX = 960, 600
DOCK_HEIGHT_PX = 260
_PANE_KEYS = (".dock", ".dock_open")


class MainWindow(QMainWindow):
    """Owns the workspaces and everything around them; the caller owns link, theme and settings."""

    def __init__(
        self,
        link: Link,
        theme: Theme,
        settings: SettingsStore,
        logs: Logs,
        home: Path,
        post: Dispatch,
    ) -> None:
        super().__init__()
        self.link, self.theme, self.settings, self.home = link, theme, settings, home
        self.registry, self.jobs = CommandRegistry(), JobsModel()
        self._dialog: SettingsDialog | None = None
        self.models_page: ModelsDialog | None = None
        self._is_closed = False
        self._is_welcome = True  # until a workspace comes to the front
        # Only the window's own; each workspace keeps those of its splitters.
        self._panes = {k: v for k, v in settings.value.panes.items() if k.endswith(_PANE_KEYS)}
        self._make_parts(logs, post)
        self._lay_out()
        self.palette_card = CommandPalette(self, theme, self.registry)
        self.key_sheet = KeySheet(self, theme, self.registry)
        self.toasts = Toasts(self, theme, self.stack)
        self.job_actions = JobActions(self)
        self._shortcuts = Shortcuts(self, self.registry)
        self.drops = WindowDrops(self)
        self._connect()
        self.setMinimumSize(MIN_WIDTH_PX, MIN_HEIGHT_PX)
        self.resize(*settings.value.window_size)
        self._refresh_commands()
        if settings.value.welcome_at_start:
            self.show_welcome()
        else:
            self.show_workspace(settings.value.workspace)

    # --- parts ----------------------------------------------------------------------------

    def _make_parts(self, logs: Logs, post: Dispatch) -> None:
        theme = self.theme
        run = self.registry.run
        self.rail = Rail(
            theme,
            self.entries(),
            self.show_workspace,
            self.open_settings,
            self.open_menu,
            self.show_welcome,
        )
        self.workspaces: dict[str, Any] = {
            entry.workspace_id: make_workspace(entry, self.link, theme, self.settings, self.home)
            for entry in self.entries()
        }
        self.stack = QStackedWidget()
        for widget in self.workspaces.values():
            self.stack.addWidget(widget)
        self._current: str = self.settings.value.workspace
        self.welcome = WelcomeFront(self, self.stack)
        self.chip = ConnectionChip(theme, self.home, self.restart_worker, self.open_log)
        self.top_bar = TopBar(theme, self.chip, run)
        self.recovery_bar = RecoveryBar(theme, self._recover)
        self.log_view = LogView(theme, logs, post)
        self.jobs_panel = JobsPanel(theme, self.jobs, self.act_on_job)
        self.dock = Dock(theme, self.jobs_panel, self.log_view, lambda: self.toggle_dock(None))
        self.jobs_bar = JobsBar(theme, self.jobs, lambda: self.toggle_dock("jobs"))

    def _lay_out(self) -> None:
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.addWidget(self.stack)
        self.splitter.addWidget(self.dock)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setCollapsible(0, False)
        self.splitter.setHandleWidth(1)
        self.dock.hide()
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.top_bar)
        right.addWidget(self.recovery_bar)
        right.addWidget(self.splitter, 1)
        right.addWidget(self.jobs_bar)
        central = QWidget()
        row = QHBoxLayout(central)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(right, 1)
        self.setCentralWidget(central)

    def _connect(self) -> None:
        link = self.link
        link.job_changed.connect(self.jobs.apply_job)
        link.progress.connect(self.jobs.apply_progress)
        link.partial.connect(self.jobs.apply_partial)
        link.state_changed.connect(lambda _: self._refresh_chip())
        self.jobs.changed.connect(lambda _: self._refresh_chip())
        self.jobs.ended.connect(self.job_actions.announce)
        self.theme.changed.connect(lambda: self.rail.retranslate(self.entries()))
        for workspace_id, workspace in self.workspaces.items():
            workspace.title_changed.connect(lambda i=workspace_id: self._title_changed(i))
            workspace.notice.connect(self.notify)
            if workspace.undo_stack is not None:
                workspace.undo_stack.changed.connect(lambda i=workspace_id: self._title_changed(i))

    def entries(self) -> list[RailEntry]:
        """The workspaces as the rail shows them, in the current language."""
        return rail_entries()

    @property
    def workspace(self) -> Workspace:
        """The workspace in front, or the one behind the welcome page."""
        workspace: Workspace = self.workspaces[self._current]
        return workspace

    @property
    def scope(self) -> str:
        """The workspace in front, whose commands can be run; empty for the welcome page."""
        return "" if self._is_welcome else self._current

    # --- workspaces -----------------------------------------------------------------------

    def show_workspace(self, workspace_id: str) -> None:
        """Bring a workspace to the front, with the pane sizes that it had."""
        if workspace_id != self._current and not self._is_welcome:
            self._keep_panes()
            self.workspace.deactivated()
        self._current, self._is_welcome = workspace_id, False
        self.stack.setCurrentWidget(self.workspaces[workspace_id])
        self.rail.select(workspace_id)
        self._shortcuts.bind(workspace_id)
        self._restore_panes()
        self.workspaces[workspace_id].setFocus()
        self.workspace.activated()
        self._title_changed(workspace_id)

    def show_welcome(self) -> None:
        """Bring the welcome page to the front; jobs and sources go on behind it."""
        if not self._is_welcome:
            self._keep_panes()
            self.workspace.deactivated()
        self._is_welcome = True
        self.welcome.show()
        self.rail.select("")
        self._shortcuts.bind("")
        self.top_bar.show_welcome()
        self.setWindowTitle("Vitrine")
        self.setWindowModified(False)

    def focus_front(self) -> None:
        """Let the keyboard begin at the first sample where the welcome page is in front."""
        if self._is_welcome:
            self.welcome.page.focus_first()

    def _title_changed(self, workspace_id: str) -> None:
        if workspace_id != self.scope:
            return
        workspace = self.workspace
        self.top_bar.show_workspace(workspace)
        parts = [workspace.document_name, workspace.title, "Vitrine"]
        # Qt puts the system's mark of unsaved changes in place of [*].
        self.setWindowTitle("[*]" + " — ".join(part for part in parts if part))
        self.setWindowModified(workspace.is_modified)

    def open_path(self, path: Path) -> bool:
        """Give a file to the workspace in front, else to the first one that opens it."""
        order = [self._current, *(i for i in self.workspaces if i != self._current)]
        for workspace_id in order:
            if self.workspaces[workspace_id].open_path(path):
                self.show_workspace(workspace_id)
                return True
        text = self.tr("{name} is not a file that this workspace opens.").format(name=path.name)
        self.notify("warning", text)
        return False

    # --- dock -----------------------------------------------------------------------------

    def toggle_dock(self, tab: str | None) -> None:
        """Show a tab of the dock; hide the dock when that tab is in front, or for None."""
        hide = self.dock.isVisible() and tab in (None, self.dock.tab)
        if hide:
            self._keep_panes()
            self.dock.hide()
        elif tab is not None:
            self.dock.show_tab(tab)
            if not self.dock.isVisible():
                self.dock.show()
                self._size_dock()
        self._panes[f"{self._current}.dock_open"] = [int(not hide)]
        self.jobs_bar.set_open(not self.dock.isHidden())

    def _size_dock(self) -> None:
        height_px = self._panes.get(f"{self._current}.dock", [DOCK_HEIGHT_PX])[0]
        total = sum(self.splitter.sizes()) or self.height()
        self.splitter.setSizes([max(total - height_px, 1), height_px])

    def _keep_panes(self) -> None:
        if self.dock.isVisible():
            self._panes[f"{self._current}.dock"] = [self.splitter.sizes()[1]]

    def _restore_panes(self) -> None:
        is_open = self._panes.get(f"{self._current}.dock_open", [0]) == [1]
        self.dock.setVisible(is_open)
        if is_open:
            self._size_dock()
        self.jobs_bar.set_open(is_open)

    # --- worker ---------------------------------------------------------------------------

    def _refresh_chip(self) -> None:
        current = self.jobs.summary().current
        if current is None:
            self.chip.show_connection(describe(self.link.state))
            return
        self.chip.show_connection(
            describe(
                self.link.state, task=current.view.task, done=current.done, total=current.total
            )
        )

    def restart_worker(self) -> None:
        """End the engine; the worker starts another, and its jobs go on."""
        self.link.then(self.link.restart_engine(), None, self.show_error)

    def act_on_job(self, action: str, job_id: str) -> None:
        """Do what a button of the jobs list says."""
        self.job_actions.run(action, job_id)

    # --- recovery -------------------------------------------------------------------------

    def offer_recovery(self, report: Path | None) -> None:
        """Offer what a window that is gone has left: unsaved work, and the report of its crash."""
        losing = self._losing()
        self.recovery_bar.offer(Loss(report, losing.title if losing is not None else ""))

    def _losing(self) -> Workspace | None:
        workspaces: list[Workspace] = list(self.workspaces.values())
        lost = (one for one in workspaces if one.recovery is not None)
        return next((one for one in lost if one.recovery and one.recovery.has_lost_work()), None)

    def _recover(self) -> None:
        losing = self._losing()
        if losing is not None and losing.recovery is not None:
            self.show_workspace(losing.workspace_id)
            losing.recovery.recover()

    # --- messages -------------------------------------------------------------------------

    def notify(self, severity: str, text: str, details: str = "") -> None:
        """Show a toast."""
        self.toasts.show(severity, text, details)

    def show_error(self, error: AppError, details: str = "") -> None:
        """Tell the person about an error, in words; it stays until it is closed."""
        self.notify("error", error_words(error), details or f"{error.code} {error.params}")

    # --- window ---------------------------------------------------------------------------

    def open_palette(self) -> None:
        """Search in all commands."""
        self.palette_card.open_for(self.scope)

    def open_keys(self) -> None:
        """Show the keys of the workspace in front."""
        self.key_sheet.open_for(self.scope, self.workspace.title)

    def open_log(self) -> None:
        """Show the log in the dock."""
        if self.dock.isHidden() or self.dock.tab != "log":
            self.toggle_dock("log")

    def open_menu(self) -> None:
        """Show all commands as a menu."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self.scope:
            self._fill_menu(menu, self.scope)
            menu.addSeparator()
        self._fill_menu(menu, "")
        corner = self.rail.menu_button.rect().bottomLeft()
        menu.popup(self.rail.menu_button.mapToGlobal(corner))

    def _fill_menu(self, menu: QMenu, scope: str) -> None:
        for command in self.registry.in_scope(scope):
            keys = native_keys(command.keys[0]) if command.keys else ""
            # Keys are shown only: the shortcuts are bound once, by `Shortcuts`.
            entry = menu.addAction(f"{command.title}\t{keys}".rstrip())
            if command.icon:
                entry.setIcon(self.theme.icon(command.icon, "muted"))
            entry.setEnabled(command.enabled())
            entry.triggered.connect(lambda _=False, i=command.id: self.registry.run(i))

    def open_settings(self) -> None:
        """Open the settings, or bring them to the front."""
        if self._dialog is None:
            self._dialog = SettingsDialog(self.settings, self.home, self)
        self._dialog.show_settings(self.settings.value)
        self._dialog.show()
        self._dialog.raise_()

    def open_models(self) -> None:
        """Open the page of models, or bring it to the front."""
        if self.models_page is None:
            self.models_page = ModelsDialog(self.link, self.theme, self.home, self)
        self.models_page.refresh()
        self.models_page.show()
        self.models_page.raise_()

    def toggle_full_screen(self) -> None:
        """Fill the screen, or go back."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def _refresh_commands(self) -> None:
        for scope in ("", *self.workspaces):
            self.registry.remove_scope(scope)
        self.registry.add(window_commands(self))
        for workspace_id, workspace in self.workspaces.items():
            self.registry.add(workspace.commands(), workspace_id)
        self._shortcuts.bind(self.scope)

    # --- events ---------------------------------------------------------------------------

    def changeEvent(self, event: QEvent) -> None:
        """Speak the new language everywhere."""
        if event.type() is QEvent.Type.LanguageChange:
            self._retranslate()
        super().changeEvent(event)

    def _retranslate(self) -> None:
        self.rail.retranslate(self.entries())
        self.top_bar.retranslate()
        self.dock.retranslate()
        self.jobs_bar.refresh()
        self._refresh_commands()
        if not self.recovery_bar.isHidden():
            self.offer_recovery(self.recovery_bar.loss.report)
        self.welcome.make_anew()
        if self._is_welcome:
            self.top_bar.show_welcome()
        else:
            self._title_changed(self._current)

    def showEvent(self, event: QShowEvent) -> None:
        """Take dropped files from now on."""
        super().showEvent(event)
        self.drops.watch()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask each workspace, then let go; the caller closes the link."""
        for workspace_id, workspace in self.workspaces.items():
            if not self._is_closed and not workspace.close_document():
                self.show_workspace(workspace_id)
                event.ignore()
                return
        self.shut_down()
        event.accept()

    def shut_down(self) -> None:
        """Keep sizes and let go of threads, without a question; a second call does nothing."""
        if self._is_closed:
            return
        self._is_closed = True
        for workspace in self.workspaces.values():
            workspace.shut_down()
        self._keep_panes()
        size = (self.width(), self.height())
        if self.isMaximized() or self.isFullScreen():
            size = self.settings.value.window_size
        self.settings.update(
            workspace=self._current,
            window_size=size,
            window_maximized=self.isMaximized(),
            panes={**self.settings.value.panes, **self._panes},
        )
        self.drops.close()
        self.job_actions.close()
        self.welcome.release()
        self.log_view.stop()
        self.toasts.clear()
        if self._dialog is not None:
            self._dialog.close()
        if self.models_page is not None:
            self.models_page.release()
