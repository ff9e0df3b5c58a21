"""The task from a folder of clips to its table."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PIL import Image

from shared.errors import AppError
from shared.tasks.events import Progress
from shared.tasks.motion_evaluate import (
    MOTION_EVALUATE,
    MotionEvaluateRequest,
    MotionEvaluateResult,
    check_evaluation,
)
from worker.engine.context import TaskContext
from worker.motion.backends import choice
from worker.motion.backends.base import Made, RenderJob, Sampled
from worker.motion.evaluation.evaluate import evaluate

ContextMaker = Callable[[Any], Any]
FAKE = "tests.unit.motion.evaluation.fake_backend"


def request_for(folder: Path, *backends: str, **changes: Any) -> MotionEvaluateRequest:
    options = {"drags": 4, "width": 128, "height": 80, "num_frames": 8, **changes}
    return MotionEvaluateRequest(clips=str(folder), backends=backends, **options)  # type: ignore[arg-type]


def run(ctx: Any, request: MotionEvaluateRequest) -> tuple[list[Progress], MotionEvaluateResult]:
    *steps, result = evaluate(ctx, request)
    assert isinstance(result, MotionEvaluateResult)
    return [step for step in steps if isinstance(step, Progress)], result


def read(ctx: Any, name: str = "metrics.json") -> Any:
    return json.loads((ctx.out / name).read_text())


class FakeBackend:
    """Adds a little to the warp, tells of two steps, and remembers its jobs."""

    def __init__(self) -> None:
        self.jobs: list[RenderJob] = []
        self.closed = 0

    def make_frames(self, _: TaskContext, job: RenderJob) -> Iterator[Sampled | Made]:
        self.jobs.append(job)
        try:
            for step in range(2):
                yield Sampled(step, 2)
            for t in range(job.num_frames):
                yield Made(t, np.zeros_like(job.scene.still), final=False)
            for t in range(job.num_frames):
                yield Made(t, np.minimum(job.scene.frame(t), 250) + np.uint8(5))
        finally:
            self.closed += 1


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeBackend:
    """A backend under the name `ati`, with a model of its kind."""
    backend = FakeBackend()
    module = SimpleNamespace(make_frames=backend.make_frames)
    monkeypatch.setitem(choice._MODULES, "ati", FAKE)
    monkeypatch.setitem(sys.modules, FAKE, module)
    return backend


def test_table_orders_the_rows_as_theory_does(clips_folder: Path, context: ContextMaker) -> None:
    request = request_for(clips_folder, "still", "gaussian", "warp", "warp-telea", "oracle")
    ctx = context(request)
    progress, result = run(ctx, request)
    assert {path.name for path in ctx.out.iterdir()} == set(result.files.values())
    assert result.n_clips == 5
    assert result.n_windows == 3
    assert result.skipped == {"no motion": 1, "too short": 1}
    document = read(ctx)
    rows = {row["backend"]: row for row in document["rows"]}
    assert list(rows) == ["still", "gaussian", "warp", "warp-telea", "oracle"]
    assert all(row["n_windows"] == 3 for row in rows.values())
    assert rows["still"]["psnr"] < rows["gaussian"]["psnr"] < rows["warp"]["psnr"]
    assert rows["warp"]["psnr"] < rows["oracle"]["psnr"]
    assert rows["still"]["epe_ctrl_px"] > 8
    assert rows["warp"]["epe_ctrl_px"] < 0.5
    assert rows["warp-telea"]["hole_psnr"] != rows["warp"]["hole_psnr"]
    # One window has a background that stands; the oracle knows no pins.
    assert rows["warp"]["n"]["leak_px"] == 1
    assert rows["still"]["leak_px"] < 0.01
    assert rows["warp"]["leak_px"] < 0.5
    assert rows["oracle"]["leak_px"] is None
    clips = {clip["name"]: clip["n_windows"] for clip in document["clips"]}
    assert clips["walker.avi"] == 1
    assert clips["standing.avi"] == 0
    assert str(clips_folder) not in (ctx.out / "metrics.json").read_text()
    assert all(step.done < step.total for step in progress)
    assert [step.done for step in progress] == sorted(step.done for step in progress)


def keep_only(folder: Path, *names: str) -> None:
    for path in folder.iterdir():
        if path.name not in names:
            path.unlink()


def test_rerun_gives_the_same_figures(
    clips_folder: Path, context: ContextMaker, tmp_path: Path
) -> None:
    keep_only(clips_folder, "chelsea.avi", "walker.avi")
    request = request_for(clips_folder, "gaussian", "warp", "oracle", zero_drags=True)
    ctx = context(request)
    run(ctx, request)
    first = ctx.out
    ctx.out = tmp_path / "again"
    ctx.out.mkdir()
    run(ctx, request)

    def without_seconds(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: without_seconds(v) for k, v in value.items() if k != "seconds"}
        return [without_seconds(item) for item in value] if isinstance(value, list) else value

    for name in ("metrics.json", "windows.json"):
        one, other = (json.loads((out / name).read_text()) for out in (first, ctx.out))
        assert without_seconds(one) == without_seconds(other)
    sheets = [(out / "contact_sheet.png").read_bytes() for out in (first, ctx.out)]
    assert sheets[0] == sheets[1]


def test_figures_of_a_window_depend_on_no_other_clip(
    clips_folder: Path, context: ContextMaker, tmp_path: Path
) -> None:
    request = request_for(clips_folder, "warp")
    ctx = context(request)
    run(ctx, request)
    together = read(ctx, "windows.json")["figures"]
    keep_only(clips_folder, "walker.avi")
    ctx.out = tmp_path / "alone"
    ctx.out.mkdir()
    run(ctx, request)
    alone = read(ctx, "windows.json")["figures"]
    expected = [figure for figure in together if figure["clip"] == "walker.avi"]
    for figure in alone + expected:
        del figure["seconds"]
    assert alone == expected
    other_seed = request_for(clips_folder, "warp", seed=9)
    ctx.out = tmp_path / "seed"
    ctx.out.mkdir()
    run(ctx, other_seed)
    assert read(ctx, "windows.json")["figures"][0]["epe_ctrl_px"] != alone[0]["epe_ctrl_px"]


def test_zero_drags_are_the_still_picture(clips_folder: Path, context: ContextMaker) -> None:
    keep_only(clips_folder, "walker.avi")
    rows = ("still", "gaussian", "warp", "warp-telea", "warp-blur", "oracle")
    request = request_for(clips_folder, *rows, zero_drags=True, blur_px=6.0)
    ctx = context(request)
    run(ctx, request)
    figures = {row["backend"]: row["zero_drags_psnr"] for row in read(ctx)["rows"]}
    assert figures.pop("oracle") is None
    assert set(figures.values()) == {100.0}


def test_backend_gets_the_drags_its_model_and_its_own_seed(
    clips_folder: Path, context: ContextMaker, fake: FakeBackend
) -> None:
    request = request_for(
        clips_folder, "warp", "ati", steps=7, model="some-model", prompt="a cat", zero_drags=True
    )
    ctx = context(request)
    progress, _ = run(ctx, request)
    # Three windows, with and without drags, and once more with pins on the walker's background.
    assert len(fake.jobs) == 3 + 3 + 1
    assert fake.closed == 7
    for job in fake.jobs:
        assert (job.width, job.height, job.num_frames, job.fps) == (128, 80, 8, 12.0)
        assert (job.steps, job.prompt) == (7, "a cat")
        assert job.text_guidance == 5.0
        assert np.array_equal(job.picture, job.scene.still)
    by_layers = [len(job.drags.layers) for job in fake.jobs]
    assert by_layers.count(0) == 3
    assert by_layers.count(4) >= 3
    pinned = [job for job in fake.jobs if any(x.role == "pin" for x in job.drags.layers)]
    assert [len(job.drags.layers[-1].points) for job in pinned] == [8]
    assert len({job.seed for job in fake.jobs}) == 3
    row = read(ctx)["rows"][1]
    # Each value is 5 higher than the still picture's.
    assert row["zero_drags_psnr"] == pytest.approx(20 * np.log10(255 / 5), abs=0.05)
    assert any(step.done != int(step.done) for step in progress), "steps are told of"


def test_run_can_stop_between_steps_and_leaves_what_it_measured(
    clips_folder: Path, context: ContextMaker, fake: FakeBackend
) -> None:
    request = request_for(clips_folder, "warp", "ati")
    ctx = context(request)
    steps = evaluate(ctx, request)
    while not fake.jobs or fake.closed < 1 or len(fake.jobs) < 2:
        next(steps)
    steps.close()  # type: ignore[attr-defined]
    assert fake.closed == len(fake.jobs)
    lines = (ctx.out / "windows.jsonl").read_text().splitlines()
    assert [json.loads(line)["backend"] for line in lines] == ["warp", "ati", "warp"]
    assert [path.name for path in ctx.out.iterdir()] == ["windows.jsonl"]


def test_contact_sheet_has_a_line_for_each_window(
    clips_folder: Path, context: ContextMaker
) -> None:
    request = request_for(clips_folder, "still", "warp")
    ctx = context(request)
    run(ctx, request)
    with Image.open(ctx.out / "contact_sheet.png") as sheet:
        assert sheet.size == (4 * 260 + 4, 3 * (2 * 80 + 22 + 4) + 4)
    assert len((ctx.out / "table.md").read_text().splitlines()) == 4


def test_folder_with_nothing_to_measure_says_so_in_figures(
    clips_folder: Path, context: ContextMaker
) -> None:
    keep_only(clips_folder, "standing.avi")
    request = request_for(clips_folder, "still", "warp")
    ctx = context(request)
    _, result = run(ctx, request)
    assert result.n_windows == 0
    assert result.skipped == {"no motion": 1}
    assert "sheet" not in result.files
    assert all(row["psnr"] is None for row in read(ctx)["rows"])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"backends": ("warp", "still", "warp")}, "backends: warp is not allowed"),
        ({"backends": ("warp-blur",)}, "blur_px: 0 is not allowed"),
        ({"backends": ("nano",), "steps": 33}, "1 to 32 steps for nano"),
        ({"backends": ("warp",), "model": "x"}, "exactly one backend that needs one"),
        ({"backends": ("nano", "ttm"), "model": "x"}, "not with 2"),
        ({"clips": ""}, "clips: "),
    ],
)
def test_bad_requests_are_refused_in_words(changes: dict[str, Any], words: str) -> None:
    options: dict[str, Any] = {"clips": "clips", **changes}
    with pytest.raises(AppError, match=words):
        check_evaluation(MotionEvaluateRequest(**options))
    assert MOTION_EVALUATE.check is check_evaluation
