"""Joins live decoding to the workspace: samples, channels, persons, recordings and the pane."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop.core.link import Link
from desktop.neuro.channels import ChannelModel
from desktop.neuro.decoding.calibration_card import CalibrationActions
from desktop.neuro.decoding.calibration_record import CalibrationRecord, person_key, with_record
from desktop.neuro.decoding.calibrator import Calibrator
from desktop.neuro.decoding.decode_pane import DecodePane, PaneActions, PaneParts
from desktop.neuro.decoding.generator_choices import GeneratorList
from desktop.neuro.decoding.live_decoder import LiveDecoder
from desktop.neuro.decoding.pane_model import PaneModel
from desktop.neuro.decoding.plan_pictures import plan_pictures
from desktop.neuro.decoding.thumbnails import Thumbnails
from desktop.neuro.preferences import PreferenceStore
from desktop.neuro.reader import Reader
from desktop.neuro.recorder import Recorder
from desktop.neuro.sample_store import SampleStore
from desktop.neuro.session import EegSession
from desktop.neuro.source_pages import ask_for_file
from desktop.widgets.background import Background
from desktop.widgets.theme import Theme
from shared.neuro.acquisition import SourceChoice

TICK_MS = 250
# So near to the end of a trial, samples are asked for as soon as the last ones came.
EAGER_S = 0.05


@dataclass(frozen=True)
class DecodeSources:
    """What live decoding follows."""

    link: Link
    reader: Reader
    session: EegSession
    channels: ChannelModel
    recorder: Recorder
    preferences: PreferenceStore


class DecodeSession(QObject):
    """Owns the models of live decoding; the pane comes and goes."""

    def __init__(self, sources: DecodeSources, parent: QWidget) -> None:
        super().__init__(parent)
        self._sources, self._window = sources, parent
        self.decoder = LiveDecoder(sources.link)
        self.calibrator = Calibrator(sources.link)
        self.generators = GeneratorList(sources.link)
        self.model = PaneModel()
        self.thumbnails = Thumbnails(self)
        self.pane: DecodePane | None = None
        self._unnamed: CalibrationRecord | None = None
        self._background = Background("eeg-decode", self)
        self._ticks = QTimer(self)
        self._ticks.setInterval(TICK_MS)
        self._ticks.timeout.connect(self.decoder.tick)
        recorder = sources.recorder
        self._connections = [
            sources.reader.arrived.connect(self._arrived),
            sources.channels.channels.changed.connect(lambda _: self._follow_channels()),
            sources.channels.bad.changed.connect(lambda _: self._follow_channels()),
            sources.session.state.changed.connect(lambda _: self._follow_person()),
            sources.session.opening.changed.connect(self._expect),
            recorder.codes.changed.connect(lambda _: self._follow_person()),
            recorder.step.changed.connect(lambda _: self._refresh_card()),
            sources.preferences.changed.connect(lambda _: self._follow_person()),
            self.decoder.run_began.connect(self._run_began),
            self.calibrator.finished.connect(self._keep),
        ]
        self.begin(sources.reader.store)
        self._expect(sources.session.opening.value)

    # --- the session ------------------------------------------------------------------------------

    def begin(self, store: SampleStore | None) -> None:
        """Another source is open, or none."""
        self.model.chosen.value = self._unnamed = None
        self.decoder.begin(store)
        self._follow_channels()
        self._follow_person()
        if store is None:
            self._ticks.stop()
        else:
            self._ticks.start()

    def _expect(self, choice: SourceChoice | None) -> None:
        self.decoder.expect(choice is not None)

    def _arrived(self, store: SampleStore) -> None:
        self.decoder.arrived(store)
        to_go = self.decoder.slots_to_go
        if to_go is not None and to_go <= EAGER_S * store.rate_hz:
            self._sources.reader.poll()

    def _follow_channels(self) -> None:
        channels = self._sources.channels
        names = tuple(
            c.place if c.kind == "signal" and c.place else c.label for c in channels.channels.value
        )
        store = self.decoder.store
        if store is not None and len(names) == len(store.info.channels):
            self.decoder.set_channels(names, channels.bad.value)

    def _run_began(self, text: str) -> None:
        store = self.decoder.store

        def take(pictures: tuple[int, ...]) -> None:
            if self.decoder.store is store:
                self.decoder.set_plan(pictures)

        self._background.run(lambda: plan_pictures(text), take)

    # --- persons ----------------------------------------------------------------------------------

    @property
    def person(self) -> str:
        """Whose calibration is used."""
        sources = self._sources
        return person_key(sources.recorder.codes.value.subject, sources.session.state.value.choice)

    def _follow_person(self) -> None:
        known, person = self._sources.preferences.value.calibrations, self.person
        self.decoder.calibration.value = known.get(person) if person else self._unnamed

    def _keep(self, person: str, record: CalibrationRecord | None) -> None:
        if not person:
            # It is of somebody, and the next one without a code may be another.
            self._unnamed = record
            self._follow_person()
            return
        known = with_record(self._sources.preferences.value.calibrations, person, record)
        self._sources.preferences.update(calibrations=known)

    def calibrate(self, path: Path) -> None:
        """Calibrate to the person whose code is typed."""
        self.calibrator.start(path, self.person, self._sources.channels.bad.value)

    def choose_recording(self) -> None:
        """Ask for a recording, and calibrate."""
        path = ask_for_file(self._window)
        if path is not None:
            self.calibrate(path)

    def last_recording(self) -> Path | None:
        """The file that was recorded last and is complete."""
        recorder = self._sources.recorder
        last = recorder.last.value
        if last is None or recorder.is_recording:
            return None
        path = Path(last.path)
        return path if path.is_file() else None

    # --- the pane ---------------------------------------------------------------------------------

    def make_pane(
        self,
        theme: Theme,
        notice: Callable[[str, str], object],
        show_pictures: Callable[[], object] | None = None,
    ) -> DecodePane:
        """Another pane; the one before is released by who made it."""
        parts = PaneParts(
            self.decoder, self.calibrator, self.generators, self.model, self.thumbnails
        )
        calibration = CalibrationActions(
            last_recording=self.last_recording,
            calibrate=self.calibrate,
            choose=self.choose_recording,
            forget=lambda: self._keep(self.person, None),
            is_kept=lambda: bool(self.person),
            show_pictures=show_pictures,
        )
        actions = PaneActions(calibration, notice, self._ask_target, show_pictures)
        self.pane = DecodePane(parts, theme, actions)
        return self.pane

    def drop_pane(self) -> None:
        """The pane is gone."""
        if self.pane is not None:
            self.pane.release()
        self.pane = None

    def _refresh_card(self) -> None:
        if self.pane is not None:
            self.pane.calibration.refresh()

    def _ask_target(self, suggestion: str) -> Path | None:
        title, kinds = self.tr("Save the picture"), self.tr("PNG picture (*.png)")
        name, _ = QFileDialog.getSaveFileName(self._window, title, suggestion, kinds)
        return Path(name) if name else None

    def close(self) -> None:
        """Let go of everything."""
        for disconnect in self._connections:
            disconnect()
        self._connections.clear()
        self._ticks.stop()
        self.drop_pane()
        self.decoder.close()
        self.calibrator.close()
        self.generators.close()
        self.thumbnails.close()
        self._background.close()
