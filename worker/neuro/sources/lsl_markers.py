"""Marker streams of any program, joined whenever they appear."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

import numpy as np

from shared.neuro.chunks import Markers
from worker.neuro.sources.lsl_clock import ClockWatch

if TYPE_CHECKING:
    import pylsl

ANY = "*"
_OPEN_S = 1.0
_ENDINGS = {"markers", "marker", "events", "event", "triggers", "trigger"}


class MarkerInlets:
    """All marker streams that are wanted, with times on this computer's clock.

    Parameters
    ----------
    names : tuple of str
        Names of streams of type `Markers`; `*` takes them all.
    beside : str
        Name of a stream of samples whose own marker stream is taken too.
    """

    def __init__(self, names: tuple[str, ...], beside: str = "") -> None:
        self._names, self._beside = names, beside
        self._inlets: dict[str, tuple[pylsl.StreamInlet, ClockWatch]] = {}
        self._waiting: dict[str, list[tuple[float, str]]] = {}

    def join(self, visible: list[pylsl.StreamInfo]) -> list[str]:
        """Open those of the visible streams that are wanted; the names of the new ones."""
        import pylsl
        from pylsl.util import LostError
        from pylsl.util import TimeoutError as LslTimeoutError

        joined = []
        for info in visible:
            if not self._wants(info) or info.uid() in self._inlets:
                continue
            inlet = pylsl.StreamInlet(info, recover=False)
            with contextlib.suppress(LostError, LslTimeoutError):
                inlet.open_stream(_OPEN_S)
            self._inlets[info.uid()] = (inlet, ClockWatch(inlet))
            self._waiting[info.uid()] = []
            joined.append(info.name())
        return joined

    def _wants(self, info: pylsl.StreamInfo) -> bool:
        if info.type() != "Markers":
            return False
        named = ANY in self._names or info.name() in self._names
        return named or belongs_to(self._beside, info.name())

    def read(self) -> Markers | None:
        """What has come, or None; a marker waits for its stream's first clock measurement."""
        times: list[float] = []
        texts: list[str] = []
        for uid, (inlet, clock) in list(self._inlets.items()):
            waiting = self._waiting[uid]
            waiting += self._pull(uid, inlet)
            if clock.latest is not None:
                times += [at + clock.latest.offset_s for at, _ in waiting]
                texts += [text for _, text in waiting]
                waiting.clear()
        if not times:
            return None
        order = np.argsort(times, kind="stable")
        return Markers(times_s=np.array(times)[order], texts=tuple(texts[index] for index in order))

    def close(self) -> None:
        """Leave all streams."""
        for inlet, clock in self._inlets.values():
            clock.close()
            inlet.close_stream()
        self._inlets.clear()

    def _pull(self, uid: str, inlet: pylsl.StreamInlet) -> list[tuple[float, str]]:
        from pylsl.util import LostError

        try:
            rows, times = inlet.pull_chunk(timeout=0.0)
        except LostError:
            # A marker program that ended; if it comes back it has a new uid and is joined again.
            _, clock = self._inlets.pop(uid)
            clock.close()
            return []
        return [(at, _text(row)) for at, row in zip(times, rows, strict=True)]


def belongs_to(stream: str, markers: str) -> bool:
    """Whether a marker stream is called after a stream of samples, as programs do it:
    `NAME-markers`, `NAME-Markers`, `NAME_Marker`, `NAME Triggers`."""
    rest = markers.casefold().removeprefix(stream.casefold())
    is_longer = bool(stream) and len(rest) < len(markers)
    return is_longer and rest.strip("-_ .") in _ENDINGS


def _text(row: list[Any]) -> str:
    """One marker as text; numbers without needless decimals."""
    return " ".join(
        str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
        for value in row
    )
