"""Stages whose whole result is one file: made once, read ever after."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from shared.errors import AppError
from shared.paths import write_atomic
from worker.icl.training.lm_session import OutOfTime
from worker.training.checkpoint import StageState, read_state, save_state
from worker.training.team import main_only

_RUN = "run.json"


@dataclass(frozen=True)
class Made:
    """A stage's result: bytes of its file, how many items they hold, and figures for the card."""

    data: bytes
    count: int
    figures: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class StageFiles:
    """Results below the folder `stages`, and who is told of them."""

    stages: Path
    report: Callable[[str], None]

    def belong_to(self, run: dict[str, str]) -> None:
        """Note what the run is, or check that it is the same as before.

        Raises
        ------
        AppError
            `bad_field` that names what differs.
        """
        path = self.stages / _RUN
        if not path.is_file():
            self.stages.mkdir(parents=True, exist_ok=True)
            write_atomic(path, msgspec.json.encode(run))
            return
        before = msgspec.json.decode(path.read_bytes(), type=dict[str, str])
        other = [name for name in run if before.get(name) != run[name]]
        if other:
            limit = f"the folder of a run with the same {', '.join(other)}; choose another folder"
            raise AppError("bad_field", field="--out", value=str(self.stages.parent), limit=limit)

    def made(self, name: str, file: str, make: Callable[[], Made]) -> bytes:
        """The file of a stage, which the main one of several processes makes for all.

        Raises
        ------
        OutOfTime
            In every process, where `make` ran out of time.
        """

        def in_time() -> bool:
            try:
                self._make(name, file, make)
            except OutOfTime:
                return False
            return True

        if not main_only(in_time):
            raise OutOfTime
        return (self.stages / name / file).read_bytes()

    def _make(self, name: str, file: str, make: Callable[[], Made]) -> None:
        folder = self.stages / name
        state = read_state(folder)
        if state is not None and state.finished:
            return
        began = time.monotonic()
        made = make()
        folder.mkdir(parents=True, exist_ok=True)
        write_atomic(folder / file, made.data)
        seconds = time.monotonic() - began
        done = StageState(
            step=made.count, tensors=file, seconds=seconds, finished=True, figures=made.figures
        )
        save_state(folder, done)
        figures = "".join(f", {key} {value:.4f}" for key, value in made.figures.items())
        self.report(f"{name}: {made.count}, {seconds:.0f} s{figures}")
