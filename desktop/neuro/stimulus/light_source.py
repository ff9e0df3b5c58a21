"""The signal of a photodiode, as the page asks for it and as the live samples give it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from shared.errors import AppError

if TYPE_CHECKING:
    from desktop.neuro.sample_store import SampleStore

_PICTURE = "picture/"
_TARGET = "target"


@dataclass(frozen=True)
class LightSignal:
    """A channel with the markers of pictures among its samples.

    Attributes
    ----------
    samples : np.ndarray
        Float [n]; NaN where samples are lost.
    marks : tuple of float
        Where the markers of pictures lie in `samples`, with their fraction.
    """

    samples: np.ndarray
    rate_hz: float
    marks: tuple[float, ...]


class LightSource(Protocol):
    """What a photodiode can be read from."""

    def channels(self) -> Sequence[str]:
        """Names of the channels; none if nothing streams."""
        ...

    def read(self, channel: str, since_s: float) -> LightSignal:
        """What a channel holds from `since_s` of the monotonic clock on.

        Raises
        ------
        AppError
            `no_source` if it does not stream any more.
        """
        ...


class StoreLight:
    """Reads the samples that the window holds, with the markers that came back among them.

    Markers have been on the whole way that they also take into a recording.
    """

    def __init__(self, store: Callable[[], SampleStore | None]) -> None:
        self._store = store

    def channels(self) -> Sequence[str]:
        """The labels of the open source."""
        store = self._store()
        return [] if store is None else [channel.label for channel in store.info.channels]

    def read(self, channel: str, since_s: float) -> LightSignal:
        """Samples from `since_s` on, as far as they are held."""
        store = self._store()
        labels = list(self.channels())
        if store is None or channel not in labels:
            raise AppError("no_source")
        newest = store.next_index - 1
        back = (store.last_time_s - since_s) * store.rate_hz
        start = store.first_index
        if np.isfinite(back):
            start = max(start, newest - int(np.ceil(max(0.0, back))))
        rows, first = store.read(start, store.next_index)
        marks = tuple(
            mark.index - first
            for mark in store.marks_between(first, store.next_index)
            if mark.kind == "marker"
            and (mark.text.startswith(_PICTURE) or mark.text == _TARGET)
            and mark.index >= first
        )
        samples = rows[:, labels.index(channel)].astype(np.float64)
        return LightSignal(samples, store.rate_hz, marks)
