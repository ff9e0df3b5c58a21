"""The session of live EEG as the window knows it, and what the window asks of it."""

from __future__ import annotations

from collections.abc import Callable

from desktop.core.link import Link
from desktop.core.observable import Observable, Signal
from shared.errors import AppError
from shared.neuro.acquisition import Notice, SessionNotes, SourceChoice
from shared.neuro.streams import StreamInfo
from shared.protocol.eeg_messages import (
    EegAnnotate,
    EegClose,
    EegList,
    EegMark,
    EegMarkBad,
    EegOpen,
    EegRecord,
    EegState,
    EegStateRequest,
    EegStopRecording,
    EegStreams,
)
from shared.protocol.frames import Envelope
from shared.protocol.link import LinkState
from shared.protocol.message import Message

# A board is looked for in its own time, and the first source has to wait for acquisition to start.
OPEN_TIMEOUT_S = 90.0
Then = Callable[[], object]


class EegSession:
    """Follows `EegState` and asks for changes; owned by the workspace.

    Attributes
    ----------
    state : Observable of EegState
    online : Observable of bool
        The host answers; while it does not, `state` is what was known last.
    opening : Observable of SourceChoice or None
        What was asked for and is not open yet.
    began : Signal of EegState
        Another source streams: slots and notices start anew.
    noticed : Signal of (Notice, bool)
        Each notice once; False for those that were there before this window looked.
    failed : Signal of AppError
        What was asked for was refused.
    """

    def __init__(self, link: Link) -> None:
        self._link = link
        self.state: Observable[EegState] = Observable(EegState())
        self.online: Observable[bool] = Observable(False)
        self.opening: Observable[SourceChoice | None] = Observable(None)
        self.began: Signal[EegState] = Signal()
        self.noticed: Signal[Notice, bool] = Signal()
        self.failed: Signal[AppError] = Signal()
        self._seen = 0
        self._known = False
        self._connections = [
            link.state_changed.connect(self._link_changed),
            link.eeg_state.connect(self._take_state),
        ]
        if link.state is not None:
            self._link_changed(link.state)

    # --- what is heard ----------------------------------------------------------------------------

    def _link_changed(self, link: LinkState) -> None:
        ready = link.state == "ready"
        if ready and not self.online.value:
            self.refresh()
        self.online.value = ready

    def refresh(self) -> None:
        """Ask for the state again."""
        self._ask(EegStateRequest())

    def _take_state(self, state: EegState) -> None:
        begins = state.session not in ("", self.state.value.session)
        if begins:
            self._seen = 0
        self.state.value = state
        if begins:
            self.began.emit(state)
        fresh = self._known
        self._known = True
        for notice in state.notices:
            if notice.seq > self._seen:
                self._seen = notice.seq
                self.noticed.emit(notice, fresh)

    # --- what is asked ----------------------------------------------------------------------------

    def open(
        self, choice: SourceChoice, failed: Callable[[AppError], object] | None = None
    ) -> None:
        """Open a source in place of the one that is open; `failed` instead of the signal."""
        self.opening.value = choice

        def opened() -> None:
            self._opened(choice)

        def refused(error: AppError) -> None:
            self._opened(choice)
            (failed or self.failed.emit)(error)

        self._ask(EegOpen(choice=choice), opened, refused, OPEN_TIMEOUT_S)

    def _opened(self, choice: SourceChoice) -> None:
        if self.opening.value == choice:
            self.opening.value = None

    def close(self) -> None:
        """Close the source."""
        self._ask(EegClose())

    def mark(self, text: str, at_s: float | None = None) -> None:
        """A marker, now or at a time of the monotonic clock."""
        self._ask(EegMark(text=text, at_s=at_s))

    def annotate(self, text: str, index: float, length: float = 0.0) -> None:
        """A note at a slot of the raw samples, or over `length` of them."""
        self._ask(EegAnnotate(text=text, index=index, length=length))

    def mark_bad(self, labels: tuple[str, ...]) -> None:
        """Which channels are bad from now on: the whole list."""
        self._ask(EegMarkBad(labels=labels))

    def record(self, name: str, notes: SessionNotes) -> None:
        """Record to a file of that name."""
        self._ask(EegRecord(name=name, notes=notes))

    def stop_recording(self, then: Then | None = None) -> None:
        """End the recording; `then` once it has ended."""
        self._ask(EegStopRecording(), then)

    def list_streams(
        self,
        wait_s: float,
        done: Callable[[list[StreamInfo]], object],
        failed: Callable[[AppError], object],
    ) -> None:
        """The LSL streams that answer within `wait_s`."""

        def answered(envelope: Envelope) -> None:
            if isinstance(envelope.message, EegStreams):
                done(envelope.message.streams)

        future = self._link.ask(EegList(wait_s=wait_s))
        self._link.then(future, answered, failed)

    def _ask(
        self,
        message: Message,
        then: Then | None = None,
        failed: Callable[[AppError], object] | None = None,
        timeout_s: float = 30.0,
    ) -> None:
        def answered(envelope: Envelope) -> None:
            if isinstance(envelope.message, EegState):
                self._take_state(envelope.message)
            if then is not None:
                then()

        future = self._link.ask(message, timeout_s=timeout_s)
        self._link.then(future, answered, failed or self.failed.emit)

    def release(self) -> None:
        """Let go of the link."""
        for disconnect in self._connections:
            disconnect()
        self._connections.clear()
