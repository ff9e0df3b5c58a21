"""The column of tools beside the canvas."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QButtonGroup, QFrame, QVBoxLayout

from desktop.motion.model import MotionModel, ToolName
from desktop.widgets.controls import IconButton
from desktop.widgets.theme import Theme

WIDTH_PX = 44
TOOL_KEYS: dict[ToolName, str] = {
    "select": "V",
    "drag": "D",
    "pin": "P",
    "brush": "B",
    "eraser": "E",
    "camera": "C",
}
TOOL_ICONS: dict[ToolName, str] = {
    "select": "cursor",
    "drag": "arrow-bend-up-right",
    "pin": "push-pin",
    "brush": "paint-brush",
    "eraser": "eraser",
    "camera": "video-camera",
}


class ToolBar(QFrame):
    """One button for each tool, then zoom."""

    def __init__(
        self, model: MotionModel, theme: Theme, fit: Callable[[], None], titles: dict[str, str]
    ) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setFixedWidth(WIDTH_PX)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 8, 6, 8)
        layout.setSpacing(4)
        self._group = QButtonGroup(self)
        self.buttons: dict[ToolName, IconButton] = {}
        for name, key in TOOL_KEYS.items():
            button = self._make(theme, name, titles[name], key, model)
            self.buttons[name] = button
            layout.addWidget(button)
        layout.addStretch(1)
        fit_button = IconButton(theme, "corners-out", fit)
        fit_button.describe(titles["fit"], "F")
        fit_button.setFixedSize(32, 32)
        layout.addWidget(fit_button)
        self._disconnect = model.tool_name.changed.connect(self._show_tool)
        self._show_tool(model.tool_name.value)

    def _make(
        self, theme: Theme, name: ToolName, title: str, key: str, model: MotionModel
    ) -> IconButton:
        button = IconButton(theme, TOOL_ICONS[name], lambda: model.use_tool(name))
        button.describe(title, key)
        button.setCheckable(True)
        button.setFixedSize(32, 32)
        self._group.addButton(button)
        return button

    def _show_tool(self, name: ToolName) -> None:
        self.buttons[name].setChecked(True)

    def release(self) -> None:
        """Let go of the model."""
        self._disconnect()
