"""The task `icl.train`: the recipe `icl` as a job, which goes on where an earlier one stopped."""

from __future__ import annotations

import hashlib
import queue
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from shared.errors import AppError
from shared.ids import sha256_file
from shared.paths import private_dir
from shared.tasks.events import Progress
from shared.tasks.icl import IclTrainRequest, IclTrainResult
from worker.engine.context import TaskContext
from worker.training.recipes import TrainingRun, load_recipe

# Stages of a training wait here for the next job that asks for the same one.
WORK, MODEL = "icl-training", "model"
_STAGES = ("stages", "data")
# Others wait so long for a step of this job at most; a stop is noticed as quickly.
_STEP_S = 0.05


def train(ctx: TaskContext, request: IclTrainRequest) -> Iterator[Progress | IclTrainResult]:
    """Run the recipe beside the engine's loop; the model is copied out when it is finished.

    Raises
    ------
    AppError
        What the recipe raises.
    """
    began = time.monotonic()
    pool = ctx.input(request.pool)
    if request.minutes is not None and request.minutes <= 0:
        raise AppError("bad_field", field="minutes", value=request.minutes, limit="above 0")
    work = private_dir(ctx.home / WORK / _name(request, pool))
    training = Training(request, pool, work)
    yield from training.steps()
    files: dict[str, str] = {}
    if training.finished:
        files = _copied(work, ctx.out / MODEL)
        shutil.rmtree(work, ignore_errors=True)
    seconds = round(time.monotonic() - began, 3)
    yield IclTrainResult(files=files, finished=training.finished, seconds=seconds)


class _Stopped(Exception):
    """The job was cancelled: leave the recipe at its next word."""


@dataclass
class Training:
    """A recipe in a thread of its own, owned by one job."""

    request: IclTrainRequest
    pool: Path
    work: Path
    finished: bool = False
    _told: queue.SimpleQueue[str] = field(default_factory=queue.SimpleQueue)
    _stop: threading.Event = field(default_factory=threading.Event)
    _error: BaseException | None = None

    def steps(self) -> Iterator[Progress]:
        """What the recipe says, as progress; closing stops it, and what it has is kept."""
        thread = threading.Thread(target=self._run, name="icl-train", daemon=True)
        thread.start()
        count, line = 0, "starting"
        try:
            while thread.is_alive():
                try:
                    line = self._told.get(timeout=_STEP_S)
                    count += 1
                except queue.Empty:
                    pass
                yield Progress(done=count, total=count + 1, unit="steps", stage=line)
        finally:
            self._stop.set()
            thread.join()
        if self._error is not None:
            raise self._error

    def _run(self) -> None:
        request = self.request
        options = {
            "pool": str(self.pool),
            "recipe": request.recipe,
            "lm": request.lm,
            "text-encoder": request.encoder,
        }
        run = TrainingRun(
            out=self.work,
            data=self.work / "data",
            resume=True,
            minutes=request.minutes,
            seed=request.seed,
            ablations=False,
            scale=1.0,
            report=self._report,
            options=options,
        )
        try:
            self.finished = load_recipe("icl")(run)
        except _Stopped:
            pass
        except BaseException as error:  # noqa: BLE001 - raised again by the job's own thread
            self._error = error

    def _report(self, line: str) -> None:
        if self._stop.is_set():
            raise _Stopped
        self._told.put(line)


def _name(request: IclTrainRequest, pool: Path) -> str:
    """A folder for all jobs that train the same: minutes do not count, the pool's content does."""
    same = msgspec.structs.replace(request, pool=sha256_file(pool), minutes=None)
    return hashlib.sha256(msgspec.json.encode(same)).hexdigest()[:16]


def _copied(work: Path, model: Path) -> dict[str, str]:
    """The model without its stages; role and name of its files."""
    shutil.copytree(work, model, ignore=shutil.ignore_patterns(*_STAGES))
    names = sorted(path.relative_to(model.parent) for path in model.rglob("*") if path.is_file())
    return {name.name: name.as_posix() for name in names}
