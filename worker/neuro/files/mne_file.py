"""FIF, EDF, BDF, BrainVision and EEGLAB files, by way of mne."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from shared.neuro.acquisition import SessionNotes
from shared.neuro.streams import ChannelInfo, StreamInfo, microvolts_per
from worker.neuro.files.edf_texts import joined
from worker.neuro.files.event_texts import NOTE, SESSION, bad_label, session_of
from worker.neuro.files.recording import SIMULATED, Note, Recording, sorted_markers
from worker.neuro.units import scaled

# mne's convention for samples that were not recorded: their values mean nothing.
SKIP = "BAD_ACQ_SKIP"
# FIF knows Latin-1 only: mne writes every other letter by its number and leaves it so.
_CHARACTER = re.compile(r"&#(\d{1,6});")
_OPENERS = {
    ".fif": "read_raw_fif",
    ".gz": "read_raw_fif",
    ".edf": "read_raw_edf",
    ".bdf": "read_raw_bdf",
    ".vhdr": "read_raw_brainvision",
    ".set": "read_raw_eeglab",
}
# Kinds that mne keeps in volts.
_VOLTAGES = {"eeg", "eog", "ecg", "emg", "seeg", "ecog", "dbs"}


def read_mne(path: Path) -> Recording:
    """Read what mne can read.

    Voltages become microvolts; a trigger channel becomes markers; samples under `BAD_ACQ_SKIP` are
    left out, so that the times have a hole there.
    """
    import mne

    opener = getattr(mne.io, _OPENERS[path.suffix.casefold()])
    with mne.utils.use_log_level("ERROR"):
        raw = opener(path, preload=True)
        return recording_of(raw, path.stem.removesuffix(".fif"))


def recording_of(raw: Any, name: str) -> Recording:
    """What a `mne.io.Raw` holds."""
    rate_hz = float(raw.info["sfreq"])
    kinds = raw.get_channel_types()
    data_rows = [index for index, kind in enumerate(kinds) if kind != "stim"]
    data = raw.get_data(picks=data_rows)
    volts = [kinds[index] in _VOLTAGES and _has_unit(raw, index) for index in data_rows]
    factors = np.where(volts, 1e6, 1.0)
    samples = scaled(data.T, factors)
    times_s = np.arange(raw.n_times) / rate_hz
    told = _annotations(raw)
    _add_triggers(raw, kinds, told.markers)
    present = ~_skipped(raw)
    description = str(raw.info.get("description") or "")
    channels = tuple(
        ChannelInfo(
            label=raw.ch_names[index],
            kind=kinds[index].upper(),
            unit="uV" if voltage else "",
        )
        for index, voltage in zip(data_rows, volts, strict=True)
    )
    info = StreamInfo(
        name=name,
        source_id=name,
        kind="EEG",
        rate_hz=rate_hz,
        channels=channels,
        simulated=told.simulated or description.casefold().startswith(SIMULATED),
    )
    return Recording(
        info=info,
        samples=np.ascontiguousarray(samples[present]),
        times_s=times_s[present],
        markers=sorted_markers([at for at, _ in told.markers], [text for _, text in told.markers]),
        started_at=raw.info.get("meas_date"),
        bad_channels=tuple(x for x in info.labels if x in raw.info["bads"] or x in told.bad),
        notes=tuple(told.notes),
        session=told.session,
    )


def _has_unit(raw: Any, index: int) -> bool:
    """False for a channel of EDF or BDF that has no unit of voltage: mne takes it for volts."""
    given = raw._orig_units.get(raw.ch_names[index], "V") if raw._orig_units else "V"
    return microvolts_per(given) is not None


@dataclass
class _Told:
    """What annotations say: markers as (seconds from the first sample, text)."""

    markers: list[tuple[float, str]] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)
    simulated: bool = False
    session: SessionNotes | None = None


def _annotations(raw: Any) -> _Told:
    told = _Told()
    for onset_s, seconds, text in _texts(raw):
        if text.casefold() == SIMULATED and seconds > 0:
            told.simulated = True
        elif text.startswith(SESSION) and (session := session_of(text)) is not None:
            told.session = session
        elif text.startswith(NOTE) and (label := bad_label(text.removeprefix(NOTE))):
            told.bad.append(label)
        elif text.startswith(NOTE):
            told.notes.append(Note(onset_s, max(seconds, 0.0), text.removeprefix(NOTE)))
        elif text.upper().startswith("BAD") and seconds > 0:
            if text != SKIP:
                told.notes.append(Note(onset_s, seconds, text))
        elif not text.startswith("EDGE "):
            told.markers.append((onset_s, text))
    return told


def _texts(raw: Any) -> list[tuple[float, float, str]]:
    """Annotations as onset (s), length (s) and text."""
    # A FIF file can start late in its own time; annotations count from the file's zero.
    first_s = raw.first_time if raw.annotations.orig_time is not None else 0.0
    found = raw.annotations
    return joined(
        (float(onset) - first_s, float(seconds), _CHARACTER.sub(_character, str(text)))
        for onset, seconds, text in zip(found.onset, found.duration, found.description, strict=True)
    )


def _character(found: re.Match[str]) -> str:
    return chr(int(found.group(1)))


def _skipped(raw: Any) -> npt.NDArray[np.bool_]:
    """True for each sample that was not recorded, [n]."""
    rate_hz = float(raw.info["sfreq"])
    skipped = np.zeros(raw.n_times, dtype=bool)
    for onset_s, duration_s, text in _texts(raw):
        if text == SKIP:
            start = round(onset_s * rate_hz)
            skipped[max(start, 0) : start + round(duration_s * rate_hz)] = True
    return skipped


def _add_triggers(raw: Any, kinds: list[str], markers: list[tuple[float, str]]) -> None:
    import mne

    rate_hz = float(raw.info["sfreq"])
    for index, kind in enumerate(kinds):
        if kind != "stim":
            continue
        events = mne.find_events(
            raw, stim_channel=raw.ch_names[index], shortest_event=1, initial_event=True
        )
        for sample, _, code in events:
            markers.append(((sample - raw.first_samp) / rate_hz, str(code)))
