"""A person's calibration as this window remembers it."""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from shared.neuro.acquisition import SimulatedChoice, SourceChoice

MAX_RECORDS = 200
_HEADER_BYTES = 8
_MAX_HEADER_BYTES = 1 << 20
_METADATA = "__metadata__"


class CalibrationRecord(msgspec.Struct, frozen=True, kw_only=True):
    """Which artefact holds it, for which channels, and what it was worth.

    Attributes
    ----------
    ref : str
        `sha256:…` in the worker's store.
    labels : tuple of str
        The channels of its recording, in order.
    top5, of : float, int
        How often the right picture was among five named, of so many.
    minutes : float
        Signal that was used; 0 if unknown.
    recording : str
        Name of the file.
    made_at : str
        UTC, ISO 8601.
    """

    ref: str
    labels: tuple[str, ...]
    n_trials: int = 0
    n_dropped: int = 0
    minutes: float = 0.0
    top5: float = 0.0
    of: int = 0
    recording: str = ""
    made_at: str = ""
    simulated: bool = False


Records = Annotated[dict[str, CalibrationRecord], Meta(max_length=MAX_RECORDS)]


def person_key(subject: str, choice: SourceChoice | None) -> str:
    """What a person's calibration is kept under: the code, or which participant is simulated."""
    if not subject and isinstance(choice, SimulatedChoice):
        return f"simulated {choice.participant} {choice.level} {choice.seed}"
    return subject


def with_record(
    records: dict[str, CalibrationRecord], key: str, record: CalibrationRecord | None
) -> dict[str, CalibrationRecord]:
    """The records with another one for a person, or none; those made longest ago are forgotten."""
    others = {k: v for k, v in records.items() if k != key}
    if record is not None:
        others[key] = record
    return dict(list(others.items())[-MAX_RECORDS:])


def labels_of_file(data: bytes) -> tuple[str, ...]:
    """The channels that a calibration's file (safetensors) names.

    Raises
    ------
    ValueError
        If it is no such file.
    """
    size = int.from_bytes(data[:_HEADER_BYTES], "little")
    if not 0 < size <= min(_MAX_HEADER_BYTES, len(data) - _HEADER_BYTES):
        raise ValueError("it has no header")
    try:
        raw = data[_HEADER_BYTES : _HEADER_BYTES + size]
        header = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
        metadata = msgspec.json.decode(header[_METADATA], type=dict[str, str])
        return msgspec.json.decode(metadata["labels"], type=tuple[str, ...])
    except (KeyError, msgspec.MsgspecError) as error:
        raise ValueError("it does not name its channels") from error
