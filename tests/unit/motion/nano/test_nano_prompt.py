"""What a prompt does in the nano backend, with and without drags."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from shared.tasks.motion import DragLayer
from tests.doubles.nano import set_camera, tiny_nano
from tests.unit.motion.nano.conftest import ARROW, PIN, JobMaker, StubSampler, frames_of, learned
from worker.motion.dragnuwa.nano import save_nano


def test_a_prompt_alone_is_something_asked(make_job: JobMaker, calls: list[int]) -> None:
    job = make_job(layers=(), prompt="it snows")
    frames = frames_of(job)
    assert calls
    np.testing.assert_array_equal(frames[0], job.scene.still)
    assert not np.array_equal(frames[4], job.scene.still)


def moving_nano(folder: Path, right: float) -> Path:
    nano = tiny_nano()
    set_camera(nano, right, 0.0, 0.0, 0.0)
    save_nano(folder, nano)
    return folder


def test_the_prompts_camera_moves_a_picture_on_which_nothing_is_drawn(
    make_job: JobMaker, stub: StubSampler, tmp_path: Path
) -> None:
    folder = moving_nano(tmp_path / "pans", 2.5)  # a quarter of the height: 18 px
    job = make_job(layers=(), model=folder, prompt="the camera pans")
    frames = frames_of(job).astype(int)
    assert np.abs(frames[7][:, 18:] - job.scene.still[:, :-18]).max() <= 1
    assert stub.maps[0][:, 0].any(), "the network is told of the flow"


@pytest.mark.parametrize("layers", [(ARROW,), (PIN,)], ids=["drag", "pin"])
def test_what_is_drawn_outranks_the_prompts_camera(
    make_job: JobMaker, stub: StubSampler, tmp_path: Path, layers: tuple[DragLayer, ...]
) -> None:
    folder = moving_nano(tmp_path / "pans", 2.5)
    job = make_job(layers=layers, model=folder, prompt="the camera pans")
    np.testing.assert_array_equal(frames_of(job), learned(job, job.scene))


def test_without_drags_the_network_is_told_that_there_is_no_trajectory(
    make_job: JobMaker, stub: StubSampler
) -> None:
    frames_of(make_job(layers=(), prompt="it snows"))
    frames_of(make_job(prompt="it snows"))
    silent, told = stub.maps
    assert not silent[:, [0, 1, 2, 3, 6]].any()
    assert torch.all(silent[:, 4] == 1), "a picture at rest is sure"
    assert torch.all(silent[:, 5] == 1)
    assert torch.all(told[:, 5:] == 1)
