"""The bar under the canvas: play, where the play-head is, what is shown, and Render."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QToolButton

from desktop.motion.layer_actions import pin_background
from desktop.motion.model import MotionModel, ViewMode
from desktop.motion.player import Player
from desktop.widgets.controls import IconButton, button, label, name
from desktop.widgets.theme import Theme

HEIGHT_PX = 44


class Transport(QFrame):
    """Play and pause, frame and time, original / preview / result, zoom, Render."""

    def __init__(
        self,
        model: MotionModel,
        player: Player,
        theme: Theme,
        render: Callable[[], object],
        zoom: Callable[[], float | None],
    ) -> None:
        super().__init__()
        self._model, self._player, self._zoom = model, player, zoom
        self.setProperty("role", "panel")
        self.setFixedHeight(HEIGHT_PX)
        self.play_button = IconButton(theme, "play", player.toggle)
        self.play_button.describe(self.tr("Play"), "Space")
        self._position = label("", "muted")
        self._position.setFont(theme.font())
        self._position.setMinimumWidth(150)
        self._zoom_label = label("", "muted")
        self._zoom_label.setToolTip(self.tr("Zoom; the wheel changes it, F fits the picture"))
        self.pin_button = IconButton(theme, "push-pin", partial(pin_background, model))
        self.pin_button.setText(self.tr("Pin background"))
        self.pin_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.render_button = button(
            self.tr("Render"), self.tr("Render the video  (Ctrl+Return)"), render, "primary"
        )
        self.render_button.setAccessibleName(self.tr("Render the video"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 12, 6)
        layout.setSpacing(8)
        layout.addWidget(self.play_button)
        layout.addWidget(self._position)
        layout.addStretch(1)
        self._views: dict[str, QToolButton] = {}
        self._helps: dict[str, str] = {}
        self._add_views(layout)
        layout.addStretch(1)
        layout.addWidget(self.pin_button)
        layout.addWidget(self._zoom_label)
        layout.addSpacing(8)
        layout.addWidget(self.render_button)
        player.playing_changed.connect(self._playing_changed)
        self._connections = [
            model.frame.changed.connect(lambda _: self.refresh()),
            model.view.changed.connect(lambda _: self.refresh()),
            model.document_changed.connect(lambda _: self.refresh()),
        ]
        self.refresh()

    def _add_views(self, layout: QHBoxLayout) -> None:
        group = QButtonGroup(self)
        for view, text, help_text in (
            ("original", self.tr("Original"), self.tr("Show the picture as it is")),
            ("warp", self.tr("Preview"), self.tr("Show the picture as the drags move it")),
            ("result", self.tr("Result"), self.tr("Show the rendered video")),
        ):
            choice = QToolButton()
            choice.setText(text)
            choice.setCheckable(True)
            name(choice, text, help_text)
            self._helps[view] = help_text
            choice.clicked.connect(lambda _=False, v=view: self._show(v))
            group.addButton(choice)
            self._views[view] = choice
            layout.addWidget(choice)

    def _show(self, view: ViewMode) -> None:
        self._model.view.value = view

    def _playing_changed(self, playing: bool) -> None:
        self.play_button.set_icon("pause" if playing else "play")
        self.play_button.describe(self.tr("Pause") if playing else self.tr("Play"), "Space")

    def refresh(self) -> None:
        """Show the play-head and the view."""
        count = self._player.frame_count
        frame = min(self._model.frame.value, count - 1)
        seconds = frame / self._model.document.fps
        self._position.setText(
            self.tr("Frame {frame} of {count} · {time} s").format(
                frame=frame + 1, count=count, time=f"{seconds:.2f}"
            )
        )
        self._views[self._model.view.value].setChecked(True)
        result = self._views["result"]
        result.setEnabled(self._player.has_result)
        missing = self.tr("Render first: there is no result of this picture yet")
        result.setToolTip(self._helps["result"] if self._player.has_result else missing)
        objects = any(layer.role == "object" for layer in self._model.document.layers)
        self.pin_button.setEnabled(objects)
        self.pin_button.describe(
            self.tr("Pin the background: only the objects move")
            if objects
            else self.tr("Drag an object first; then everything around it can be pinned"),
            "Shift+P",
        )
        self.render_button.setEnabled(self._model.document.picture is not None)
        self.refresh_zoom()

    def refresh_zoom(self) -> None:
        """Show the zoom, where there is one."""
        zoom = self._zoom()
        self._zoom_label.setText("" if zoom is None else f"{round(100 * zoom)} %")

    def release(self) -> None:
        """Let go of the model and the player."""
        for disconnect in self._connections:
            disconnect()
        self._player.playing_changed.disconnect(self._playing_changed)
