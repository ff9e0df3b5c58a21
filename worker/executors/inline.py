"""Running in this process, one item after the other."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from shared.errors import AppError, file_error
from shared.paths import default_home, sync_dir
from shared.tasks.events import Partial, Progress
from shared.tasks.spec import RESULT_FILE, TaskRequest, TaskResult, TaskSpec
from worker.engine.attempt import Attempt, AttemptContext, Resolve, failure_of
from worker.engine.devices import DeviceProbe
from worker.engine.shelf import Shelf
from worker.executors.items import BatchItem, OnProgress, Outcome, outcome_of
from worker.models.registry import ModelRegistry

OnStep = Callable[[Progress | Partial], None]


def run_inline(
    spec: TaskSpec,
    request: TaskRequest,
    out: Path,
    on_step: OnStep,
    device: DeviceProbe,
    *,
    resolve: Resolve | None = None,
    shelf: Shelf | None = None,
    durable: bool = True,
) -> tuple[TaskResult, list[Path]]:
    """Run a task here and put its files into `out`; nothing appears there unless all of it is done.

    Parameters
    ----------
    resolve : callable, optional
        Where the files of the request are; where it says they are, unless given.
    shelf : Shelf, optional
        Keeps what is loaded for the next run.
    durable : bool, optional
        Whether the files are on the disk at the end; not needed where they are sent on.

    Raises
    ------
    AppError
        What went wrong, in words.
    """
    work = out / ".partial"
    made_here = not out.exists()
    try:
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
    except OSError as error:
        raise file_error(error, out) or AppError(
            "bad_request", reason=f"{out} cannot be used as a folder: {error.strerror}."
        ) from None
    home = default_home()
    context = AttemptContext(
        spec,
        request,
        out=work,
        home=home,
        resolve=resolve or _resolve,
        find_model=ModelRegistry(home).find_or_open,
        device=device,
        shelf=shelf,
    )
    attempt = Attempt(spec, request, context, durable=durable)
    try:
        with contextlib.closing(attempt.steps()) as steps:
            for step in steps:
                on_step(step)
        assert attempt.result is not None
        return attempt.result, _publish(work, out, durable=durable)
    except OSError as error:
        raise file_error(error, out) or error from error
    finally:
        shutil.rmtree(work, ignore_errors=True)
        if made_here:
            with contextlib.suppress(OSError):  # it holds results, as it should
                out.rmdir()


def _publish(work: Path, out: Path, *, durable: bool) -> list[Path]:
    """Move the finished files to their places, `result.json` last: where it is, all else is."""
    names = sorted(path.relative_to(work) for path in work.rglob("*") if path.is_file())
    names.sort(key=lambda name: name == Path(RESULT_FILE))
    for name in names:
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (work / name).replace(out / name)
    if durable:
        sync_dir(out)
    return [out / name for name in names]


def _resolve(ref: str) -> Path:
    path = Path(ref)
    if not path.is_file():
        raise AppError("missing_file", file=ref)
    return path


class InlineExecutor:
    """Runs items in this process."""

    def __init__(self) -> None:
        self._device, self._shelf = DeviceProbe(), Shelf()

    def run(self, items: Sequence[BatchItem], on_progress: OnProgress) -> Iterator[Outcome]:
        """Yield an outcome for each item, in order."""
        for item in items:
            yield self._run_item(item, on_progress)

    def close(self) -> None:
        """Nothing to release."""

    def _run_item(self, item: BatchItem, on_progress: OnProgress) -> Outcome:
        def on_step(step: Progress | Partial) -> None:
            if isinstance(step, Progress):
                on_progress(item, step.done, step.total, step.stage)

        try:
            run_inline(
                item.spec,
                item.request,
                item.out,
                on_step,
                self._device,
                resolve=item.path,
                shelf=self._shelf,
            )
        except Exception as error:  # noqa: BLE001 - one bad item must not end the others
            return outcome_of(item, "failed", failure_of(error, self._device.known))
        return outcome_of(item)
