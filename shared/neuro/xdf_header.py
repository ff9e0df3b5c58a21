"""The XML of an XDF file: what a stream is, and at the end how much of it there was.

Element names are those of XDF 1.0 and of LSL's recommended EEG metadata
(https://github.com/sccn/xdf/wiki).
"""

from __future__ import annotations

import re
from datetime import datetime
from xml.sax.saxutils import escape

from shared.neuro.streams import StreamInfo, microvolts_per

# XML 1.0 has no way to write these, not even escaped; a stream's name may hold them.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def file_header(started_at: datetime) -> str:
    """Content of the FileHeader chunk; LabRecorder writes the wall clock there too."""
    body = _text("version", "1.0") + _text("datetime", started_at.isoformat(timespec="seconds"))
    return '<?xml version="1.0"?>' + _element("info", body)


def stream_header(info: StreamInfo, channel_format: str, *, can_drop_samples: bool) -> str:
    """Content of a StreamHeader chunk for values of `channel_format` ("float32" or "string")."""
    channels = "".join(
        _element(
            "channel",
            _text("label", channel.label)
            + _text("type", channel.kind)
            + _text("unit", "microvolts" if microvolts_per(channel.unit) else channel.unit)
            + _text("unit_received", channel.unit),
        )
        for channel in info.channels
    )
    synchronization = _text("can_drop_samples", "true" if can_drop_samples else "false")
    desc = (
        _element("channels", channels)
        + _element("synchronization", synchronization)
        + _text("simulated", "true" if info.simulated else "false")
    )
    fields = (
        ("name", info.name or "unnamed"),  # readers stumble over an empty name
        ("type", info.kind),
        ("channel_count", max(1, len(info.channels))),
        ("channel_format", channel_format),
        ("nominal_srate", info.rate_hz),
        ("source_id", info.source_id),
        ("hostname", info.hostname),
        ("created_at", info.created_at_s),
    )
    body = "".join(_text(name, value) for name, value in fields) + _element("desc", desc)
    return '<?xml version="1.0"?>' + _element("info", body)


def stream_footer(first_s: float, last_s: float, count: int) -> str:
    """Content of a StreamFooter chunk."""
    body = (
        _text("first_timestamp", first_s)
        + _text("last_timestamp", last_s)
        + _text("sample_count", count)
    )
    return '<?xml version="1.0"?>' + _element("info", body)


def _text(name: str, value: str | float) -> str:
    return _element(name, escape(_FORBIDDEN.sub("�", str(value))))


def _element(name: str, content: str) -> str:
    return f"<{name}>{content}</{name}>"
