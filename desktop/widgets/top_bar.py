"""The bar at the top: where one is, undo and redo, the palette and the connection."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from desktop.core.tokens import TOP_BAR_PX
from desktop.core.workspace import Workspace
from desktop.widgets.connection_chip import ConnectionChip
from desktop.widgets.controls import IconButton, label, name
from desktop.widgets.theme import Theme

Run = Callable[[str], object]


class TopBar(QWidget):
    """40 px; its buttons run commands by id."""

    def __init__(self, theme: Theme, chip: ConnectionChip, run: Run) -> None:
        super().__init__()
        self.setObjectName("topBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self.title = label("", "title")
        self.document = label("", "muted")
        self.undo_button = IconButton(theme, "ph.arrow-u-up-left", lambda: run("edit.undo"))
        self.redo_button = IconButton(theme, "ph.arrow-u-up-right", lambda: run("edit.redo"))
        self.search = QToolButton()
        self.search.setProperty("role", "search")
        self.search.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.search.setIconSize(QSize(14, 14))
        self.search.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.search.clicked.connect(lambda: run("window.palette"))
        self.chip = chip
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 12, 1)
        row.setSpacing(8)
        row.addWidget(self.title)
        row.addWidget(self.document)
        row.addStretch(1)
        for widget in (self.undo_button, self.redo_button, self.search, chip):
            row.addWidget(widget)
        theme.changed.connect(self._restyle)
        self._restyle()
        self.retranslate()

    def _restyle(self) -> None:
        self.setFixedHeight(self._theme.px(TOP_BAR_PX))
        self.search.setIcon(self._theme.icon("ph.magnifying-glass", "muted", 14))

    def retranslate(self) -> None:
        """Take all texts in the current language."""
        self.search.setText(self.tr("Commands"))
        name(
            self.search, self.tr("Search commands"), self.tr("Search commands") + "  (Ctrl+Shift+P)"
        )
        self.chip.refresh()

    def show_welcome(self) -> None:
        """Say that no workspace is in front."""
        self.title.setText(self.tr("Welcome"))
        self.document.setText("")
        self.document.setToolTip("")
        for control, title, keys in (
            (self.undo_button, self.tr("Undo {what}"), "Ctrl+Z"),
            (self.redo_button, self.tr("Redo {what}"), "Ctrl+Shift+Z"),
        ):
            control.setEnabled(False)
            control.describe(title.format(what="").strip(), keys)

    def show_workspace(self, workspace: Workspace) -> None:
        """Say which workspace and document are in front, and what undo would do."""
        self.title.setText(workspace.title)
        document = workspace.document_name
        dot = " ●" if workspace.is_modified else ""
        self.document.setText(f"· {document}{dot}" if document else "")
        self.document.setToolTip(self.tr("Has unsaved changes") if workspace.is_modified else "")
        stack = workspace.undo_stack
        can_undo = stack is not None and stack.can_undo
        can_redo = stack is not None and stack.can_redo
        self.undo_button.setEnabled(can_undo)
        self.redo_button.setEnabled(can_redo)
        undo = self.tr("Undo {what}").format(what=stack.undo_label if stack and can_undo else "")
        redo = self.tr("Redo {what}").format(what=stack.redo_label if stack and can_redo else "")
        self.undo_button.describe(undo.strip(), "Ctrl+Z")
        self.redo_button.describe(redo.strip(), "Ctrl+Shift+Z")
