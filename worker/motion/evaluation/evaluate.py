"""The task `motion.evaluate`: ways of making frames, measured on windows of real clips."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from shared.paths import write_atomic
from shared.tasks.events import Progress
from shared.tasks.motion_evaluate import (
    MotionEvaluateRequest,
    MotionEvaluateResult,
    check_evaluation,
)
from worker.engine.context import TaskContext
from worker.motion.backends.base import Sampled
from worker.motion.contact_sheet import save_contact_sheet
from worker.motion.evaluation.cases import Case, WindowFacts, open_case
from worker.motion.evaluation.clips import Clip, list_clips, read_clip
from worker.motion.evaluation.measure import measure
from worker.motion.evaluation.metrics import CLIP_PX, Figures
from worker.motion.evaluation.report import markdown_table, table_rows
from worker.motion.evaluation.rows import Row, open_rows
from worker.motion.evaluation.sheet import SheetRow, draw_sheet, keep_rows
from worker.motion.evaluation.windows import Window, cut_windows

_FILES = {
    "metrics": "metrics.json",
    "windows": "windows.json",
    "table": "table.md",
    "sheet": "contact_sheet.png",
}
_JOURNAL = "windows.jsonl"


def evaluate(
    ctx: TaskContext, request: MotionEvaluateRequest
) -> Iterator[Progress | MotionEvaluateResult]:
    """Measure each backend of a request on the same windows with the same drags.

    Writes `metrics.json`, `windows.json`, `table.md` and `contact_sheet.png` into `ctx.out`, and
    while it runs a line for each window and backend into `windows.jsonl`.

    Raises
    ------
    AppError
        For a request, a folder, a clip or a model that will not do, in words.
    """
    started = time.monotonic()
    check_evaluation(request)
    clips = list_clips(Path(request.clips))
    rows = open_rows(ctx, request)
    run = _Run(ctx.out / _JOURNAL, clips, rows, request)
    for clip in clips:
        yield run.progress(f"reading {clip.name}")
        frames = read_clip(clip, request.width, request.height)
        windows = cut_windows(clip.name, frames, request.num_frames, request.windows_per_clip)
        if not windows:
            run.skip(WindowFacts(clip=clip.name, window=0, start=0, skipped="too short"))
        for window in windows:
            yield from _window(run, window, request)
        run.close_clip()
    _write(ctx.out, run, request)
    skipped = run.skipped()
    yield MotionEvaluateResult(
        files={role: name for role, name in _FILES.items() if (ctx.out / name).exists()},
        n_clips=len(clips),
        n_windows=len(run.windows) - sum(skipped.values()),
        skipped=skipped,
        seconds=round(time.monotonic() - started, 3),
    )


class _Run:
    """What a run has gathered so far; the one mutable owner."""

    def __init__(
        self, journal: Path, clips: list[Clip], rows: list[Row], request: MotionEvaluateRequest
    ) -> None:
        self.rows, self.clips = rows, clips
        self.windows: list[WindowFacts] = []
        self.figures: list[Figures] = []
        self.sheet: list[SheetRow] = []
        self._journal = journal
        self._per_clip = request.windows_per_clip * len(rows)
        self._clips_left = len(clips)
        self._done = 0.0

    def progress(self, stage: str, part: float = 0.0) -> Progress:
        """Where the run is: in windows times backends, a clip not yet read counted as full."""
        ahead = self._clips_left * self._per_clip
        # One more at the end: the intervals are still to come.
        total = max(self._done, len(self.clips) * self._per_clip - ahead) + ahead + 1
        return Progress(done=self._done + part, total=total, unit="windows", stage=stage)

    def skip(self, facts: WindowFacts) -> None:
        """Note a window that is left out."""
        self.windows.append(facts)
        self._done += len(self.rows)

    def add(self, figures: Figures) -> None:
        """Note figures, on the disk too: a run that dies leaves what it measured."""
        self.figures.append(figures)
        self._done += 1
        with self._journal.open("ab") as file:
            file.write(msgspec.json.encode(figures) + b"\n")

    def close_clip(self) -> None:
        """A clip is finished, with however few windows."""
        self._clips_left -= 1
        self._done = float((len(self.clips) - self._clips_left) * self._per_clip)

    def skipped(self) -> dict[str, int]:
        """How many windows were left out, by reason."""
        return dict(sorted(Counter(w.skipped for w in self.windows if w.skipped).items()))


def _window(run: _Run, window: Window, request: MotionEvaluateRequest) -> Iterator[Progress]:
    stage = f"{window.clip} {window.index}"
    yield run.progress(f"{stage}: tracking")
    case = open_case(window, request)
    if not isinstance(case, Case):
        run.skip(case)
        return
    run.windows.append(case.facts())
    last: dict[str, np.ndarray] = {}
    for row in run.rows:
        here = f"{stage}: {row.name}"
        yield run.progress(here)

        def on_sample(event: Sampled, here: str = here) -> Progress:
            return run.progress(here, min(event.done / max(event.total, 1), 0.99))

        figures, last[row.name] = yield from measure(case, row, on_sample, request.zero_drags)
        run.add(figures)
    line = SheetRow(
        clip=window.clip,
        window=window.index,
        first=window.frames[0],
        truth=window.frames[-1],
        paths=case.truth.xy[:, case.truth.dragged],
        last=last,
    )
    run.sheet = keep_rows(run.sheet, line)


def _write(out: Path, run: _Run, request: MotionEvaluateRequest) -> None:
    rows = table_rows(run.figures, request.backends, request.seed)
    settings = msgspec.to_builtins(request)
    del settings["clips"]  # a path of this machine; the clips' hashes say what was measured
    measured = Counter(window.clip for window in run.windows if not window.skipped)
    document = {
        "rows": rows,
        "settings": settings,
        "lost_point_px": CLIP_PX,
        "clips": [
            {"name": clip.name, "sha256": clip.sha256(), "n_windows": measured[clip.name]}
            for clip in run.clips
        ],
        "skipped": run.skipped(),
    }
    _write_json(out / _FILES["metrics"], document)
    _write_json(out / _FILES["windows"], {"windows": run.windows, "figures": run.figures})
    write_atomic(out / _FILES["table"], markdown_table(rows).encode())
    if run.sheet:
        save_contact_sheet(out / _FILES["sheet"], draw_sheet(run.sheet))
    # All of it is in windows.json now.
    (out / _JOURNAL).unlink(missing_ok=True)


def _write_json(path: Path, value: Any) -> None:
    write_atomic(path, msgspec.json.format(msgspec.json.encode(value), indent=1) + b"\n")
