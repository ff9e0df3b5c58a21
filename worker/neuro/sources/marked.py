"""Any source, with LSL marker streams beside it."""

from __future__ import annotations

import time

from shared.neuro.streams import StreamInfo
from worker.neuro.sources.base import Item, Source, SourceNotice, source_notice
from worker.neuro.sources.lsl_markers import MarkerInlets

_LOOK_S = 0.25
_PART_S = 0.05


class MarkedSource:
    """Samples of `source`, whose times must be on LSL's clock, and markers of LSL streams.

    Parameters
    ----------
    names : tuple of str
        Names of marker streams, joined whenever they appear; `*` takes all.
    """

    def __init__(self, source: Source, names: tuple[str, ...]) -> None:
        self._source = source
        self._markers = MarkerInlets(names)
        self._looked_at = 0.0
        self._joined: list[str] = []

    def open(self) -> StreamInfo:
        """Open the source; see `Source`."""
        import pylsl

        self._watch = pylsl.ContinuousResolver(prop="type", value="Markers", forget_after=2.0)
        return self._source.open()

    def read(self, timeout_s: float) -> Item | None:
        """The next item; see `Source`."""
        deadline = time.monotonic() + timeout_s
        while True:
            self._look_around()
            if self._joined:
                return self._notice(self._joined.pop(0))
            marks = self._markers.read()
            if marks is not None:
                return marks
            left_s = max(0.0, deadline - time.monotonic())
            item = self._source.read(min(left_s, _PART_S))
            if item is not None or left_s == 0:
                return item

    def close(self) -> None:
        """Let go of everything."""
        self._markers.close()
        self._source.close()

    def _look_around(self) -> None:
        if time.monotonic() - self._looked_at >= _LOOK_S:
            self._looked_at = time.monotonic()
            self._joined += self._markers.join(self._watch.results())

    def _notice(self, name: str) -> SourceNotice:
        import pylsl

        return source_notice("other", pylsl.local_clock(), "markers_joined", name=name)
