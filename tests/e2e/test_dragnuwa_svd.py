"""DragNUWA 1.5 through a real host and engine, with tiny random weights."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from shared.tasks.motion import DragLayer, Drags, MotionRenderRequest
from tests.doubles.dragnuwa import save_dragnuwa, write_checkpoint
from tests.doubles.hosts import HostProcess, Watcher
from tests.e2e.test_commands import worker
from worker.models.files import ModelFiles


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> ModelFiles:
    return save_dragnuwa(tmp_path_factory.mktemp("tiny"), suffix=".pth")


@pytest.fixture
def request_for(sample_picture: Path) -> MotionRenderRequest:
    drags = Drags(width=64, height=48, layers=(DragLayer(points=((20, 20), (40, 28))),))
    return MotionRenderRequest(
        image=str(sample_picture),
        drags=drags,
        backend="dragnuwa-svd",
        steps=3,
        seed=7,
        save_frames=True,
    )


def add(home: Path, name: str, path: Path, base: Path) -> None:
    options = ["--kind", "dragnuwa-svd", "--path", path, "--base", base, "--home", home]
    added = worker("models", "add", name, *options)
    assert added.returncode == 0, added.stderr


def test_registered_checkpoint_renders_in_the_engine(
    home: Path, tiny: ModelFiles, request_for: MotionRenderRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    assert tiny.base is not None
    with HostProcess(home), Watcher(home) as watcher:
        add(home, "drag", tiny.path, tiny.base)
        states = {state.name: state for state in watcher.client.models().result(30).backends}
        assert states["dragnuwa-svd"].ready
        accepted = watcher.client.submit("motion.render", request_for).result(30)
        job = watcher.wait_ended(accepted.job_id, timeout_s=100)
        assert job.state == "succeeded", job.failure
        folder = Path(job.result_dir or "")
        result = json.loads((folder / "result.json").read_text())
        assert (result["backend"], result["steps"]) == ("dragnuwa-svd", 3)
        pictures = sorted((folder / "frames").iterdir())
        frames = np.stack([np.asarray(Image.open(path)) for path in pictures])
        assert frames.shape == (14, 48, 64, 3)
        assert frames.std() > 1


def test_wrong_checkpoint_fails_its_job_in_words(
    home: Path,
    tiny: ModelFiles,
    request_for: MotionRenderRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import torch

    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    wrong = tmp_path / "wrong.safetensors"
    write_checkpoint(wrong, {"model.diffusion_model.out.2.bias": torch.zeros(4)})
    assert tiny.base is not None
    with HostProcess(home), Watcher(home) as watcher:
        add(home, "wrong", wrong, tiny.base)
        accepted = watcher.client.submit("motion.render", request_for).result(30)
        job = watcher.wait_ended(accepted.job_id, timeout_s=100)
        assert (job.state, job.attempts) == ("failed", 1)
        assert job.failure is not None
        assert job.failure.code == "bad_model"
        assert "1 of the 488 weights (0.2 %)" in str(job.failure.params["reason"])
        assert "the first missing: model.diffusion_model." in str(job.failure.params["reason"])
