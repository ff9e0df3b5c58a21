"""A source recorded until it ends or somebody stops it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from shared.neuro.chunks import Chunk
from worker.neuro.recorder import Recorder, RecordingReport
from worker.neuro.sources.base import Source, SourceNotice

_READ_S = 0.1


def record(
    source: Source,
    path: Path,
    *,
    seconds: float | None = None,
    line_hz: float = 50.0,
    stop: threading.Event | None = None,
    on_notice: Callable[[SourceNotice], None] | None = None,
    on_news: Callable[[str], None] | None = None,
    on_progress: Callable[[float, RecordingReport], None] | None = None,
) -> RecordingReport:
    """Record until `seconds` have passed since the first sample, the source ends, or `stop` is set.

    Parameters
    ----------
    line_hz : float
        Frequency of the mains, for the judgement of channels.
    on_notice, on_news : callable
        Are told what the source says, and what the recorder noticed.

    Raises
    ------
    AppError
        What the source or the disk says; the file then holds all that came before.
    """
    stop = stop or threading.Event()
    try:
        recorder = Recorder(path, source.open(), line_hz=line_hz)
        try:
            _record_items(source, recorder, seconds, stop, on_notice, on_news, on_progress)
        finally:
            recorder.close()
            _tell_news(recorder, on_news, everything=True)
    finally:
        source.close()
    return recorder.report()


def _record_items(
    source: Source,
    recorder: Recorder,
    seconds: float | None,
    stop: threading.Event,
    on_notice: Callable[[SourceNotice], None] | None,
    on_news: Callable[[str], None] | None,
    on_progress: Callable[[float, RecordingReport], None] | None,
) -> None:
    begun: float | None = None
    while not stop.is_set():
        item = source.read(_READ_S)
        if item is not None:
            recorder.take(item)
        if isinstance(item, SourceNotice):
            if on_notice is not None:
                on_notice(item)
            if item.kind == "ended":
                return
        if begun is None and isinstance(item, Chunk):
            begun = time.monotonic()
        recorder.sync()
        _tell_news(recorder, on_news)
        elapsed_s = time.monotonic() - begun if begun is not None else 0.0
        if on_progress is not None:
            on_progress(elapsed_s, recorder.report())
        if seconds is not None and elapsed_s >= seconds:
            return


def _tell_news(
    recorder: Recorder, on_news: Callable[[str], None] | None, *, everything: bool = False
) -> None:
    for news in recorder.news(everything=everything):
        if on_news is not None:
            on_news(news.text)
