"""The rail at the left: one button for each workspace, settings at the foot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from desktop.core.tokens import LABEL_PX, RAIL_PX
from desktop.widgets.controls import IconButton, name
from desktop.widgets.theme import Theme


@dataclass(frozen=True)
class RailEntry:
    """A workspace as the rail shows it."""

    workspace_id: str
    title: str
    icon: str
    keys: str


class RailButton(IconButton):
    """Icon above a label of 11 px."""

    def __init__(self, theme: Theme, entry: RailEntry) -> None:
        super().__init__(theme, entry.icon, color="muted", size_px=20)
        self.setCheckable(True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setProperty("role", "rail")
        self._theme = theme
        self.set_entry(entry)

    def set_entry(self, entry: RailEntry) -> None:
        """Take the texts in the current language."""
        # 56 px hold about seven letters of 11 px; the tooltip has the whole name.
        self.setFont(self._theme.font(LABEL_PX))
        self.setFixedWidth(rail_width_px(self._theme) - 4)
        self.setText(entry.title)
        name(self, entry.title, f"{entry.title}  ({entry.keys})")


class Rail(QWidget):
    """The buttons, exclusive; `chosen` is called with a workspace's id."""

    def __init__(
        self,
        theme: Theme,
        entries: Sequence[RailEntry],
        chosen: Callable[[str], object],
        settings: Callable[[], object],
        menu: Callable[[], object],
        home: Callable[[], object],
    ) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        column = QVBoxLayout(self)
        column.setContentsMargins(2, 4, 2, 8)
        column.setSpacing(4)
        self.menu_button = IconButton(theme, "ph.list", menu, color="muted", size_px=20)
        self.home_button = IconButton(theme, "ph.house", home, color="muted", size_px=20)
        self.home_button.setCheckable(True)
        column.addWidget(self.menu_button)
        column.addWidget(self.home_button)
        column.addSpacing(4)
        self.buttons: dict[str, RailButton] = {}
        for entry in entries:
            widget = RailButton(theme, entry)
            widget.clicked.connect(lambda _=False, i=entry.workspace_id: chosen(i))
            self.buttons[entry.workspace_id] = widget
            column.addWidget(widget)
        column.addStretch(1)
        self.settings_button = IconButton(theme, "ph.gear-six", settings, color="muted", size_px=20)
        column.addWidget(self.settings_button)
        self.retranslate(entries)

    def retranslate(self, entries: Sequence[RailEntry]) -> None:
        """Take all texts in the current language."""
        self.setAccessibleName(self.tr("Workspaces"))
        self.menu_button.describe(self.tr("Menu"))
        self.home_button.describe(self.tr("Welcome"), "Alt+Home")
        self.settings_button.describe(self.tr("Settings"), "Ctrl+,")
        width_px = rail_width_px(self._theme)
        self.setFixedWidth(width_px)
        for control in (self.menu_button, self.home_button, self.settings_button):
            control.setFixedSize(QSize(width_px - 8, 32))
        for entry in entries:
            self.buttons[entry.workspace_id].set_entry(entry)

    def select(self, workspace_id: str) -> None:
        """Show a workspace as the one in front; the welcome page for an empty id."""
        # Not a QButtonGroup: that lets Tab reach the checked button only.
        for key, widget in self.buttons.items():
            widget.setChecked(key == workspace_id)
        self.home_button.setChecked(not workspace_id)


def rail_width_px(theme: Theme) -> int:
    """Wide enough for the labels at any font scale."""
    return max(RAIL_PX, theme.px(RAIL_PX))
