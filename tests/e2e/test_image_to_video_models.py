"""Backends on diffusers' pipelines through a real host and engine, with tiny random weights."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.doubles.hosts import HostProcess, wait_until
from tests.doubles.pipelines import save_ltx, save_wan
from tests.e2e.test_commands import jobs, worker

DRAGS = {
    "width": 64,
    "height": 48,
    "frames": 8,
    "layers": [{"points": [[20, 20], [40, 28]], "mask": "mask.png"}],
    "prompt": "a wave",
}
ENDED = ("succeeded", "failed", "cancelled", "quarantined")


@pytest.fixture(scope="module")
def tiny_wan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_wan(tmp_path_factory.mktemp("tiny") / "wan")


@pytest.fixture
def arguments(sample_picture: Path, tmp_path: Path) -> list[str]:
    mask = np.zeros((48, 64), np.uint8)
    mask[10:34, 8:32] = 255
    Image.fromarray(mask).save(tmp_path / "mask.png")
    drags = tmp_path / "drags.json"
    drags.write_text(json.dumps(DRAGS))
    return ["motion.render", "--image", str(sample_picture), "--drags", str(drags)]


@pytest.fixture
def home(engine_host: HostProcess) -> Path:
    return engine_host.home


def add_model(home: Path, name: str, kind: str, folder: Path) -> None:
    added = worker("models", "add", name, "--kind", kind, "--path", folder, "--home", home)
    assert added.returncode == 0, added.stderr


def submit(home: Path, arguments: list[str], *options: str) -> str:
    submitted = worker("submit", *arguments, *options, "--home", home)
    assert submitted.returncode == 0, submitted.stderr
    return submitted.stdout.strip()


def ended(home: Path, job_id: str) -> dict[str, Any]:
    wait_until(lambda: jobs(home)[job_id]["state"] in ENDED, "the job ends", timeout_s=90)
    return jobs(home)[job_id]


@pytest.mark.parametrize(
    ("backend", "kind"), [("ttm", "image-to-video"), ("wan-move", "wan-move"), ("ati", "ati")]
)
def test_backend_renders_in_the_engine(
    home: Path, tiny_wan: Path, arguments: list[str], backend: str, kind: str
) -> None:
    add_model(home, f"tiny-{backend}", kind, tiny_wan)
    options = ["--backend", backend, "--steps", "3", "--seed", "7", "--save-frames"]
    options += ["--model", f"tiny-{backend}"]
    job = ended(home, submit(home, arguments, *options))
    assert job["state"] == "succeeded", job
    folder = Path(job["result_dir"])
    result = json.loads((folder / "result.json").read_text())
    assert result["backend"] == backend
    assert result["steps"] == 3
    assert result["prompt"] == "a wave"
    frames = sorted((folder / "frames").iterdir())
    assert len(frames) == 8
    shown = np.stack([np.asarray(Image.open(path)) for path in frames])
    assert shown.shape == (8, 48, 64, 3)
    assert (folder / "video.mp4").stat().st_size > 500


def test_a_damaged_model_fails_its_job_in_words_and_the_engine_lives_on(
    engine_host: HostProcess, home: Path, arguments: list[str], tmp_path: Path
) -> None:
    folder = save_ltx(tmp_path / "ltx")
    add_model(home, "broken", "image-to-video", folder)
    weights = folder / "transformer" / "diffusion_pytorch_model.safetensors"
    weights.write_bytes(weights.read_bytes()[:500])
    options = ["--backend", "ttm", "--model", "broken", "--steps", "2"]
    job = ended(home, submit(home, arguments, *options))
    assert job["state"] == "failed", job
    assert job["attempts"] == 1
    assert "transformer" in json.dumps(job)
    pid = engine_host.engine_pid()
    after = ended(home, submit(home, arguments))
    assert after["state"] == "succeeded"
    assert engine_host.engine_pid() == pid


def test_a_render_is_cancelled_between_its_steps(
    engine_host: HostProcess, home: Path, tiny_wan: Path, arguments: list[str]
) -> None:
    add_model(home, "long", "wan-move", tiny_wan)
    options = ["--backend", "wan-move", "--model", "long", "--steps", "200"]
    job_id = submit(home, arguments, *options)
    wait_until(lambda: jobs(home)[job_id]["state"] == "running", "the job runs")
    assert worker("cancel", job_id, "--home", home).returncode == 0
    assert ended(home, job_id)["state"] == "cancelled"
    pid = engine_host.engine_pid()
    assert ended(home, submit(home, arguments))["state"] == "succeeded"
    assert engine_host.engine_pid() == pid, "the engine needed no restart"
