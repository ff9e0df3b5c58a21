"""From what a person chose to a source that can be read."""

from __future__ import annotations

import time
from pathlib import Path

import msgspec

from shared.errors import AppError
from shared.neuro.acquisition import (
    BoardChoice,
    FileChoice,
    LslChoice,
    SimulatedChoice,
    SourceChoice,
)
from worker.neuro.sources.base import Source


def check_trust(choice: SourceChoice, *, trusted: bool) -> None:
    """Refuse what only a client on this computer may ask for: files of it.

    Raises
    ------
    AppError
        `bad_field` naming the file.
    """
    path = choice.path if isinstance(choice, FileChoice) else ""
    if isinstance(choice, BoardChoice):
        path = choice.file
    if path and not trusted:
        limit = "a file of the worker's computer can only be named by a window on that computer"
        raise AppError("bad_field", field="file", value=path, limit=limit)


def make_source(choice: SourceChoice) -> Source:
    """The source, not yet opened.

    Raises
    ------
    AppError
        `bad_field`, `missing_file` or `bad_recording`.
    """
    match choice:
        case LslChoice():
            return _lsl(choice)
        case BoardChoice():
            from worker.neuro.sources.brainflow import BoardSettings, BrainFlowSource

            return BrainFlowSource(msgspec.convert(_fields(choice), BoardSettings))
        case FileChoice():
            from worker.neuro.files.reader import read_recording
            from worker.neuro.sources.player import PlayerSource

            recording = read_recording(Path(choice.path))
            return PlayerSource(recording, speed=choice.speed, loop=choice.loop)
        case SimulatedChoice():
            from worker.neuro.simulation.participant import Participant, SimulationSettings
            from worker.neuro.sources.simulated import SimulatedSource

            settings = msgspec.convert(_fields(choice), SimulationSettings)
            return SimulatedSource(Participant(settings), clock=time.monotonic)


def _lsl(choice: LslChoice) -> Source:
    from worker.neuro.sources.lsl import LslSource
    from worker.neuro.sources.lsl_streams import StreamQuery

    query = StreamQuery(choice.name, choice.kind, choice.source_id)
    if query == StreamQuery():
        limit = "give the stream's name, its type or its source id"
        raise AppError("bad_field", field="name", value="nothing", limit=limit)
    return LslSource(query, markers=choice.markers)


def _fields(choice: SourceChoice) -> dict[str, object]:
    return {name: getattr(choice, name) for name in choice.__struct_fields__}
