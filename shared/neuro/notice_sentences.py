"""What the acquisition of EEG tells besides errors, by code; English, as the command line says it.

The window translates by code. `what` and `reasons` are lists of codes, joined by commas.
"""

from __future__ import annotations

from collections.abc import Mapping

from shared.errors import Param

NOTICE_SENTENCES: dict[str, str] = {
    "no_samples": "No samples for {seconds} s.",
    "samples_again": "Samples again after {seconds} s.",
    "stream_lost": "The stream {name} has ended. Waiting for it to return.",
    "stream_back": "The stream {name} is back.",
    "stream_changed": "The stream {name} came back with another {what}. It is not recorded;"
    " start again to use it.",
    "stream_stranger": "Another stream named {name} has appeared, with source id {source_id}."
    " It is not used.",
    "channels_unitless": "These channels have no unit of voltage and stay as sent: {channels}.",
    "no_source_id": "The stream has no source id: if it stops, it is found again by its name only.",
    "markers_joined": "Marker stream {name} joined.",
    "source_ended": "The end.",
    "packages_lost": "The board's counter says that {count} packages were lost.",
    "board_stopped_badly": "The board did not stop well: {reason}.",
    "not_recorded": "{count} samples were not recorded while the disk was full.",
    "recording_goes_on": "The recording goes on.",
    "channel_bad": "Quality: {label} is {reasons}.",
    "channel_good": "Quality: {label} is good again.",
    "not_finite": "Not finite: {label}.",
    "finite_again": "Finite again: {label} after {count} values that were no numbers.",
    "markers_outside": "{count} markers lie outside the samples.",
    "disk_room": "The disk has room for {seconds} more of this recording. Free some space.",
}
REASON_WORDS: dict[str, str] = {
    "missing": "missing",
    "flat": "flat",
    "railed": "at the limit of the amplifier",
    "line": "full of line noise",
    "loud": "loud",
    "alone": "unlike all others",
    "bridged": "bridged with another",
}


def notice_sentence(code: str, params: Mapping[str, Param]) -> str:
    """The English sentence of a code; `params` are those that the sentence names."""
    values: dict[str, Param] = dict(params)
    if code == "channel_bad":
        reasons = [REASON_WORDS.get(each, each) for each in str(values["reasons"]).split(",")]
        values["reasons"] = " and ".join(reasons)
    elif code == "stream_changed":
        values["what"] = ", another ".join(str(values["what"]).split(","))
    elif code == "disk_room":
        values["seconds"] = _long(float(values["seconds"]))
    return NOTICE_SENTENCES[code].format(**values)


def _long(seconds: float) -> str:
    return f"{seconds / 60:.0f} min" if seconds >= 60 else f"{seconds:.0f} s"
