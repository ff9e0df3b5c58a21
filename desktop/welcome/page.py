"""The welcome page: samples, what this computer can do, and what was open lately."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.core.recent import RecentDocument
from desktop.welcome.check_card import CheckCard
from desktop.welcome.recent_card import RecentCard
from desktop.welcome.sample_card import WIDTH_PX, SampleCard
from desktop.welcome.words import Sample, samples, translate
from desktop.widgets.controls import Paragraph, label, name
from desktop.widgets.theme import Theme

GAP_PX, MARGIN_PX, BAR_PX = 16, 24, 14


@dataclass(frozen=True)
class WelcomeActions:
    """What the page can start."""

    open_sample: Callable[[Sample], object]
    open_recent: Callable[[RecentDocument], object]
    open_models: Callable[[], object]
    show_at_start: Callable[[bool], object]


class WelcomePage(QScrollArea):
    """Scrolls where the window is smaller than what there is to see."""

    def __init__(self, theme: Theme, actions: WelcomeActions, *, at_start: bool) -> None:
        super().__init__()
        self._theme = theme
        self._columns = 0
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        name(self, translate("Welcome", "Welcome"))
        self.heading = label(translate("Welcome", "Welcome to Vitrine"), "hero")
        self.intro = Paragraph(theme.px(640))
        self.intro.setText(
            translate(
                "Welcome",
                "Four workspaces, each with a sample that is ready to run. Everything stays on this"
                " computer.",
            )
        )
        self.cards = {
            sample.workspace_id: SampleCard(theme, sample, actions.open_sample)
            for sample in samples()
        }
        self.check = CheckCard(theme, actions.open_models)
        self.recent = RecentCard(theme, actions.open_recent)
        self.at_start = QCheckBox(translate("Welcome", "Show this page at start"))
        self.at_start.setChecked(at_start)
        self.at_start.toggled.connect(actions.show_at_start)
        keys = translate("Welcome", "It is always at the house in the rail  (Alt+Home)")
        name(self.at_start, self.at_start.text(), keys)
        self._lay_out()

    def _lay_out(self) -> None:
        body = QWidget()
        self._cards = QGridLayout()
        self._cards.setSpacing(GAP_PX)
        self._below = QGridLayout()
        self._below.setSpacing(GAP_PX)
        column = QVBoxLayout(body)
        column.setContentsMargins(MARGIN_PX, MARGIN_PX, MARGIN_PX, MARGIN_PX)
        column.setSpacing(8)
        column.addStretch(1)
        middle = QVBoxLayout()
        middle.setSpacing(8)
        middle.addWidget(self.heading)
        middle.addWidget(self.intro)
        middle.addSpacing(8)
        middle.addLayout(self._cards)
        middle.addSpacing(GAP_PX - 8)
        middle.addLayout(self._below)
        middle.addSpacing(4)
        middle.addWidget(self.at_start, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(middle)
        column.setAlignment(middle, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        self.setWidget(body)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use as many columns as fit."""
        super().resizeEvent(event)
        step_px = self._theme.px(WIDTH_PX) + GAP_PX
        room_px = self.width() - 2 * MARGIN_PX - BAR_PX + GAP_PX
        fitting = max(1, min(len(self.cards), room_px // step_px))
        # Three beside one look as if one were forgotten.
        columns = 2 if fitting == 3 else fitting
        if columns != self._columns:
            self._columns = columns
            self._place(columns * step_px - GAP_PX)

    def _place(self, width_px: int) -> None:
        for number, card in enumerate(self.cards.values()):
            self._cards.addWidget(card, number // self._columns, number % self._columns)
        self.intro.setFixedWidth(width_px)
        if self._columns > 2:
            half_px = (width_px - GAP_PX) // 2
            self.check.set_width(half_px)
            self.recent.set_width(width_px - GAP_PX - half_px)
            self._below.addWidget(self.recent, 0, 1)
        else:
            self.check.set_width(width_px)
            self.recent.set_width(width_px)
            self._below.addWidget(self.recent, 1, 0)
        self._below.addWidget(self.check, 0, 0)

    def repaint_icons(self) -> None:
        """Take the icons in the theme's colours."""
        self.recent.repaint_icons()
        self.check.repaint_icons()

    def focus_first(self) -> None:
        """Let Enter and Tab begin at the first sample."""
        next(iter(self.cards.values())).open_button.setFocus()
