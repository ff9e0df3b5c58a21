"""DragNUWA 1.5 from a job to its frames, on tiny random weights."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from shared.errors import AppError
from shared.tasks.motion import DragLayer
from tests.doubles.dragnuwa import save_dragnuwa, tiny_network
from tests.unit.motion.backends.conftest import JobMaker
from tests.unit.motion.conftest import FakeContext
from worker.models.files import ModelFiles
from worker.motion.backends.base import Made, RenderJob, Sampled
from worker.motion.backends.choice import load_backend
from worker.motion.dragnuwa.svd.loading import (
    DragModel,
    edm_scheduler,
    load_network,
    open_model,
)
from worker.motion.dragnuwa.svd.network import DragUNet
from worker.motion.dragnuwa.svd.sampling import Clip, sample


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> ModelFiles:
    return save_dragnuwa(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="module")
def network(tiny: ModelFiles) -> DragUNet:
    assert tiny.base is not None
    return tiny_network(tiny.base).eval().requires_grad_(False)


@pytest.fixture(scope="module")
def model(tiny: ModelFiles) -> DragModel:
    opening = open_model(FakeContext(Path()), tiny)
    while True:
        try:
            next(opening)
        except StopIteration as stop:
            return stop.value  # type: ignore[no-any-return]


def events_of(job: RenderJob) -> list[Made | Sampled]:
    return list(load_backend("dragnuwa-svd")(FakeContext(Path()), job))


def frames_of(job: RenderJob) -> np.ndarray:
    return np.stack([event.frame for event in events_of(job) if isinstance(event, Made)])


def frames_from(sampling: Any) -> np.ndarray:
    while True:
        try:
            next(sampling)
        except StopIteration as stop:
            return np.asarray(stop.value)


# --- network --------------------------------------------------------------------------------------


def inputs(frames: int, batch: int = 1) -> dict[str, Tensor]:
    torch.manual_seed(2)
    return {
        "sample": torch.randn(batch, frames, 8, 4, 6),
        "step": torch.tensor(0.3),
        "embeddings": torch.randn(batch, 1, 32),
        "time_ids": torch.tensor([[4.0, 4.0, 0.02]]).repeat(batch, 1),
    }


def test_fusions_at_their_start_leave_stable_video_diffusion_as_it_is(
    network: DragUNet, tiny: ModelFiles
) -> None:
    fresh = DragUNet(network.unet).requires_grad_(False)
    given = inputs(3)
    drags = torch.randn(3, 2, 32, 48)
    plain = network.unet(
        given["sample"], given["step"], given["embeddings"], given["time_ids"], return_dict=False
    )[0]
    fused = fresh(**given, modulations=fresh.modulations(drags))
    assert torch.equal(fused, plain)
    assert not torch.allclose(network(**given, modulations=network.modulations(drags)), plain)
    hooks = [m for m in network.unet.modules() if m._forward_hooks]
    assert not hooks, "the UNet is as it was"


def test_fusion_follows_the_first_convolution_of_every_level(network: DragUNet) -> None:
    """Against the network with its convolutions replaced by convolution, then fusion."""

    class Fused(nn.Module):
        def __init__(self, conv: nn.Module, fusion: Any, condition: Tensor) -> None:
            super().__init__()
            self.conv, self.fusion, self.condition = conv, fusion, condition

        def forward(self, x: Tensor) -> Tensor:
            return torch.cat(
                [self.fusion(half, self.condition, 3) for half in self.conv(x).chunk(2)]
            )

    given = inputs(3, batch=2)
    drags = torch.randn(3, 2, 32, 48)
    ours = network(**given, modulations=network.modulations(drags))
    fine = network.flow_blocks[0](drags, 3)
    coarse = network.flow_blocks[1](fine, 3)
    assert (fine.shape[1:], coarse.shape[1:]) == ((32, 4, 6), (64, 2, 3))
    places = [
        (network.unet.down_blocks[0], network.fusions_in[0], fine),
        (network.unet.down_blocks[1], network.fusions_in[1], coarse),
        (network.unet.up_blocks[0], network.fusions_out[0], coarse),
        (network.unet.up_blocks[1], network.fusions_out[1], fine),
    ]
    blocks = [block.resnets[0].spatial_res_block for block, _, _ in places]
    convs = [block.conv1 for block in blocks]
    try:
        for block, (_, fusion, condition) in zip(blocks, places, strict=True):
            block.conv1 = Fused(block.conv1, fusion, condition)
        expected = network.unet(
            given["sample"],
            given["step"],
            given["embeddings"],
            given["time_ids"],
            return_dict=False,
        )[0]
    finally:
        for block, conv in zip(blocks, convs, strict=True):
            block.conv1 = conv
    assert torch.allclose(ours, expected, atol=1e-5)


# --- sampling -------------------------------------------------------------------------------------


def test_noise_levels_are_those_of_edm() -> None:
    scheduler = edm_scheduler()
    scheduler.set_timesteps(25)
    ramp = np.arange(25) / 24
    expected = (700 ** (1 / 7) + ramp * (0.002 ** (1 / 7) - 700 ** (1 / 7))) ** 7
    assert np.allclose(scheduler.sigmas[:-1], expected, rtol=1e-4)
    assert scheduler.sigmas[-1] == 0
    assert float(scheduler.init_noise_sigma) == pytest.approx((700**2 + 1) ** 0.5)
    assert np.allclose(scheduler.timesteps, 0.25 * np.log(expected), atol=1e-4)


class StandIn(nn.Module):
    """Predicts 0 without the picture and 1 with it, and keeps what it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.anchor = nn.Parameter(torch.zeros(1))
        self.given: list[tuple[Tensor, ...]] = []
        self.fails_on_both = False

    def modulations(self, drag_map: Tensor) -> list[Any]:
        return []

    def forward(self, x: Tensor, _: Tensor, embeddings: Tensor, ids: Tensor, __: Any) -> Tensor:
        if len(x) == 2 and self.fails_on_both:
            raise torch.OutOfMemoryError
        self.given.append((x, embeddings, ids))
        with_picture = embeddings.abs().sum(dim=(1, 2)) > 0
        return with_picture.float()[:, None, None, None, None].expand_as(x[:, :, :4])


