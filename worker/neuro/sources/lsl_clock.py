"""Offsets between the clocks of LSL senders and ours, measured beside the samples."""

from __future__ import annotations

import contextlib
import queue
import threading
from typing import TYPE_CHECKING

from worker.neuro.sources.base import ClockOffset

if TYPE_CHECKING:
    import pylsl

# LabRecorder's interval; the first measurement takes up to a second and must not hold samples up.
INTERVAL_S = 5.0


class ClockWatch:
    """Measures one inlet's offset in a thread of its own."""

    def __init__(self, inlet: pylsl.StreamInlet) -> None:
        self._inlet = inlet
        self._stop = threading.Event()
        self._found: queue.SimpleQueue[ClockOffset] = queue.SimpleQueue()
        self.latest: ClockOffset | None = None
        self._thread = threading.Thread(target=self._measure, name="lsl-clock", daemon=True)
        self._thread.start()

    def take(self) -> ClockOffset | None:
        """A measurement that was not yet taken."""
        with contextlib.suppress(queue.Empty):
            return self._found.get_nowait()
        return None

    def close(self) -> None:
        """Stop measuring."""
        self._stop.set()
        self._thread.join(timeout=3)

    def _measure(self) -> None:
        import pylsl
        from pylsl.util import InternalError, LostError
        from pylsl.util import TimeoutError as LslTimeoutError

        while not self._stop.is_set():
            wait_s = INTERVAL_S
            try:
                offset_s = self._inlet.time_correction(timeout=1.0)
                self.latest = ClockOffset(at_s=pylsl.local_clock() - offset_s, offset_s=offset_s)
                self._found.put(self.latest)
            except LslTimeoutError:
                wait_s = 0.2
            except (LostError, InternalError):
                return
            self._stop.wait(wait_s)
