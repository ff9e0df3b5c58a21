"""XDF files, ours and LabRecorder's, by way of pyxdf."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

from shared.neuro.chunks import Markers
from shared.neuro.offset_line import FAR_S
from shared.neuro.streams import ChannelInfo, StreamInfo
from shared.neuro.xdf_tail import open_whole
from worker.neuro.files.event_texts import read_events
from worker.neuro.files.recording import EVENTS_STREAM, Recording, sorted_markers
from worker.neuro.sources.base import ClockOffset
from worker.neuro.units import in_microvolts, scale_of, scaled


def read_xdf(path: Path) -> Recording:
    """Read the stream of type EEG, or the only regular one, and all markers.

    Times are those of the sender, neither dejittered nor moved: markers of another clock are moved
    to it by the measured offsets.

    Raises
    ------
    ValueError
        Without a regular stream of numbers.
    """
    import pyxdf

    logging.getLogger("pyxdf").setLevel(logging.ERROR)  # a recorder that was killed is no warning
    with open_whole(path) as file:
        streams, header = pyxdf.load_xdf(file, synchronize_clocks=False, dejitter_timestamps=False)
    signals = [stream for stream in streams if _is_signal(stream)]
    texts = [stream for stream in streams if not _is_signal(stream)]
    chosen = next((s for s in signals if _text(s["info"], "type").casefold() == "eeg"), None)
    if chosen is None and signals:
        chosen = signals[0]
    if chosen is None:
        raise ValueError("it holds no stream of samples")
    received = stream_info(chosen["info"])
    offsets = _offsets(chosen)
    said = read_events(_written([s for s in texts if _is_event(s)]), -_first_clock(offsets))
    return Recording(
        info=in_microvolts(received),
        samples=scaled(chosen["time_series"], scale_of(received)),
        times_s=np.asarray(chosen["time_stamps"], dtype=np.float64),
        markers=_markers([s for s in texts if not _is_event(s)], offsets),
        started_at=_started(header),
        clock_offsets=offsets,
        events=said.events,
        bad_channels=tuple(x for x in received.labels if x in said.bad_channels),
        notes=said.notes,
        session=said.session,
        others=tuple(_text(s["info"], "name") for s in signals if s is not chosen),
    )


def stream_info(info: dict[str, Any]) -> StreamInfo:
    """The description in a stream's header; units as written there."""
    count = int(_text(info, "channel_count"))
    desc = (info.get("desc") or [None])[0] or {}
    listed = (desc.get("channels") or [None])[0] or {}
    given = [channel for channel in listed.get("channel", []) if channel]
    if len(given) != count:
        given = [{} for _ in range(count)]
    channels = tuple(
        ChannelInfo(
            label=_text(channel, "label") or f"ch{index + 1}",
            kind=_text(channel, "type") or "EEG",
            unit=_text(channel, "unit") or "",
        )
        for index, channel in enumerate(given)
    )
    return StreamInfo(
        name=_text(info, "name"),
        source_id=_text(info, "source_id"),
        kind=_text(info, "type"),
        rate_hz=float(_text(info, "nominal_srate") or 0),
        channels=channels,
        simulated=_text(desc, "simulated").casefold() == "true",
        hostname=_text(info, "hostname"),
        created_at_s=float(_text(info, "created_at") or 0),
    )


def _text(node: dict[str, Any], name: str) -> str:
    value = (node.get(name) or [""])[0]
    return str(value) if value is not None and not isinstance(value, dict) else ""


def _is_signal(stream: dict[str, Any]) -> bool:
    regular = float(_text(stream["info"], "nominal_srate") or 0) > 0
    return regular and _text(stream["info"], "channel_format") != "string"


def _is_event(stream: dict[str, Any]) -> bool:
    return _text(stream["info"], "name") == EVENTS_STREAM


def _offsets(stream: dict[str, Any]) -> tuple[ClockOffset, ...]:
    return tuple(
        ClockOffset(at_s=float(at), offset_s=float(value))
        for at, value in zip(
            stream.get("clock_times", []), stream.get("clock_values", []), strict=True
        )
    )


def _markers(streams: list[dict[str, Any]], reference: tuple[ClockOffset, ...]) -> Markers:
    base = _first_clock(reference)
    times: list[float] = []
    texts: list[str] = []
    for stream in streams:
        shift = _first_clock(_offsets(stream)) - base
        written = _written([stream])
        times += (written.times_s + shift).tolist()
        texts += written.texts
    return sorted_markers(times, texts)


def _written(streams: list[dict[str, Any]]) -> Markers:
    """Texts with their times as they lie in the file."""
    pairs = [
        (float(at), " ".join(_plain(value) for value in row))
        for stream in streams
        for at, row in zip(stream["time_stamps"], stream["time_series"], strict=True)
    ]
    return Markers(np.array([at for at, _ in pairs]), tuple(text for _, text in pairs))


def _plain(value: Any) -> str:
    """An integer marker reads as an integer whatever number type carried it."""
    if isinstance(value, float | np.floating) and float(value).is_integer():
        return str(int(value))
    return str(value)


def _first_clock(offsets: tuple[ClockOffset, ...]) -> float:
    """The offset of the sender's first clock (s); 0 if none was measured.

    A sender that started anew may have another: the time line goes on with the first.
    """
    values = np.array([offset.offset_s for offset in offsets])
    near = values[np.abs(values - values[0]) < FAR_S] if len(values) else np.zeros(1)
    return float(np.median(near))


def _started(header: dict[str, Any]) -> datetime | None:
    text = _text(header.get("info", {}), "datetime")
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
