"""Time-to-Move, Wan-Move and ATI from a job to its frames, on tiny random weights."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from shared.motion.backends import BackendName
from shared.tasks.motion import DragLayer
from tests.unit.motion.backends.conftest import JobMaker, box_mask
from tests.unit.motion.conftest import FakeContext
from worker.motion.backends.base import Made, RenderJob, Sampled
from worker.motion.backends.choice import load_backend
from worker.motion.latents import folder

CASES: list[tuple[BackendName, str, dict[str, str]]] = [
    ("ttm", "svd", {}),
    ("ttm", "cogvideox", {}),
    ("ttm", "cogvideox-learned", {}),
    ("ttm", "ltx", {}),
    ("ttm", "wan", {}),
    ("ttm", "wan", {"layout": "2.2", "solver": "euler"}),
    ("wan-move", "wan", {}),
    ("wan-move", "wan", {"layout": "2.2", "solver": "euler"}),
    ("ati", "wan", {}),
    ("ati", "wan", {"layout": "2.2", "solver": "euler"}),
]
TRACKED: list[BackendName] = ["wan-move", "ati"]
Folder = Callable[..., Path]


def frames_of(backend: BackendName, job: RenderJob) -> np.ndarray:
    making = load_backend(backend)(FakeContext(Path()), job)
    return np.stack([event.frame for event in making if isinstance(event, Made)])


@pytest.mark.parametrize(
    ("backend", "name", "options"), CASES, ids=lambda value: str(value).replace(" ", "")
)
def test_steps_are_told_and_frames_come_in_order(
    make_job: JobMaker,
    model_folder: Folder,
    backend: BackendName,
    name: str,
    options: dict[str, str],
) -> None:
    job = make_job(model=model_folder(name, **options), num_frames=10, width=90, text_guidance=3.0)
    events = list(load_backend(backend)(FakeContext(Path()), job))
    made = [event for event in events if isinstance(event, Made)]
    told = [event for event in events if isinstance(event, Sampled)]
    assert [frame.index for frame in made] == list(range(10))
    assert {(frame.frame.shape, frame.frame.dtype.name) for frame in made} == {
        ((64, 90, 3), "uint8")
    }
    assert events[-10:] == made, "frames come when the steps are done"
    steps = [event.done for event in told if event.stage in ("sampling", "decoding")]
    assert sorted(set(steps)) == list(range(1, max(steps) + 1))
    assert all(event.done < event.total for event in told)


@pytest.mark.parametrize(("backend", "name"), [("ttm", "wan"), ("ttm", "ltx"), ("wan-move", "wan")])
def test_a_seed_repeats_its_frames_and_another_does_not(
    make_job: JobMaker, model_folder: Folder, backend: BackendName, name: str
) -> None:
    model = model_folder(name)
    first = frames_of(backend, make_job(model=model, seed=3))
    assert np.array_equal(first, frames_of(backend, make_job(model=model, seed=3)))
    assert not np.array_equal(first, frames_of(backend, make_job(model=model, seed=4)))


@pytest.mark.parametrize("backend", ["ttm", *TRACKED])
def test_drags_and_prompt_change_the_frames(
    make_job: JobMaker, model_folder: Folder, backend: BackendName
) -> None:
    folder = model_folder("wan")
    masks = {0: box_mask(20, 12, 60, 52)}
    layer = DragLayer(points=((40, 30), (60, 34)), mask="mask")
    other = DragLayer(points=((40, 30), (20, 20)), mask="mask")
    one = frames_of(backend, make_job(layer, masks=masks, model=folder, steps=8))
    two = frames_of(backend, make_job(other, masks=masks, model=folder, steps=8))
    assert not np.array_equal(one, two)
    said = make_job(layer, masks=masks, model=folder, steps=8, prompt="other words")
    assert not np.array_equal(one, frames_of(backend, said))


def test_motion_guidance_is_how_strongly_wan_move_writes(
    make_job: JobMaker, model_folder: Folder
) -> None:
    folder = model_folder("wan")
    off = frames_of("wan-move", make_job(model=folder, motion_guidance=0.0))
    on = frames_of("wan-move", make_job(model=folder, motion_guidance=1.0))
    still = DragLayer(role="camera", points=((0, 0),))
    # Without strength nothing is written, as without tracks that move.
    assert np.array_equal(
        off, frames_of("wan-move", make_job(still, model=folder, motion_guidance=0.0))
    )
    assert not np.array_equal(off, on)


@pytest.mark.parametrize(("backend", "name"), [("ttm", "svd"), ("ttm", "ltx"), ("ati", "wan")])
def test_a_render_that_is_closed_between_steps_leaves_no_thread(
    make_job: JobMaker, model_folder: Folder, backend: BackendName, name: str
) -> None:
    making = load_backend(backend)(FakeContext(Path()), make_job(model=model_folder(name), steps=6))
    for event in making:
        assert isinstance(event, Sampled)
        if event.stage == "sampling" and event.done == 2:
            break
    making.close()
    assert "pipeline" not in {thread.name for thread in threading.enumerate()}


@pytest.mark.parametrize("after", [7, 1000])
@pytest.mark.parametrize(("backend", "name"), [("ttm", "wan"), ("ttm", "svd"), ("wan-move", "wan")])
def test_the_model_goes_when_its_last_step_is_done_or_it_is_closed(
    make_job: JobMaker,
    model_folder: Folder,
    monkeypatch: pytest.MonkeyPatch,
    backend: BackendName,
    name: str,
    after: int,
) -> None:
    kept: list[weakref.ref[Any]] = []
    place = folder._place

    def placing(ctx: Any, pipe: Any, parts: dict[str, Any]) -> None:
        kept.extend(weakref.ref(part) for part in parts.values())
        place(ctx, pipe, parts)

    monkeypatch.setattr(folder, "_place", placing)
    making = load_backend(backend)(FakeContext(Path()), make_job(model=model_folder(name)))
    gc.disable()  # gigabytes must not wait for Python's next look
    try:
        for count, event in enumerate(making):
            if isinstance(event, Made) or count == after:
                break
        if not isinstance(event, Made):
            assert all(ref() is not None for ref in kept)
            making.close()
        assert kept
        assert [type(ref()) for ref in kept if ref() is not None] == []
    finally:
        gc.enable()
        making.close()


@pytest.fixture
def condition_seen(monkeypatch: pytest.MonkeyPatch) -> list[torch.Tensor]:
    """The condition channels [1, 20, F', h, w] of every call of Wan's transformer."""
    seen: list[torch.Tensor] = []
    place = folder._place

    def placing(ctx: Any, pipe: Any, parts: dict[str, Any]) -> None:
        def look(_: Any, __: Any, options: dict[str, Any]) -> None:
            seen.append(options["hidden_states"][:, 16:].clone())

        parts["transformer"].register_forward_pre_hook(look, with_kwargs=True)
        place(ctx, pipe, parts)

    monkeypatch.setattr(folder, "_place", placing)
    return seen


# From cell (row 2, column 2) to (4, 7) of 8 px; the grid's point in the mask, (24, 24), goes along.
ACROSS = DragLayer(points=((20, 20), (60, 36)), mask="mask", interpolation="linear")
ACROSS_MASKS = {0: box_mask(12, 12, 28, 28)}


def test_wan_move_shows_its_model_the_start_at_the_end_of_each_track(
    make_job: JobMaker, model_folder: Folder, condition_seen: list[torch.Tensor]
) -> None:
    job = make_job(ACROSS, masks=ACROSS_MASKS, model=model_folder("wan"))
    frames_of("wan-move", job)
    assert len(condition_seen) == 4
    condition = condition_seen[-1][0]
    assert torch.equal(condition[4:, 2, 4, 7], condition[4:, 0, 2, 2])
    assert torch.equal(condition[4:, 2, 5, 8], condition[4:, 0, 3, 3])
    assert not torch.equal(condition[4:, 2, 2, 2], condition[4:, 0, 2, 2])
    assert condition[:4, 0].eq(1).all()
    assert condition[:4, 1:].eq(0).all()


def test_ati_shows_its_model_each_track_where_it_is(
    make_job: JobMaker, model_folder: Folder, condition_seen: list[torch.Tensor]
) -> None:
    job = make_job(ACROSS, masks=ACROSS_MASKS, model=model_folder("wan"))
    frames_of("ati", job)
    weights = condition_seen[-1][0, :4]
    assert weights[:, 0].eq(1).all()
    assert torch.equal(weights[0], weights[3])
    # The mean of frames 5 to 8 (to a third of a frame): (52.5, 33) px, of cells from edge to edge.
    rows = torch.linspace(0, 64, 8)
    columns = torch.linspace(0, 96, 12)
    row, column = divmod(int(weights[0, 2].argmax()), 12)
    assert abs(float(rows[row]) - 33) <= 64 / 7
    assert abs(float(columns[column]) - 52.5) <= 96 / 11
    assert weights[0, 2, 0, 0] < 1e-6


@pytest.mark.parametrize(
    ("backend", "name", "options"), CASES, ids=lambda value: str(value).replace(" ", "")
)
def test_the_precision_of_a_gpu_gives_nearly_the_same_frames(
    make_job: JobMaker,
    model_folder: Folder,
    monkeypatch: pytest.MonkeyPatch,
    backend: BackendName,
    name: str,
    options: dict[str, str],
) -> None:
    job = make_job(model=model_folder(name, **options), steps=2)
    exact = frames_of(backend, job).astype(float)
    dtype = folder.weights_dtype
    monkeypatch.setattr(folder, "weights_dtype", lambda _, pipeline: dtype("cuda:0", pipeline))
    half = frames_of(backend, job).astype(float)
    assert np.abs(half - exact).max() > 0
    assert np.abs(half - exact).mean() < 3.0
