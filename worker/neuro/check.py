"""What a recording is worth: what it lost, how its clock ran, which channels are bad."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np

from shared.neuro.quality import ChannelQuality, channel_quality
from worker.neuro.files.recording import Recording
from worker.neuro.stamps import stamps_of
from worker.neuro.units import unscaled_labels

# A channel counts as bad if it is bad in most of the windows looked at.
_WINDOW_S, _WINDOWS = 4.0, 15
_BAD_SHARE = 0.5


def check_recording(recording: Recording, line_hz: float = 50.0) -> dict[str, Any]:
    """The findings as plain values for JSON.

    Returns
    -------
    dict
        `n_samples`, `n_lost`, `n_duplicated`, `gaps` (list of `from_s`, `to_s`, `n_lost`; seconds
        from the first sample), `rate_hz` (as measured), `nominal_rate_hz` and whether it
        `keeps_rate`, `jitter_ms` (standard deviation of the stamps about straight lines between
        gaps), `clock_jumps`, `unitless` (channels without a unit of voltage),
        `other_streams` (of samples in the same file, not looked at), `bad_channels`
        (found so), `marked_bad` (by a person), `poor_because`, `notes`, `session`, `simulated` and
        more.
    """
    info = recording.info
    timed_s = recording.times_s[np.isfinite(recording.times_s)]
    first_s, last_s = (timed_s[0], timed_s[-1]) if len(timed_s) else (0.0, 0.0)
    report: dict[str, Any] = {
        "name": info.name,
        "other_streams": list(recording.others),
        "simulated": info.simulated,
        "n_channels": len(info.channels),
        "channels": list(info.labels),
        "unitless": list(unscaled_labels(info)),
        "n_samples": len(recording.samples),
        "n_markers": len(recording.markers),
        "n_not_finite": int((~np.isfinite(recording.samples)).sum()),
        "nominal_rate_hz": info.rate_hz,
        "duration_s": _seconds(last_s - first_s),
        "clock_offset_ms": _offset_ms(recording),
        "events": list(recording.events),
        "marked_bad": list(recording.bad_channels),
        "notes": [
            {
                "at_s": _seconds(note.at_s - first_s),
                "duration_s": _seconds(note.duration_s),
                "text": note.text,
            }
            for note in recording.notes
        ],
        "session": msgspec.to_builtins(recording.session) if recording.session else None,
        "started_at": recording.started_at.isoformat() if recording.started_at else None,
    }
    return {**report, **_timing(recording), **_channels(recording, line_hz)}


def _timing(recording: Recording) -> dict[str, Any]:
    stamps = stamps_of(recording)
    counts = stamps.counts
    return {
        "n_lost": counts.lost,
        "n_duplicated": counts.duplicated,
        "n_late": counts.late,
        "n_disordered": counts.disordered,
        "gaps": [
            {
                "from_s": _seconds(gap.from_s - stamps.start_s),
                "to_s": _seconds(gap.to_s - stamps.start_s),
                "n_lost": gap.n_missing,
            }
            for gap in stamps.gaps
        ],
        "clock_jumps": counts.clock_jumps,
        "jumps_s": [_seconds(jump_s) for jump_s in stamps.jumps_s],
        "rate_hz": round(stamps.rate_hz, 4),
        "keeps_rate": stamps.keeps_rate,
        "jitter_ms": round(1000 * stamps.jitter_s, 4),
    }


def _channels(recording: Recording, line_hz: float) -> dict[str, Any]:
    rate_hz = recording.info.rate_hz
    length = min(round(_WINDOW_S * rate_hz), len(recording.samples))
    starts = np.unique(np.linspace(0, len(recording.samples) - length, _WINDOWS).astype(int))
    windows = [
        channel_quality(recording.samples[start : start + length], rate_hz, line_hz)
        for start in starts
    ]
    bad: dict[str, str] = {}
    poor: dict[str, str] = {}
    for index, label in enumerate(recording.info.labels):
        if recording.info.channels[index].kind.upper() != "EEG":
            continue
        qualities = [window[index] for window in windows]
        for verdicts, into in (({"bad"}, bad), ({"bad", "poor"}, poor)):
            found = [quality for quality in qualities if quality.verdict in verdicts]
            if label not in bad and len(found) > _BAD_SHARE * len(windows):
                into[label] = _main_reason(found)
    return {"bad_channels": list(bad), "bad_because": bad, "poor_because": poor}


def _main_reason(qualities: list[ChannelQuality]) -> str:
    """The reason that is given most often."""
    reasons = [reason for quality in qualities for reason in quality.reasons]
    return max(dict.fromkeys(reasons), key=reasons.count) if reasons else "bad"


def _offset_ms(recording: Recording) -> float | None:
    if not recording.clock_offsets:
        return None
    return round(1000 * float(np.median([o.offset_s for o in recording.clock_offsets])), 3)


def _seconds(value: float) -> float:
    return round(float(value), 6)
