"""The parts of the page for showing pictures and where they lie; it decides nothing."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSplitter, QVBoxLayout, QWidget

from desktop.neuro.stimulus.light_card import LightCard
from desktop.neuro.stimulus.loading import LoadedSet
from desktop.neuro.stimulus.model import Assessment
from desktop.neuro.stimulus.options import WINDOWED, StimulusOptions, placement
from desktop.neuro.stimulus.picture_section import AskFolder, PictureSection
from desktop.neuro.stimulus.plan_view import PlanView
from desktop.neuro.stimulus.player import Player
from desktop.neuro.stimulus.presentation_section import PresentationSection
from desktop.neuro.stimulus.preview import StimulusPreview
from desktop.neuro.stimulus.run_card import RunCard
from desktop.neuro.stimulus.screen_section import ScreenSection
from desktop.neuro.stimulus.screens import screen_facts, screens
from desktop.neuro.stimulus.thumb_strip import ThumbStrip
from desktop.neuro.stimulus.verdict_card import PlanFacts, VerdictCard
from desktop.widgets.controls import button, label, set_role
from desktop.widgets.theme import Theme
from shared.errors import AppError
from shared.neuro.stimulus.exposure import mean_gray
from shared.neuro.stimulus.light import gray_byte
from shared.neuro.stimulus.screen import Screen

FORM_PX = (308, 380)


class PageView(QSplitter):
    """All widgets of the page, in one language and theme.

    Attributes
    ----------
    start_wanted, record_wanted : Signal
        The buttons at the foot.
    """

    start_wanted = Signal()
    record_wanted = Signal()

    def __init__(self, theme: Theme, ask_folder: AskFolder) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._theme = theme
        self.pictures = PictureSection(ask_folder)
        self.presentation, self.screen_section = PresentationSection(), ScreenSection()
        self.preview, self.thumbs = StimulusPreview(theme), ThumbStrip(theme)
        self.facts, self.plan_view = PlanFacts(), PlanView(theme)
        self.verdict, self.run_card, self.light_card = VerdictCard(theme), RunCard(), LightCard()
        self.record_hint = label("", "muted")
        self.record_hint.setWordWrap(True)
        self.record_button = button(
            self.tr("Record first…"),
            self.tr("Start a recording, so that markers and signals are kept"),
            self.record_wanted.emit,
        )
        self.start_button = button(
            self.tr("Show pictures"),
            self.tr("Open the stimulus window"),
            self.start_wanted.emit,
            "primary",
        )
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        self.addWidget(self._stage())
        self.addWidget(self._form())
        self.setStretchFactor(0, 1)

    def _form(self) -> QWidget:
        self.form = QWidget()
        column = QVBoxLayout(self.form)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(0)
        for section in (self.pictures, self.presentation, self.screen_section):
            column.addWidget(section)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self.form)
        scroll.setMinimumWidth(self._theme.px(FORM_PX[0]))
        scroll.setMaximumWidth(self._theme.px(FORM_PX[1]))
        return scroll

    def _stage(self) -> QWidget:
        foot = QHBoxLayout()
        foot.setSpacing(12)
        foot.addWidget(self.record_hint, 1)
        foot.addWidget(self.record_button)
        foot.addWidget(self.start_button)
        stage = QWidget()
        column = QVBoxLayout(stage)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(12)
        column.addWidget(self.preview, 1)
        parts = (self.thumbs, self.facts, self.plan_view)
        for widget in (*parts, self.verdict, self.run_card, self.light_card):
            column.addWidget(widget)
        column.addLayout(foot)
        return stage

    # --- what is shown ----------------------------------------------------------------------------

    def show_options(self, options: StimulusOptions, screen: Screen) -> None:
        """The form."""
        place = placement(options, screen)
        self.pictures.show_source(options.source)
        self.presentation.show_settings(options.settings)
        self.screen_section.show_options(options, place.screen, self._screen_names())

    def _screen_names(self) -> list[tuple[str, str]]:
        names = [(WINDOWED, self.tr("A window"))]
        for screen in reversed(screens()):
            size = screen_facts(screen)
            words = self.tr("Full screen: {name} ({w}×{h})").format(
                name=screen.name() or "?", w=size.width_px, h=size.height_px
            )
            names.append((screen.name(), words))
        return names

    def show_set(self, loaded: LoadedSet | None, failure: AppError | None) -> None:
        """What the source holds."""
        if failure is not None:
            self.pictures.show_failure(failure)
        elif loaded is not None:
            self.pictures.show_set(loaded)
        else:
            self.pictures.show_reading()
        self.thumbs.show_set(loaded)

    def show_picture(
        self, loaded: LoadedSet | None, options: StimulusOptions, screen: Screen
    ) -> None:
        """The chosen picture, as large as it will be."""
        place = placement(options, screen)
        row = self.thumbs.row
        image, gray, caption = None, 128, ""
        if loaded is not None and 0 <= row < len(loaded.pictures):
            picture = loaded.pictures[row]
            image = loaded.thumbs[row]
            gray = gray_byte(mean_gray(loaded.lights) * options.settings.brightness)
            size_px = round(place.size_px)
            size = f"{options.size:g}° · {size_px} px" if options.unit == "deg" else f"{size_px} px"
            caption = f"{picture.caption or picture.concept} · {size}"
        self.preview.show_picture(image, gray, place, caption)

    def show_assessment(
        self, assessment: Assessment | None, loaded: LoadedSet | None, failure: AppError | None
    ) -> None:
        """The plan and whether it may be shown; the last one stays until the next is there."""
        if assessment is None and failure is None and loaded is not None:
            return  # or each step of a number would flicker
        plan = assessment.plan if assessment is not None else None
        self.facts.show_assessment(assessment)
        self.verdict.show_state(assessment, failure, is_read=loaded is not None)
        self.plan_view.show_plan(plan, loaded.pictures if loaded is not None else ())

    def show_recording(self, recording: Path | None, *, can_start: bool, is_busy: bool) -> None:
        """Whether markers are kept."""
        self.record_button.setVisible(can_start and recording is None and not is_busy)
        set_role(self.record_hint, "muted" if recording is not None else "")
        self.record_hint.setText(
            self.tr("Recording {name}: markers are kept with the signals.").format(
                name=recording.name
            )
            if recording is not None
            else self.tr("Nothing is being recorded: markers will not be kept.")
        )

    def show_busy(self, is_busy: bool) -> None:
        """Nothing can be changed while pictures are shown."""
        self.form.setEnabled(not is_busy)
        self.start_button.setVisible(not is_busy)
        if not is_busy:
            self.plan_view.show_place(None)

    def show_verdict(self, assessment: Assessment | None) -> None:
        """What may be shown needs no card while a run or its report is there."""
        is_fine = assessment is not None and assessment.can_run
        self.verdict.setVisible(not (is_fine and self.run_card.isVisibleTo(self)))

    def show_run(self, player: Player, length_s: float) -> None:
        """How far a run has come."""
        self.run_card.show_run(player)
        if player.phase != "ready":
            self.plan_view.show_place(length_s - player.progress[2])
