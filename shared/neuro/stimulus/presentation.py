"""What was shown in a run, when, and how well that kept to the plan: a file of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from shared.errors import AppError, file_error
from shared.neuro.stimulus.flashes import FlashVerdict
from shared.neuro.stimulus.photodiode import PhotodiodeReport
from shared.neuro.stimulus.pictures import Picture
from shared.neuro.stimulus.refresh import RefreshReport
from shared.neuro.stimulus.screen import Screen, SizeUnit
from shared.neuro.stimulus.settings import ProtocolSettings
from shared.neuro.stimulus.shown import Shown, TimingReport
from shared.paths import write_atomic

_MAX_BYTES = 64 << 20


class Presentation(msgspec.Struct, frozen=True, kw_only=True):
    """One run. Times are in s on the monotonic clock of the computer that showed it.

    Attributes
    ----------
    recording : str
        Name of the file that was being recorded; empty for none.
    began_at : str
        When it was started (UTC, ISO 8601).
    outcome : str
        `running` while pictures are shown, and ever after if the program was killed.
    source : str
        `scenes`, `shapes` or `folder`.
    pictures : tuple of Picture
        The set; files by their names only.
    digest : str
        Of the set, as in the marker `protocol/start`.
    settings : ProtocolSettings
        From which, with the set, the plan can be made again.
    size : float
        Longer side of the pictures, in `unit`.
    frame_hz : float
        The refresh that was planned for; `refresh` is what was measured before the run.
    offset_ms : float
        By which markers are later than the swap of their frame.
    asked_at : str
        When somebody said that the participant had been asked about seizures; empty for a run that
        needs no question.
    shown : tuple of Shown
        Every picture, and every gray after one.
    """

    format: Literal["vitrine-pictures"] = "vitrine-pictures"
    version: Literal[1] = 1
    recording: str = ""
    began_at: str = ""
    outcome: Literal["running", "finished", "aborted"] = "running"
    source: str = ""
    pictures: tuple[Picture, ...] = ()
    digest: str = ""
    settings: ProtocolSettings = ProtocolSettings()
    screen: Screen = Screen()
    screen_name: str = ""
    is_full_screen: bool = False
    size: float = 0.0
    unit: SizeUnit = "deg"
    has_patch: bool = False
    frame_hz: float = 0.0
    refresh: RefreshReport | None = None
    offset_ms: float = 0.0
    flashes: FlashVerdict = FlashVerdict.none()
    asked_at: str = ""
    n_planned: int = 0
    n_shown: int = 0
    n_targets: int = 0
    n_hits: int = 0
    n_false: int = 0
    n_pauses: int = 0
    timing: TimingReport | None = None
    photodiode: PhotodiodeReport | None = None
    shown: tuple[Shown, ...] = ()


def write_presentation(path: Path, presentation: Presentation) -> None:
    """Write the file, the old one whole until the new one is.

    Raises
    ------
    AppError
        `disk_full`, `read_only`, or `missing_file` if its folder is gone.
    """
    try:
        write_atomic(path, msgspec.json.format(msgspec.json.encode(presentation)))
    except FileNotFoundError as error:
        raise AppError("missing_file", file=str(path.parent)) from error
    except OSError as error:
        raise file_error(error, path) or error from error


def read_presentation(path: Path) -> Presentation:
    """Read it again.

    Raises
    ------
    AppError
        `missing_file`, or `bad_json` for a file that is something else.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(_MAX_BYTES + 1)
    except OSError as error:
        raise AppError("missing_file", file=str(path)) from error
    if len(raw) > _MAX_BYTES:
        reason = f"it is larger than {_MAX_BYTES >> 20} MB"
        raise AppError("bad_json", file=str(path), reason=reason)
    try:
        return msgspec.json.decode(raw, type=Presentation)
    except msgspec.DecodeError as error:
        raise AppError("bad_json", file=str(path), reason=str(error)) from error
