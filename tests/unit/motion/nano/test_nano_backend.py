"""The nano backend from a job to its frames, with random weights."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from shared.errors import AppError
from shared.motion.scene import Scene
from shared.tasks.motion import DragLayer
from tests.doubles.nano import set_camera, tiny_nano
from tests.unit.motion.conftest import FakeContext
from tests.unit.motion.nano.conftest import ARROW, DRAWN, JobMaker
from worker.motion.backends import nano as backend
from worker.motion.backends.base import Made, RenderJob, Sampled
from worker.motion.dragnuwa.conditions import learned_falloff
from worker.motion.dragnuwa.nano import save_nano
from worker.motion.dragnuwa.unet import NanoUNet

PIN = DragLayer(role="pin", points=((10, 10), (110, 60)))
CAMERA = DragLayer(role="camera", points=((64, 36), (72, 32)), scale=(1.0, 1.2))


@dataclass
class SeededContext(FakeContext):
    """Random numbers from a seed and an index, as in the engine."""

    seed: int = 0

    def rng(self, index: int) -> np.random.Generator:
        return np.random.default_rng([self.seed, index])


def events(job: RenderJob, seed: int = 0) -> list[Sampled | Made]:
    return list(backend.make_frames(SeededContext(Path(), seed=seed), job))


def frames_of(job: RenderJob, seed: int = 0) -> np.ndarray:
    made = [event for event in events(job, seed) if isinstance(event, Made)]
    assert [event.index for event in made] == list(range(job.num_frames))
    assert all(event.final for event in made)
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


@pytest.mark.parametrize("layers", [(), (PIN,), (DragLayer(points=((9, 9), (9, 9))),)])
@pytest.mark.parametrize(
    ("size", "prompt"), [(DRAWN, ""), ((100, 178), " "), ((640, 360), "镜头拉近")]
)
def test_nothing_asked_gives_the_picture_bit_for_bit(
    make_job: JobMaker,
    calls: list[int],
    layers: tuple[DragLayer, ...],
    size: tuple[int, int],
    prompt: str,
) -> None:
    """A prompt without a word that the model can read asks for nothing."""
    job = make_job(layers=layers, size=size, prompt=prompt)
    frames = frames_of(job)
    np.testing.assert_array_equal(frames, np.broadcast_to(job.scene.still, frames.shape))
    assert not calls


def test_a_prompt_alone_is_something_asked(make_job: JobMaker, calls: list[int]) -> None:
    job = make_job(layers=(), prompt="it snows")
    frames = frames_of(job)
    assert calls
    np.testing.assert_array_equal(frames[0], job.scene.still)
    assert not np.array_equal(frames[4], job.scene.still)


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(make_job: JobMaker) -> None:
    job = make_job(steps=2)
    first, again, other = frames_of(job, 3), frames_of(job, 3), frames_of(job, 4)
    np.testing.assert_array_equal(first, again)
    np.testing.assert_array_equal(first[0], other[0])
    for t in range(1, 8):
        assert not np.array_equal(first[t], other[t])


def test_closing_between_steps_stops_the_network(make_job: JobMaker, calls: list[int]) -> None:
    making: Generator[Sampled | Made, None, None] = backend.make_frames(
        SeededContext(Path()), make_job(steps=6)
    )
    first = next(making)
    assert isinstance(first, Made)
    assert not calls, "the first frame waits for no step"
    for done in (1, 2):
        assert next(making) == Sampled(done, 6)
        assert len(calls) == done, "one step between two reports"
    making.close()
    assert len(calls) == 2


def test_steps_are_told_and_guidance_costs_its_passes(make_job: JobMaker, calls: list[int]) -> None:
    job = make_job(num_frames=20, steps=2, text_guidance=3.0, prompt="a wave")
    told = [event for event in events(job) if isinstance(event, Sampled)]
    assert told == [Sampled(done, 4) for done in (1, 2, 3, 4)], "two runs of frames, two steps each"
    assert len(calls) == 8


@pytest.mark.parametrize(("count", "runs"), [(8, [8]), (14, [14]), (17, [17]), (40, [19, 20, 9])])
def test_noise_of_a_frame_does_not_depend_on_the_run_it_is_sampled_in(
    make_job: JobMaker, stub: StubSampler, count: int, runs: list[int]
) -> None:
    frames_of(make_job(num_frames=count), seed=9)
    assert stub.counts == runs
    assert len(stub.noise) == count
    for t, (_, seen) in enumerate(sorted(stub.noise.items())):
        expected = np.random.default_rng([9, t]).standard_normal((3, 64, 128), dtype=np.float32)
        for noise in seen:
            np.testing.assert_array_equal(noise.numpy(), expected)
    assert (max(len(seen) for seen in stub.noise.values()) > 1) == (len(runs) > 1)


def box(left: int, top: int, right: int, bottom: int) -> np.ndarray:
    mask = np.zeros((DRAWN[1], DRAWN[0]), np.uint8)
    mask[top:bottom, left:right] = 255
    return mask


MASKED = DragLayer(points=((30, 30), (50, 36)), mask="mask", rotate_deg=(0, 15))


@pytest.mark.parametrize("size", [(256, 144), (100, 178), (640, 360)])
@pytest.mark.parametrize(
    ("layers", "masks"),
    [
        ((ARROW, PIN), {}),
        ((CAMERA,), {}),
        ((MASKED, ARROW, CAMERA, PIN), {0: box(20, 20, 40, 40)}),
    ],
    ids=["drag", "camera", "mask"],
)
def test_where_the_network_changes_nothing_the_warp_is_left(
    make_job: JobMaker,
    stub: StubSampler,
    size: tuple[int, int],
    layers: tuple[DragLayer, ...],
    masks: dict[int, np.ndarray],
) -> None:
    job = make_job(layers=layers, masks=masks, size=size)
    frames, expected = frames_of(job), learned(job, job.scene)
    np.testing.assert_array_equal(frames, expected)
    assert not np.array_equal(frames[7], job.scene.still)


@pytest.mark.parametrize(
    ("size", "network"),
    [
        ((256, 144), (144, 256)),
        ((128, 72), (64, 128)),
        ((100, 178), (176, 96)),
        ((640, 360), (288, 512)),
        ((16, 16), (16, 16)),
    ],
)
def test_what_the_network_changes_is_added_at_full_size(
    make_job: JobMaker, stub: StubSampler, size: tuple[int, int], network: tuple[int, int]
) -> None:
    stub.change = 0.1
    job = make_job(size=size)
    frames, warp = frames_of(job), learned(job, job.scene).astype(float)
    np.testing.assert_array_equal(frames[0], job.scene.still)
    expected = np.clip(warp[1:] + 12.75, 0, 255)
    # Half a level of rounding, and one of three resolutions in which the sum is taken.
    assert np.abs(frames[1:] - expected).max() <= 0.51
    assert stub.sizes == {(3, *network)}


@pytest.mark.parametrize("size", [(256, 144), (100, 178), (640, 360), (1920, 1080), (1920, 16)])
def test_every_size_is_made(make_job: JobMaker, size: tuple[int, int]) -> None:
    job = make_job(size=size)
    frames = frames_of(job)
    assert frames.shape == (8, size[1], size[0], 3)
    assert frames.dtype == np.uint8
    assert np.abs(frames[7].astype(int) - learned(job, job.scene)[7]).max() > 1


@pytest.mark.parametrize("count", [8, 14, 40])
def test_every_length_is_made(make_job: JobMaker, count: int) -> None:
    frames = frames_of(make_job(num_frames=count, size=(64, 48)))
    assert len(np.unique(frames.reshape(count, -1), axis=0)) == count


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
    assert not silent[:, [0, 1, 2, 3, 4, 6]].any()
    assert torch.all(silent[:, 5] == 1)
    assert torch.all(told[:, 5:] == 1)


def test_without_a_model_it_says_what_to_do(make_job: JobMaker) -> None:
    with pytest.raises(AppError) as caught:
        events(make_job(model=None))
    assert caught.value.code == "missing_model"
    assert "motion-nano is not installed" in str(caught.value)
    assert "installer repair" in str(caught.value)


def test_damaged_weights_are_refused_before_the_first_frame(
    make_job: JobMaker, tmp_path: Path
) -> None:
    folder = moving_nano(tmp_path / "broken", 0.0)
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[: weights.stat().st_size // 2])
    making = backend.make_frames(SeededContext(Path()), make_job(model=folder))
    with pytest.raises(AppError) as caught:
        next(making)
    assert caught.value.code == "bad_model"
    assert "broken" in str(caught.value)
