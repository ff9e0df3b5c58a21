"""Model folders that are of the wrong kind, incomplete or damaged are refused in words."""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from shared.errors import AppError
from tests.unit.motion.backends.conftest import JobMaker
from tests.unit.motion.conftest import FakeContext
from worker.motion.backends import ati, ttm, wan_move
from worker.motion.backends.base import Made, Sampled
from worker.motion.latents import folder as folder_module

Folder = Callable[..., Path]


@pytest.fixture
def wan(model_folder: Folder, tmp_path: Path) -> Path:
    """A copy to damage."""
    return Path(shutil.copytree(model_folder("wan"), tmp_path / "wan"))


@pytest.fixture
def refusal(make_job: JobMaker, tmp_path: Path) -> Callable[..., str]:
    def refuse(model: Path, backend: Any = ttm) -> str:
        with pytest.raises(AppError) as caught:
            list(backend.make_frames(FakeContext(tmp_path), make_job(model=model)))
        assert caught.value.code == "bad_model"
        return str(caught.value)

    return refuse


def index_of(model: Path) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((model / "model_index.json").read_text())
    return value


def test_a_folder_of_another_kind(refusal: Callable[..., str], wan: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "model_index.json" in refusal(tmp_path / "empty")
    index = index_of(wan) | {"_class_name": "StableDiffusionPipeline"}
    (wan / "model_index.json").write_text(json.dumps(index))
    assert "StableDiffusionPipeline" in refusal(wan)


@pytest.mark.parametrize("backend", [wan_move, ati])
def test_tracks_need_a_wan_with_condition_latents(
    refusal: Callable[..., str], model_folder: Folder, backend: Any
) -> None:
    assert "WanImageToVideoPipeline" in refusal(model_folder("cogvideox"), backend)
    assert "2.1" in refusal(model_folder("wan", layout="5b"), backend)


def test_a_damaged_part_is_named(refusal: Callable[..., str], wan: Path) -> None:
    weights = wan / "transformer" / "diffusion_pytorch_model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    assert "transformer" in refusal(wan)


def test_a_part_that_lacks_weights_is_refused(refusal: Callable[..., str], wan: Path) -> None:
    from safetensors.torch import load_file, save_file

    weights = wan / "vae" / "diffusion_pytorch_model.safetensors"
    tensors = load_file(weights)
    gone = sorted(tensors)[3]
    save_file({name: value for name, value in tensors.items() if name != gone}, weights)
    text = refusal(wan)
    assert "vae" in text
    assert gone in text


def test_pickled_weights_are_never_read(
    refusal: Callable[..., str], wan: Path, tmp_path: Path
) -> None:
    weights = wan / "transformer" / "diffusion_pytorch_model.safetensors"
    weights.unlink()
    torch.save({}, wan / "transformer" / "diffusion_pytorch_model.bin")
    assert "safetensors" in refusal(wan)


def test_code_in_a_folder_is_never_run(refusal: Callable[..., str], wan: Path) -> None:
    (wan / "scheduler" / "mine.py").write_text("raise SystemExit('this was run')")
    index = index_of(wan) | {"scheduler": ["mine", "Scheduler"]}
    (wan / "model_index.json").write_text(json.dumps(index))
    assert "code from models is never run" in refusal(wan)


def test_a_scheduler_of_second_order_is_refused(refusal: Callable[..., str], wan: Path) -> None:
    from diffusers import HeunDiscreteScheduler

    HeunDiscreteScheduler().save_pretrained(wan / "scheduler")
    index = index_of(wan) | {"scheduler": ["diffusers", "HeunDiscreteScheduler"]}
    (wan / "model_index.json").write_text(json.dumps(index))
    assert "HeunDiscreteScheduler" in refusal(wan)


def test_out_of_memory_while_loading_goes_up_as_it_is(
    wan: Path, make_job: JobMaker, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from diffusers import WanTransformer3DModel

    def full(*_: object, **__: object) -> None:
        raise torch.OutOfMemoryError("full")

    monkeypatch.setattr(WanTransformer3DModel, "from_pretrained", full)
    with pytest.raises(torch.OutOfMemoryError):
        list(ttm.make_frames(FakeContext(tmp_path), make_job(model=wan)))


def test_weights_on_a_cpu_are_warned_of(
    wan: Path, make_job: JobMaker, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    making = ttm.make_frames(FakeContext(tmp_path), make_job(model=wan))
    with caplog.at_level(logging.WARNING):
        while True:
            event = next(making)
            if isinstance(event, Sampled) and event.stage != "loading":
                break
    making.close()
    assert "GB of weights on a CPU" in caplog.text


def test_a_folder_of_ltx_that_names_its_text_pipeline_works(
    model_folder: Folder, make_job: JobMaker, tmp_path: Path
) -> None:
    ltx = Path(shutil.copytree(model_folder("ltx"), tmp_path / "ltx"))
    index = index_of(ltx) | {"_class_name": "LTXPipeline"}
    (ltx / "model_index.json").write_text(json.dumps(index))
    events = list(ttm.make_frames(FakeContext(tmp_path), make_job(model=ltx)))
    assert len([event for event in events if isinstance(event, Made)]) == 9


class _Card:
    """A stand-in for the pipeline on a device with little memory."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str]] = []
        self.vae = self

    def enable_tiling(self) -> None:
        self.calls.append(("tiling", ""))

    def to(self, device: str) -> None:
        self.calls.append(("to", device))

    def enable_model_cpu_offload(self, device: str) -> None:
        self.calls.append(("offload", device))


@pytest.mark.parametrize(
    ("free", "expected"), [(10**9, "to"), (5000, "offload"), (3000, "offload")]
)
def test_weights_larger_than_the_free_memory_go_to_the_gpu_in_turn(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, free: int, expected: str
) -> None:
    monkeypatch.setattr(torch.cuda, "mem_get_info", lambda device: (free, 10**10))
    part = torch.nn.Linear(32, 31, bias=True)  # 1023 numbers of 4 bytes
    card = _Card()
    context = FakeContext(tmp_path, device="cuda:0")
    folder_module._place(context, card, {"part": part})
    assert card.calls == [("tiling", ""), (expected, "cuda:0")]