@pytest.mark.parametrize("fails_on_both", [False, True])
def test_guidance_grows_over_the_frames_and_time_ids_are_the_released(
    model: DragModel,
    small_picture: np.ndarray,
    monkeypatch: pytest.MonkeyPatch,
    *,
    fails_on_both: bool,
) -> None:
    network, predicted = StandIn(), []
    network.fails_on_both = fails_on_both
    scheduler = edm_scheduler()
    step = scheduler.step

    def recorded(prediction: Tensor, *rest: Any) -> Any:
        predicted.append(prediction)
        return step(prediction, *rest)

    monkeypatch.setattr(scheduler, "step", recorded)
    monkeypatch.setattr(model.pipe, "scheduler", scheduler)
    clip = Clip(small_picture, torch.zeros(14, 2, 64, 96), steps=2, guidance=2.5, seed=1)
    stood_in = DragModel(network, model.pipe)  # type: ignore[arg-type]
    list(sample(stood_in, clip, "cpu"))
    assert len(predicted) == 2
    line = 1 + np.arange(14) * (2.5 - 1) / 13
    assert np.allclose(predicted[0][0, :, 0, 0, 0], line)
    assert np.allclose(predicted[0], predicted[0][:, :, :1, :1, :1])
    x, _, ids = (
        torch.cat(parts) for parts in zip(*network.given[: 1 + fails_on_both], strict=True)
    )
    assert np.allclose(ids, [[4, 4, 0.02]] * 2)
    without, with_picture = x[:, :, 4:]
    assert not without.any()
    assert with_picture.any()
    assert torch.equal(with_picture, with_picture[:1].expand_as(with_picture))
    assert torch.equal(x[0, :, :4], x[1, :, :4])


def test_half_precision_makes_nearly_the_same_frames(
    tiny: ModelFiles, model: DragModel, small_picture: np.ndarray
) -> None:
    """What runs on a GPU, as far as a CPU can tell: every part gets the type it expects."""
    network, _ = load_network(tiny, torch.float16)
    half = DragModel(network, model.pipe)
    torch.manual_seed(0)
    clip = Clip(small_picture, torch.randn(14, 2, 64, 96), steps=2, guidance=2.5, seed=1)
    wanted, found = (frames_from(sample(which, clip, "cpu")) for which in (model, half))
    assert found.dtype == np.float32
    assert np.abs(wanted - found).mean() < 0.02
    assert np.abs(wanted - wanted[::-1]).mean() > 0.02, "frames differ by more than that"


# --- backend --------------------------------------------------------------------------------------


def test_steps_are_told_and_frames_come_in_order(make_job: JobMaker, tiny: ModelFiles) -> None:
    for count in (8, 14, 20):
        job = replace(make_job(num_frames=count, width=90, steps=2), model=tiny)
        events = events_of(job)
        made = [event for event in events if isinstance(event, Made)]
        told = [event for event in events if isinstance(event, Sampled)]
        assert events[-count:] == made
        assert [frame.index for frame in made] == list(range(count))
        assert {frame.frame.shape for frame in made} == {(64, 90, 3)}
        assert [event.done for event in told if event.stage == "sampling"] == [1, 2]
        assert all(event.done < event.total for event in told)


def test_seed_and_drags_decide_the_frames(make_job: JobMaker, tiny: ModelFiles) -> None:
    def frames(*layers: DragLayer, seed: int = 3) -> np.ndarray:
        return frames_of(replace(make_job(*layers, seed=seed, steps=2), model=tiny))

    first = frames()
    assert np.array_equal(first, frames())
    assert not np.array_equal(first, frames(seed=4))
    assert not np.array_equal(first, frames(DragLayer(points=((40, 30), (10, 60)))))


def test_closing_between_steps_ends_it(make_job: JobMaker, tiny: ModelFiles) -> None:
    making = load_backend("dragnuwa-svd")(
        FakeContext(Path()), replace(make_job(steps=100), model=tiny)
    )
    for event in making:
        if isinstance(event, Sampled) and event.stage == "sampling":
            break
    making.close()
    assert next(making, None) is None


def test_base_of_another_kind_is_refused(
    make_job: JobMaker, tiny: ModelFiles, tmp_path: Path
) -> None:
    job = replace(make_job(), model=replace(tiny, base=tmp_path))
    with pytest.raises(AppError, match="its base is not right"):
        events_of(job)
