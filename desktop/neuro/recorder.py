"""Recording as the window sees it: codes, consent, and what is being written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Literal

import msgspec

from desktop.core.observable import Observable, Signal
from desktop.neuro.preferences import Codes, Consent, PreferenceStore
from desktop.neuro.recordings import (
    CONSENT_VERSION,
    consent_now,
    is_code,
    is_person,
    notes_of,
    recording_name,
)
from desktop.neuro.session import EegSession
from shared.errors import AppError
from shared.neuro.acquisition import RecordingState
from shared.protocol.eeg_messages import EegState

Step = Literal["idle", "asked", "recording", "stopping"]


class Recorder:
    """Needs nothing but the session: it works whatever else is broken.

    Attributes
    ----------
    step : Observable of str
        idle, asked, recording or stopping.
    codes : Observable of Codes
        As typed; remembered.
    last : Observable of RecordingState or None
        The recording that runs, or the last one that ended.
    consent_wanted : Signal
        Nobody agreed yet: a sheet has to be shown, and `agree` or nothing follows.
    ended : Signal of RecordingState
    """

    def __init__(self, session: EegSession, preferences: PreferenceStore) -> None:
        self._session, self._preferences = session, preferences
        self.step: Observable[Step] = Observable("idle")
        self.codes: Observable[Codes] = Observable(preferences.value.codes)
        self.last: Observable[RecordingState | None] = Observable(None)
        self.consent_wanted: Signal[()] = Signal()
        self.ended: Signal[RecordingState] = Signal()
        self._lost_before = 0
        self._connections = [
            session.state.changed.connect(self._follow),
            session.failed.connect(lambda _: self._settle()),
        ]
        self._follow(session.state.value)

    # --- what the session says --------------------------------------------------------------------

    def _follow(self, state: EegState) -> None:
        before, now = self.last.value, state.recording
        running = self.step.value in ("recording", "stopping")
        if now is not None:
            if not running or before is None or before.name != now.name:
                # Joined in the middle, what was lost before is not known: nothing is taken off.
                self._lost_before = state.counts.lost if now.seconds < 2.0 else 0
            self.last.value = now
            if self.step.value != "stopping":
                self.step.value = "recording"
        elif running:
            self.step.value = "idle"
            if before is not None:
                self.ended.emit(before)

    def _settle(self) -> None:
        """Something was refused: what is asked for is over."""
        recording = self._session.state.value.recording is not None
        self.step.value = "recording" if recording else "idle"

    @property
    def is_recording(self) -> bool:
        """Whether a file is being written."""
        return self.step.value in ("recording", "stopping")

    @property
    def lost(self) -> int:
        """Samples lost since the recording began."""
        return max(0, self._session.state.value.counts.lost - self._lost_before)

    # --- what a person does -----------------------------------------------------------------------

    def set_code(self, key: str, text: str) -> bool:
        """Take a code over; False if it is none."""
        if not is_code(text):
            return False
        self.codes.value = msgspec.structs.replace(self.codes.value, **{key: text})
        self._preferences.update(codes=self.codes.value)
        return True

    def toggle(self) -> None:
        """Record, or stop."""
        if self.step.value == "recording":
            self.stop()
        elif self.step.value == "idle":
            self.start()

    def start(self) -> None:
        """Record, once somebody agreed where a person is measured."""
        if not self._session.state.value.session:
            self._session.failed.emit(AppError("no_source"))
            return
        if not is_person(self._session.state.value):
            self._record(None)
            return
        consent = self._preferences.value.consents.get(self.codes.value.subject)
        if self.codes.value.subject and consent is not None and consent.version == CONSENT_VERSION:
            self._record(consent)
        else:
            self.consent_wanted.emit()

    def agree(self, subject: str) -> None:
        """The participant of that code agreed now; record."""
        if not self.set_code("subject", subject):
            return
        consent = consent_now()
        if subject:
            consents = {**self._preferences.value.consents, subject: consent}
            self._preferences.update(consents=consents)
        self._record(consent)

    def _record(self, consent: Consent | None) -> None:
        self.step.value = "asked"
        name = recording_name(self.codes.value, datetime.now())
        self._session.record(name, notes_of(self.codes.value, consent))

    def stop(self, then: Callable[[], object] | None = None) -> None:
        """End the recording; `then` once it has ended."""
        self.step.value = "stopping"
        self._session.stop_recording(then)

    def release(self) -> None:
        """Let go of the session."""
        for disconnect in self._connections:
            disconnect()
        self._connections.clear()
