"""The first-run check: what runs on this computer, a line each, and where models are kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QVBoxLayout

from desktop.core.connection import Connection
from desktop.core.first_check import DeviceCheck, Standing, WorkspaceCheck
from desktop.welcome.check_words import device_line, workspace_line
from desktop.welcome.words import translate
from desktop.widgets.controls import Paragraph, button, label, name
from desktop.widgets.theme import Theme
from desktop.workspaces import rail_entries, workspace_title

MARGIN_PX, ICON_PX, NAME_PX, GAP_PX = 16, 18, 88, 10
_ICONS = {
    Standing.UNKNOWN: ("ph.circle-dashed", "muted"),
    Standing.READY: ("ph.check-circle", "good"),
    Standing.PARTLY: ("ph.warning", "warning"),
    Standing.MISSING: ("ph.warning-circle", "bad"),
}


class CheckCard(QFrame):
    """Filled by `show_device` and `show_workspaces`; `open_models` opens the page of models."""

    def __init__(self, theme: Theme, open_models: Callable[[], object]) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._theme = theme
        keys = ("device", *(entry.workspace_id for entry in rail_entries()))
        self._standings = dict.fromkeys(keys, Standing.UNKNOWN)
        self._icons = {key: QLabel() for key in keys}
        self.lines = {key: Paragraph(theme.px(300)) for key in keys}
        self._names = {
            key: label(translate("Welcome", "Device") if key == "device" else workspace_title(key))
            for key in keys
        }
        self.models_button = button(
            translate("Welcome", "Models…"),
            translate("Welcome", "What is installed, and folders of your own  (Ctrl+Shift+M)"),
            open_models,
            "link",
        )
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP_PX)
        grid.setVerticalSpacing(6)
        top = Qt.AlignmentFlag.AlignTop
        for row, key in enumerate(keys):
            self._names[key].setFixedWidth(theme.px(NAME_PX))
            grid.addWidget(self._icons[key], row, 0, top)
            grid.addWidget(self._names[key], row, 1, top)
            grid.addWidget(self.lines[key], row, 2, top)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN_PX, 12, MARGIN_PX, 8)
        column.setSpacing(8)
        column.addWidget(label(translate("Welcome", "This computer"), "title"))
        column.addLayout(grid)
        column.addStretch(1)
        column.addWidget(self.models_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.repaint_icons()

    def set_width(self, width_px: int) -> None:
        """Take a width; lines are wrapped to it."""
        self.setFixedWidth(width_px)
        used_px = 2 * MARGIN_PX + 2 + ICON_PX + self._theme.px(NAME_PX) + 2 * GAP_PX
        for line in self.lines.values():
            line.setFixedWidth(width_px - used_px)

    def show_device(self, check: DeviceCheck, connection: Connection) -> None:
        """Say what models run on."""
        self._show("device", check.standing, device_line(check, connection))

    def show_workspaces(self, checks: Sequence[WorkspaceCheck]) -> None:
        """Say what each workspace has."""
        for check in checks:
            self._show(check.workspace_id, check.standing, workspace_line(check))

    def _show(self, key: str, standing: Standing, words: str) -> None:
        self._standings[key] = standing
        line = self.lines[key]
        line.setText(words)
        line.updateGeometry()
        name(line, f"{self._names[key].text()}: {words}", words)
        self._repaint(key)

    def _repaint(self, key: str) -> None:
        icon, color = _ICONS[self._standings[key]]
        pixmap = self._theme.pixmap(icon, color, ICON_PX, self.devicePixelRatioF())
        self._icons[key].setPixmap(pixmap)

    def repaint_icons(self) -> None:
        """Take the icons in the theme's colours."""
        for key in self._icons:
            self._repaint(key)
