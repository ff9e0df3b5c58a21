"""The column of tools beside the canvas, the camera moves, and what the canvas helps with."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtWidgets import QButtonGroup, QFrame, QMenu, QToolButton, QVBoxLayout

from desktop.core.observable import Observable
from desktop.motion.camera_menu import camera_moves
from desktop.motion.layer_actions import add_camera_move
from desktop.motion.model import MotionModel
from desktop.motion.tool_choice import ToolName
from desktop.widgets.controls import IconButton
from desktop.widgets.theme import Theme

T = TypeVar("T")
WIDTH_PX, BUTTON_PX = 44, 28  # thirteen buttons must fit beside the jobs at 800 px
ONION_FRAMES = 3  # before and after the play-head
TOOL_KEYS: dict[ToolName, str] = {
    "select": "V",
    "drag": "D",
    "pin": "P",
    "wand": "W",
    "lasso": "L",
    "polygon": "G",
    "brush": "B",
    "eraser": "E",
    "camera": "C",
}
TOOL_ICONS: dict[ToolName, str] = {
    "select": "cursor",
    "drag": "arrow-bend-up-right",
    "pin": "push-pin",
    "wand": "magic-wand",
    "lasso": "scribble-loop",
    "polygon": "polygon",
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
        layout.setContentsMargins(6, 6, 6, 6)
        layout.setSpacing(2)
        self._group = QButtonGroup(self)
        self.buttons: dict[ToolName, IconButton] = {}
        for name, key in TOOL_KEYS.items():
            button = self._make(theme, name, titles[name], key, model)
            self.buttons[name] = button
            layout.addWidget(button)
        self.moves = IconButton(theme, "arrows-out-cardinal")
        self.moves.describe(titles["moves"])
        self.moves.setFixedSize(32, BUTTON_PX)
        self.moves.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.moves.setMenu(self._make_moves(theme, model))
        layout.addWidget(self.moves)
        layout.addStretch(1)
        self.snap = self._toggle(theme, "magnet-straight", titles["snap"], "Shift+S")
        self.snap.clicked.connect(lambda on: _set(model.snapping, on))
        self.onion = self._toggle(theme, "circles-three", titles["onion"], "O")
        self.onion.clicked.connect(lambda on: _set(model.onion, ONION_FRAMES if on else 0))
        for button in (self.snap, self.onion):
            layout.addWidget(button)
        fit_button = IconButton(theme, "corners-out", fit)
        fit_button.describe(titles["fit"], "F")
        fit_button.setFixedSize(32, BUTTON_PX)
        layout.addWidget(fit_button)
        self._connections = [
            model.tool_name.changed.connect(self._show_tool),
            model.snapping.changed.connect(self.snap.setChecked),
            model.onion.changed.connect(lambda frames: self.onion.setChecked(frames > 0)),
        ]
        self._show_tool(model.tool_name.value)
        self.snap.setChecked(model.snapping.value)
        self.onion.setChecked(model.onion.value > 0)

    def _toggle(self, theme: Theme, icon: str, title: str, key: str) -> IconButton:
        button = IconButton(theme, icon)
        button.describe(title, key)
        button.setCheckable(True)
        button.setFixedSize(32, BUTTON_PX)
        return button

    def _make_moves(self, theme: Theme, model: MotionModel) -> QMenu:
        menu = QMenu(self)
        for move in camera_moves():
            action = menu.addAction(theme.icon(move.icon, "text", 16), move.title)
            add = partial(add_camera_move, model, move.name, move.amount)
            action.triggered.connect(lambda _=False, add=add: add())
        return menu

    def _make(
        self, theme: Theme, name: ToolName, title: str, key: str, model: MotionModel
    ) -> IconButton:
        button = IconButton(theme, TOOL_ICONS[name], lambda: model.use_tool(name))
        button.describe(title, key)
        button.setCheckable(True)
        button.setFixedSize(32, BUTTON_PX)
        self._group.addButton(button)
        return button

    def _show_tool(self, name: ToolName) -> None:
        self.buttons[name].setChecked(True)

    def release(self) -> None:
        """Let go of the model."""
        for disconnect in self._connections:
            disconnect()


def _set(observable: Observable[T], value: T) -> None:
    observable.value = value
