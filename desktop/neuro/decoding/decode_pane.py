"""The decoder's pane: the reconstruction, its names, what was shown, how late, and calibration."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.neuro.decoding.answer import Answer, growth
from desktop.neuro.decoding.calibration_card import CalibrationActions, CalibrationCard
from desktop.neuro.decoding.calibrator import Calibrator
from desktop.neuro.decoding.candidate_list import CandidateList
from desktop.neuro.decoding.evidence_row import EvidenceRow
from desktop.neuro.decoding.generator_choices import GeneratorList
from desktop.neuro.decoding.generator_combo import GeneratorCombo
from desktop.neuro.decoding.history_strip import HistoryStrip
from desktop.neuro.decoding.live_decoder import LiveDecoder
from desktop.neuro.decoding.pane_model import PaneModel
from desktop.neuro.decoding.picture_export import copy_picture, save_picture, suggested_name
from desktop.neuro.decoding.picture_view import PictureView
from desktop.neuro.decoding.shown_row import ShownRow
from desktop.neuro.decoding.status import Counts
from desktop.neuro.decoding.thumbnails import Thumbnails
from desktop.neuro.decoding.words import (
    counts_words,
    empty_words,
    facts_words,
    latency_words,
    missed_words,
    status_words,
)
from desktop.widgets.controls import button, label, name, rule, set_role
from desktop.widgets.scroll_room import keep_bar_room
from desktop.widgets.theme import Theme
from desktop.widgets.words import error_words
from shared.errors import AppError

AGE_MS = 100


@dataclass(frozen=True)
class PaneParts:
    """The models that the pane follows."""

    decoder: LiveDecoder
    calibrator: Calibrator
    generators: GeneratorList
    model: PaneModel
    thumbnails: Thumbnails


@dataclass(frozen=True)
class PaneActions:
    """What the pane asks of the workspace.

    Attributes
    ----------
    ask_target : callable
        Where a picture of that name is saved; None if nowhere.
    show_pictures : callable or None
        Opens the page that shows pictures.
    """

    calibration: CalibrationActions
    notice: Callable[[str, str], object]
    ask_target: Callable[[str], Path | None]
    show_pictures: Callable[[], object] | None = None


class DecodePane(QScrollArea):
    """Made anew when the language changes; draws only while it is seen."""

    def __init__(
        self,
        parts: PaneParts,
        theme: Theme,
        actions: PaneActions,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self._parts, self._theme, self._actions, self._clock = parts, theme, actions, clock
        decoder, model = parts.decoder, parts.model
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        keep_bar_room(self)
        self.setAccessibleName(self.tr("Decoder"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.picture = PictureView(theme)
        self.candidates = CandidateList(theme, parts.thumbnails)
        self.evidence = EvidenceRow(theme)
        self.shown = ShownRow(decoder, model, parts.thumbnails, theme)
        self.history = HistoryStrip(theme)
        self.history.picked.connect(self._pick)
        self.calibration = CalibrationCard(decoder, parts.calibrator, actions.calibration)
        self._make_controls()
        self._lay_out()
        self._age = QTimer(self)
        self._age.setInterval(AGE_MS)
        self._age.timeout.connect(self._show_age)
        self._connections = [
            decoder.answer.changed.connect(lambda _: self._show_answer()),
            model.chosen.changed.connect(lambda _: self._show_answer()),
            model.blind.changed.connect(lambda _: self._show_answer()),
            decoder.history.changed.connect(lambda _: self._show_history()),
            decoder.status.changed.connect(lambda _: self._show_status()),
            decoder.counts.changed.connect(lambda _: self._show_counts()),
            decoder.enabled.changed.connect(self.enabled.setChecked),
            decoder.accumulate.changed.connect(self.accumulate.setChecked),
            decoder.generator.changed.connect(lambda _: self._show_generators()),
            parts.generators.choices.changed.connect(lambda _: self._show_generators()),
        ]
        self.refresh()

    # --- parts ------------------------------------------------------------------------------------

    def _make_controls(self) -> None:
        decoder = self._parts.decoder
        self.badge = label(self.tr("SIMULATED"), "key")
        self.badge.setToolTip(self.tr("Nobody's brain is measured: the source is simulated"))
        self.enabled = _switch(
            self.tr("Decode"), self.tr("Decode each picture that is shown"), decoder.enabled.value
        )
        self.enabled.toggled.connect(lambda on: setattr(decoder.enabled, "value", on))
        self.accumulate = _switch(
            self.tr("Add up repeats"),
            self.tr("Use all trials of a picture, 64 at most; otherwise the newest alone"),
            decoder.accumulate.value,
        )
        self.accumulate.toggled.connect(lambda on: setattr(decoder.accumulate, "value", on))
        self.forget = button(
            self.tr("Start over"), self.tr("Begin anew to add up the trials of each picture"),
            decoder.forget, "link",
        )  # fmt: skip
        self.generator = GeneratorCombo()
        name(
            self.generator,
            self.tr("Picture by"),
            self.tr(
                "What makes the picture. One of real size takes seconds with a graphics processor"
                " and minutes without; trials that come meanwhile are late, their names too."
            ),
        )
        self.generator.chosen.connect(lambda made: setattr(decoder.generator, "value", made))
        self.generator.opened.connect(self._parts.generators.refresh)
        self.guided = _wrapped("label")
        self.guided.setText(
            self.tr(
                "Guided by the pictures that are named, not by a decoder made for this generator:"
                " it shows nothing that is not among them."
            )
        )
        self.status, self.facts = _wrapped(), _wrapped("label")
        self.latency, self.counts = _wrapped("label"), _wrapped("label")
        self.latency.setToolTip(
            self.tr("From the last sample of a trial: half, and 95 % of the answers, are faster")
        )
        self.counts.setToolTip(
            self.tr(
                "Late: a newer picture came first, or it waited too long. Dropped: by the worker."
                " Nothing is queued."
            )
        )
        self.show_pictures = button(
            self.tr("Show pictures…"),
            self.tr("Show pictures in a window of their own, with a marker for each"),
            self._actions.show_pictures or (lambda: None),
            "primary",
        )
        self.save = button(
            self.tr("Save…"), self.tr("Save the picture as PNG"), self.save_picture, "link"
        )
        self.copy = button(
            self.tr("Copy"), self.tr("Copy the picture to the clipboard"), self.copy_picture, "link"
        )
        self.live = button(
            self.tr("Back to live"), self.tr("Show the newest picture"), self.go_live, "link"
        )
        self.guess = _wrapped("label")
        self.guess.setText(
            self.tr(
                "A reconstruction is a guess from brain waves, not a recording of thought."
                " For research only; not a medical device."
            )
        )

    def _lay_out(self) -> None:
        body = QWidget()
        body.setMinimumWidth(self._theme.px(240))
        column = QVBoxLayout(body)
        # The bar's room is at the right.
        column.setContentsMargins(12, 10, 4, 12)
        column.setSpacing(8)
        column.addLayout(_row(label(self.tr("Reconstruction"), "title"), None, self.badge))
        column.addLayout(_row(self.enabled, self.accumulate, None, spacing=12))
        column.addWidget(self.status)
        column.addWidget(self.picture)
        made_by = _row(label(self.tr("Picture by"), "label"), self.generator)
        made_by.setStretchFactor(self.generator, 1)
        column.addLayout(made_by)
        column.addWidget(self.guided)
        column.addWidget(self.show_pictures)
        column.addWidget(self.facts)
        column.addWidget(self.evidence)
        column.addWidget(self.candidates)
        column.addLayout(_row(self.live, self.save, self.copy, None, self.forget, spacing=0))
        column.addWidget(rule())
        column.addWidget(self.shown)
        column.addWidget(self.history)
        column.addWidget(self.latency)
        column.addWidget(self.counts)
        column.addWidget(self.calibration)
        column.addWidget(self.guess)
        column.addStretch(1)
        self.setWidget(body)

    def sizeHint(self) -> QSize:
        """As wide as an inspector."""
        return QSize(self._theme.px(320), self._theme.px(640))

    # --- what is shown ----------------------------------------------------------------------------

    @property
    def current(self) -> Answer | None:
        """The answer that is shown: the one that was chosen, or the newest."""
        return self._parts.model.chosen.value or self._parts.decoder.answer.value

    def refresh(self) -> None:
        """Show all."""
        self._show_generators()
        self._show_status()
        self._show_answer()
        self._show_history()
        self._show_figures()

    def _show_generators(self) -> None:
        current = self._parts.decoder.generator.value
        self.generator.set_choices(self._parts.generators.choices.value, current)
        self.guided.setVisible(not current.is_small)

    def _show_status(self) -> None:
        decoder = self._parts.decoder
        status = decoder.status.value
        words, role = status_words(status)
        missed = missed_words(decoder.counts.value) if status.doing == "listening" else ""
        self.status.setText(" · ".join(part for part in (words, missed) if part))
        set_role(self.status, role)
        self.status.setVisible(status.doing not in ("no_source", "off"))
        self.badge.setVisible(decoder.is_simulated)
        self.picture.set_simulated(decoder.is_simulated)
        self.picture.show_words(empty_words(status))
        can_show = self._actions.show_pictures is not None
        self.show_pictures.setVisible(can_show and status.doing == "no_pictures")
        self.calibration.setVisible(decoder.store is not None)

    def _show_answer(self) -> None:
        if not self.isVisible():
            return
        answer, blind = self.current, self._parts.model.blind.value
        self.picture.show_answer(answer)
        self.candidates.show_answer(answer, blind=blind)
        is_named = answer is not None and answer.is_named
        for widget in (self.candidates, self.facts):
            widget.setVisible(is_named)
        self.facts.setText(facts_words(answer) if answer is not None else "")
        earlier = self._parts.decoder.history.value
        self.evidence.show_answers(growth(answer, earlier) if answer is not None else ())
        has_picture = answer is not None and answer.pixels is not None
        self.save.setVisible(has_picture)
        self.copy.setVisible(has_picture)
        self.live.setVisible(self._parts.model.chosen.value is not None)
        self.forget.setVisible(is_named and self._parts.decoder.accumulate.value)
        self._show_age()
        self._show_figures()
        if answer is not None and not self._age.isActive():
            self._age.start()
        if answer is None:
            self._age.stop()

    def _show_age(self) -> None:
        answer = self.current
        is_live = answer is not None and self._parts.model.chosen.value is None
        age_s = self._clock() - answer.taken_s if answer is not None and is_live else None
        self.picture.show_age(age_s)

    def _show_history(self) -> None:
        if not self.isVisible():
            return
        decoder, model = self._parts.decoder, self._parts.model
        answers = decoder.history.value
        self.history.show_answers(answers, model.chosen.value)
        self.history.setVisible(bool(answers))
        self.shown.setVisible(decoder.status.value.doing != "no_source")

    def _show_figures(self) -> None:
        if not self.isVisible():
            return
        decoder = self._parts.decoder
        names = latency_words(self.tr("Sample to names"), decoder.to_retrieval)
        pictures = latency_words(self.tr("Sample to picture"), decoder.to_picture)
        self.latency.setText(f"{names}\n{pictures}")
        self.counts.setText(counts_words(decoder.counts.value))
        is_open = decoder.store is not None
        self.latency.setVisible(is_open and bool(len(decoder.to_retrieval)))
        # What was lost is told though nothing was ever decoded.
        self.counts.setVisible(is_open and decoder.counts.value != Counts())

    def _show_counts(self) -> None:
        self._show_status()
        self._show_figures()

    # --- what a person does -----------------------------------------------------------------------

    def _pick(self, answer: Answer) -> None:
        self._parts.model.chosen.value = answer

    def go_live(self) -> None:
        """Show the newest picture again."""
        self._parts.model.chosen.value = None
        self._show_history()

    def save_picture(self) -> None:
        """Ask where, and save the picture that is shown."""
        answer = self.current
        if answer is None or answer.pixels is None:
            return
        path = self._actions.ask_target(suggested_name(answer))
        if path is None:
            return
        try:
            save_picture(answer, self._theme, path)
        except AppError as error:
            self._actions.notice("error", error_words(error))
        else:
            self._actions.notice("good", self.tr("Saved {name}").format(name=path.name))

    def copy_picture(self) -> None:
        """Copy the picture that is shown."""
        answer = self.current
        if answer is not None and answer.pixels is not None:
            copy_picture(answer, self._theme)

    # --- seen or not ------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what came while nobody looked."""
        super().showEvent(event)
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Draw nothing."""
        super().hideEvent(event)
        self._age.stop()

    def release(self) -> None:
        """Let go of models and theme."""
        for disconnect in self._connections:
            disconnect()
        self._connections.clear()
        self._age.stop()
        for part in (
            self.picture,
            self.evidence,
            self.candidates,
            self.shown,
            self.calibration,
        ):
            part.release()


def _switch(text: str, help_text: str, on: bool) -> QCheckBox:
    box = QCheckBox(text)
    name(box, text, help_text)
    box.setChecked(on)
    return box


def _wrapped(role: str = "muted") -> QLabel:
    found = label("", role)
    found.setWordWrap(True)
    found.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.MinimumExpanding)
    return found


def _row(*widgets: QWidget | None, spacing: int = 8) -> QHBoxLayout:
    """Widgets side by side; None takes what is left."""
    row = QHBoxLayout()
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(spacing)
    for widget in widgets:
        if widget is None:
            row.addStretch(1)
        else:
            row.addWidget(widget)
    return row
