"""Jobs of the nano backend on a small picture, with a model that is made once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from shared.motion.scene import Scene
from shared.tasks.motion import DragLayer, Drags
from tests.doubles.nano import save_tiny_nano, tiny_nano
from tests.unit.motion.conftest import FakeContext
from worker.models.files import ModelFiles
from worker.motion.backends import nano as backend
from worker.motion.backends.base import Made, RenderJob, Sampled
from worker.motion.dragnuwa.conditions import learned_falloff
from worker.motion.dragnuwa.unet import NanoUNet

DRAWN = (128, 72)
ARROW = DragLayer(points=((50, 30), (70, 40)))
PIN = DragLayer(role="pin", points=((10, 10), (110, 60)))
JobMaker = Callable[..., RenderJob]


@pytest.fixture(scope="session")
def nano_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny_nano(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture
def make_job(nano_folder: Path) -> JobMaker:
    """One drag at 128 x 72 px and 8 frames in one step, unless told otherwise."""

    def make(
        *,
        layers: tuple[DragLayer, ...] = (ARROW,),
        masks: Mapping[int, np.ndarray] | None = None,
        size: tuple[int, int] = DRAWN,
        num_frames: int = 8,
        model: Path | None = nano_folder,
        **options: Any,
    ) -> RenderJob:
        width, height = DRAWN
        y, x = np.mgrid[0:height, 0:width]
        waves = (np.sin(x / 5) * np.cos(y / 7) + 1) * 120
        picture = np.stack([x * 1.9, y * 3.5, waves], axis=-1).astype(np.uint8)
        drags = Drags(width=width, height=height, frames=num_frames, layers=layers)
        masks = masks or {}
        return RenderJob(
            picture=picture,
            drags=drags,
            scene=Scene(picture, drags, *size, num_frames, masks),
            width=size[0],
            height=size[1],
            num_frames=num_frames,
            fps=12.0,
            masks=masks,
            model=None if model is None else ModelFiles("tiny", "motion-nano", model),
            **{"steps": 1, **options},
        )

    return make


@dataclass
class SeededContext(FakeContext):
    """Random numbers from a seed and an index, as in the engine."""

    seed: int = 0

    def rng(self, index: int) -> np.random.Generator:
        return np.random.default_rng([self.seed, index])


def events(job: RenderJob, seed: int = 0) -> list[Sampled | Made]:
    return list(backend.make_frames(SeededContext(Path(), seed=seed), job))


def frames_of(job: RenderJob, seed: int = 0) -> np.ndarray:
    made = [event for event in events(job, seed) if isinstance(event, Made) and event.final]
    assert [event.index for event in made] == list(range(job.num_frames))
    return np.stack([event.frame for event in made])


def learned(job: RenderJob, scene: Scene) -> np.ndarray:
    """The warp alone, by the fall-off of the same weights."""
    moved = scene.with_falloff(learned_falloff(tiny_nano().falloff, scene))
    return np.stack([moved.frame(t) for t in range(job.num_frames)])


@dataclass
class StubSampler:
    """Stands in for sampling: adds `change` to the warp, keeps what it was given."""

    change: float

    def __post_init__(self) -> None:
        self.noise: dict[float, list[torch.Tensor]] = {}
        self.maps: list[torch.Tensor] = []
        self.sizes: set[tuple[int, ...]] = set()
        self.counts: list[int] = []

    def __call__(
        self, model: Any, condition: Any, noise: torch.Tensor, config: Any, steps: int, *_: float
    ) -> Iterator[torch.Tensor]:
        self.counts.append(len(noise))
        self.maps.append(condition.maps)
        self.sizes.add(tuple(noise.shape[1:]))
        for time, one in zip(condition.time.tolist(), noise, strict=True):
            self.noise.setdefault(time, []).append(one)
        for _step in range(steps):
            yield condition.warp + self.change


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> StubSampler:
    sampler = StubSampler(0.0)
    monkeypatch.setattr(backend, "sample", sampler)
    return sampler


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one with each pass of the UNet."""
    passes: list[int] = []
    forward = NanoUNet.forward

    def counted(self: NanoUNet, *arguments: Any) -> torch.Tensor:
        passes.append(1)
        return forward(self, *arguments)

    monkeypatch.setattr(NanoUNet, "forward", counted)
    return passes
