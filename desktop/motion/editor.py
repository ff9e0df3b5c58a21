"""The editor page: tools, canvas, inspector, transport, timeline and results."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from desktop.motion.canvas import MotionCanvas
from desktop.motion.compare_page import ComparePage
from desktop.motion.document_page import DocumentPage
from desktop.motion.inspector import WIDTH_PX, Inspector
from desktop.motion.layer_page import LayerPage
from desktop.motion.model import MotionModel
from desktop.motion.player import Player
from desktop.motion.result_card import CardActions
from desktop.motion.results_model import ResultsModel
from desktop.motion.results_strip import ResultsStrip
from desktop.motion.timeline import Timeline
from desktop.motion.tool_bar import ToolBar
from desktop.motion.transport import Transport
from desktop.widgets.theme import Theme


class Editor(QWidget):
    """All views of one model; made anew when the language changes."""

    def __init__(
        self,
        model: MotionModel,
        results: ResultsModel,
        player: Player,
        theme: Theme,
        render: Callable[[], object],
        titles: dict[str, str],
        cards: CardActions,
    ) -> None:
        super().__init__()
        self._model, self._player = model, player
        self.canvas = MotionCanvas(model, theme)
        self.canvas.setAccessibleName(self.tr("Picture with its drags"))
        self.canvas.setToolTip("")
        self.timeline = Timeline(model, theme)
        self.document_page = DocumentPage(model)
        self.layer_page = LayerPage(model)
        self.inspector = Inspector(model, self.document_page, self.layer_page)
        self.results = ResultsStrip(results, theme, cards)
        self.compare = ComparePage(model, results, theme)
        self.compare.closed.connect(self.leave_comparison)
        self.stage = QStackedWidget()
        self.tools = ToolBar(model, theme, self.canvas.fit, titles)
        self.transport = Transport(model, player, theme, render, self._zoom)
        self._lay_out()
        self.transport.refresh_zoom()
        self.canvas.play_toggled.connect(player.toggle)
        self.canvas.view_changed.connect(self.transport.refresh_zoom)
        player.image_changed.connect(self.canvas.set_frame_image)
        player.onion_changed.connect(self.canvas.set_onion)
        player.playing_changed.connect(self._playing_changed)

        self.stage.currentChanged.connect(lambda _: self.transport.refresh_zoom())
        self._connections = [
            model.view.changed.connect(lambda _: self._view_changed()),
            model.tool_name.changed.connect(lambda _: self.leave_comparison()),
        ]

    def _zoom(self) -> float | None:
        return self.canvas.view.zoom if self.stage.currentWidget() is self.canvas else None

    def _view_changed(self) -> None:
        if self._model.view.value != "result":
            self.leave_comparison()

    def show_comparison(
        self, pair: tuple[str, str], a: Sequence[QImage], b: Sequence[QImage]
    ) -> None:
        """Compare two versions in the canvas's place."""
        self.compare.show_pair(*pair)
        self.compare.view.set_frames(a, b, self.compare.names())
        self.stage.setCurrentWidget(self.compare)
        self.compare.view.setFocus()

    def leave_comparison(self) -> None:
        """Show the canvas again."""
        if self.stage.currentWidget() is self.compare:
            self.compare.view.clear()
            self.stage.setCurrentWidget(self.canvas)
            self.canvas.setFocus()

    def _playing_changed(self, playing: bool) -> None:
        self.canvas.is_playing = playing
        self.canvas.update()

    def _lay_out(self) -> None:
        hero = QWidget()
        row = QHBoxLayout(hero)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(1)
        row.addWidget(self.tools)
        self.stage.addWidget(self.canvas)
        self.stage.addWidget(self.compare)
        row.addWidget(self.stage, 1)
        below = QWidget()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addWidget(self.transport)
        column.addWidget(self.timeline, 1)
        self.left = _splitter(Qt.Orientation.Vertical, hero, below)
        self.left.setSizes([560, 200])
        self.right = _splitter(Qt.Orientation.Vertical, self.inspector, self.results)
        self.right.setSizes([460, 300])
        self.outer = _splitter(Qt.Orientation.Horizontal, self.left, self.right)
        self.outer.setSizes([1000, WIDTH_PX])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.outer)

    def splitters(self) -> dict[str, QSplitter]:
        """The splitters whose sizes are remembered."""
        return {
            "motion.outer": self.outer,
            "motion.left": self.left,
            "motion.right": self.right,
        }

    def release(self) -> None:
        """Let go of the model, the player and the theme."""
        for disconnect in self._connections:
            disconnect()
        self._player.image_changed.disconnect(self.canvas.set_frame_image)
        self._player.onion_changed.disconnect(self.canvas.set_onion)
        self._player.playing_changed.disconnect(self._playing_changed)
        for part in (
            self.canvas,
            self.timeline,
            self.document_page,
            self.layer_page,
            self.inspector,
            self.results,
            self.compare,
            self.tools,
            self.transport,
        ):
            part.release()


def _splitter(orientation: Qt.Orientation, first: QWidget, second: QWidget) -> QSplitter:
    splitter = QSplitter(orientation)
    splitter.addWidget(first)
    splitter.addWidget(second)
    splitter.setStretchFactor(0, 1)
    splitter.setStretchFactor(1, 0)
    splitter.setHandleWidth(1)
    splitter.setChildrenCollapsible(False)
    return splitter
