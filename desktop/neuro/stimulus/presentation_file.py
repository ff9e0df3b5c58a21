"""The report of a run as a file: what goes into it, and where it is saved."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import msgspec

from desktop.neuro.stimulus.player import RunReport
from desktop.neuro.stimulus.session_run import Order
from shared.neuro.acquisition import RECORDINGS_FOLDER
from shared.neuro.stimulus.description import set_digest
from shared.neuro.stimulus.photodiode import PhotodiodeReport
from shared.neuro.stimulus.pictures import Picture
from shared.neuro.stimulus.presentation import Presentation
from shared.neuro.stimulus.refresh import RefreshReport
from shared.paths import default_home


@dataclass
class RunFile:
    """One run that has begun, and the file that tells of it.

    Attributes
    ----------
    path : Path or None
        None as long as no place was found for it.
    asked_at : str
        When the question about seizures was answered (UTC); empty if none was needed.
    """

    order: Order
    path: Path | None = None
    recording: str = ""
    asked_at: str = ""
    refresh: RefreshReport | None = None
    photodiode: PhotodiodeReport | None = None
    began_at: str = field(default_factory=lambda: utc_now())
    report: RunReport | None = None

    def presentation(self) -> Presentation:
        """The file's content as it is now."""
        order, report = self.order, self.report
        assessment = order.assessment
        options, place = assessment.options, assessment.placement
        plan, verdict = assessment.plan, assessment.verdict
        assert plan is not None and verdict is not None
        pictures = order.loaded.pictures
        document = Presentation(
            recording=self.recording,
            began_at=self.began_at,
            source=order.loaded.source.kind,
            pictures=tuple(_without_path(picture) for picture in pictures),
            digest=set_digest(pictures),
            settings=plan.settings,
            screen=place.screen,
            screen_name=order.stage.screen.name(),
            is_full_screen=order.stage.is_full,
            size=options.size,
            unit=options.unit,
            has_patch=options.has_patch,
            frame_hz=1 / assessment.frame_s,
            refresh=self.refresh,
            offset_ms=options.offset_ms,
            flashes=verdict,
            asked_at=self.asked_at,
            n_planned=len(plan.trials) - plan.n_targets,
            photodiode=self.photodiode,
        )
        return document if report is None else _with_report(document, report)


def _without_path(picture: Picture) -> Picture:
    """Folders may be named after people."""
    return msgspec.structs.replace(picture, file=Path(picture.file).name if picture.file else "")


def _with_report(document: Presentation, report: RunReport) -> Presentation:
    # A single change has no jitter, and JSON no NaN.
    timing = report.timing if report.timing.n > 1 else None
    return msgspec.structs.replace(
        document,
        outcome=report.outcome,
        n_planned=report.n_planned,
        n_shown=report.n_shown,
        n_targets=report.n_targets,
        n_hits=report.n_hits,
        n_false=report.n_false,
        n_pauses=report.n_pauses,
        timing=timing,
        shown=report.shown,
    )


def utc_now() -> str:
    """Now, ISO 8601, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def free_path(recording: Path | None, home: Path | None = None) -> Path:
    """Where the next report goes: beside the recording, or into the folder of recordings.

    A folder that is missing is made; an existing file is never chosen.
    """
    if recording is not None and recording.parent.is_dir():
        folder, stem = recording.parent, recording.stem
    else:
        folder = (home or default_home()) / RECORDINGS_FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        stem = recording.stem if recording is not None else datetime.now().strftime("%Y-%m-%d")
    candidates = (folder / f"{stem}_pictures-{number}.json" for number in count(1))
    return next(path for path in candidates if not path.exists())
