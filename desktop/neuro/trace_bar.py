"""The row above the traces: which source, frozen or live, window and scale."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from desktop.neuro.session import EegSession
from desktop.neuro.stepper import Stepper
from desktop.neuro.trace_axes import microvolts
from desktop.neuro.trace_model import TraceModel
from desktop.neuro.view_settings import ViewSettings
from desktop.neuro.words import channel_count, choice_words, phase_words
from desktop.widgets.controls import IconButton, label, name, set_role
from desktop.widgets.theme import Theme

DEFAULTS = ViewSettings()
SPACING_PX, TIGHT_PX = 4, 1


@dataclass(frozen=True)
class BarActions:
    """What the row can start."""

    choose_source: Callable[[], object]
    close_source: Callable[[], object]
    fit_scale: Callable[[], object]
    montage: Callable[[], object]
    toggle_inspector: Callable[[], object]
    toggle_plots: Callable[[], object]


class TraceBar(QWidget):
    """Follows the session and the trace model."""

    def __init__(
        self, session: EegSession, model: TraceModel, theme: Theme, actions: BarActions
    ) -> None:
        super().__init__()
        self._session, self._model, self._theme = session, model, theme
        self._seen: tuple[str, str, str, float] | None = None
        self.setObjectName("traceBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(theme.px(44))
        self.dot = QLabel()
        self.source = label("", "")
        self.details = label("", "label")
        self.change = _tool(theme, "ph.broadcast", actions.choose_source)
        self.change.describe(self.tr("Choose a source"), "Ctrl+O")
        self.closer = _tool(theme, "ph.x", actions.close_source)
        self.closer.describe(self.tr("Close the source"), "Ctrl+W")
        self.freeze = QToolButton()
        self.freeze.setCheckable(True)
        self.freeze.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.freeze.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.freeze.clicked.connect(lambda: model.toggle_frozen())
        self.window_step = Stepper(
            theme,
            self.tr("Time window"),
            model.step_window,
            lambda: model.change(window_s=DEFAULTS.window_s),
            "00.0 s",
            ("[", "]"),
        )
        self.scale_step = Stepper(
            theme,
            self.tr("Height of a channel"),
            lambda by: model.step_scale(-by),
            lambda: model.change(scale_uv=DEFAULTS.scale_uv),
            "0000 µV",
            ("+", "-"),
        )
        self.fit = _tool(theme, "ph.arrows-in-line-vertical", actions.fit_scale)
        self.fit.describe(self.tr("Fit the scale to the signal"), "F")
        self.montage = _tool(theme, "ph.map-pin", actions.montage)
        self.montage.describe(self.tr("Where the electrodes sit"), "Ctrl+M")
        self.plots = _tool(theme, "ph.rows", actions.toggle_plots)
        self.plots.describe(self.tr("Show or hide spectrum and head"), "T")
        self.inspector = _tool(theme, "ph.layout", actions.toggle_inspector)
        self.inspector.describe(self.tr("Show or hide channels, filters and events"), "I")
        self._lay_out()
        self._connections = [
            session.state.changed.connect(lambda _: self.refresh()),
            session.online.changed.connect(lambda _: self.refresh()),
            model.settings.changed.connect(lambda _: self._show_settings()),
            model.frozen.changed.connect(lambda _: self._show_frozen()),
            theme.changed.connect(self._restyle),
        ]
        self.refresh()
        self._show_settings()
        self._show_frozen()

    def _lay_out(self) -> None:
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addStretch(1)
        texts.addWidget(self.source)
        texts.addWidget(self.details)
        texts.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 8, 0)
        row.setSpacing(SPACING_PX)
        row.addWidget(self.dot)
        row.addSpacing(4)
        row.addLayout(texts)
        row.addSpacing(8)
        row.addWidget(self.change)
        row.addWidget(self.closer)
        row.addStretch(1)
        for widget in (self.freeze, self.window_step, self.scale_step, self.fit):
            row.addWidget(widget)
        row.addSpacing(8)
        for widget in (self.montage, self.plots, self.inspector):
            row.addWidget(widget)

    def refresh(self) -> None:
        """Say what streams, and how it does."""
        state, online = self._session.state.value, self._session.online.value
        words, color = phase_words(state.phase, online=online)
        seen = (words, color, self._theme.tokens.name, self.devicePixelRatioF())
        if seen != self._seen:
            # Setting it again lays the window out again.
            self._seen = seen
            self.dot.setPixmap(self._theme.pixmap("ph.circle-fill", color, 10, seen[3]))
            name(self.dot, words)
        self.source.setText(choice_words(state.choice))
        parts = [words]
        if state.info is not None:
            parts += [channel_count(len(state.info.channels)), f"{state.info.rate_hz:g} Hz"]
        self.details.setText(" · ".join(parts))
        set_role(self.details, "bad" if color == "bad" else "label")
        self._make_room()
        # With a recording the source cannot be left.
        free = state.recording is None and online
        self.change.setEnabled(free)
        self.closer.setEnabled(free)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Without room for words the icon says it."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        style = Qt.ToolButtonStyle
        words = self.freeze.fontMetrics().horizontalAdvance(self.freeze.text()) + 8
        is_short = self.freeze.toolButtonStyle() is style.ToolButtonIconOnly
        row = self.layout()
        assert row is not None
        saved = words + (SPACING_PX - TIGHT_PX) * row.count() if is_short else 0
        short = self.minimumSizeHint().width() + saved > self.width()
        if short is not is_short:
            self.freeze.setToolButtonStyle(
                style.ToolButtonIconOnly if short else style.ToolButtonTextBesideIcon
            )
            row.setSpacing(TIGHT_PX if short else SPACING_PX)

    def _show_settings(self) -> None:
        settings = self._model.settings.value
        self.window_step.show_value(f"{settings.window_s:g} s")
        self.scale_step.show_value(microvolts(settings.scale_uv))

    def _show_frozen(self) -> None:
        frozen = self._model.frozen.value
        self.freeze.setChecked(frozen)
        text = self.tr("Live") if frozen else self.tr("Freeze")
        self.freeze.setText(text)
        self.freeze.setIcon(self._theme.icon("ph.play" if frozen else "ph.pause", "text"))
        name(self.freeze, text, f"{self.tr('Freeze the traces, or go on')}  (Space)")

    def _restyle(self) -> None:
        self.refresh()
        self._show_frozen()

    def release(self) -> None:
        """Let go of models and theme."""
        for disconnect in self._connections:
            disconnect()
        self._connections.clear()


def _tool(theme: Theme, icon: str, clicked: Callable[[], object]) -> IconButton:
    return IconButton(theme, icon, clicked, color="muted")
