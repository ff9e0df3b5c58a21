"""The nano UNet: what its conditions change before and after training, and its shapes."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from tests.doubles.nano import tiny_nano, untrained_nano
from worker.motion.dragnuwa.conditions import without_motion, without_text
from worker.motion.dragnuwa.config import Fusion
from worker.motion.dragnuwa.fusion import FlowFusion, TemporalConv, pyramid
from worker.motion.dragnuwa.unet import CELL_PX, CONFIDENCE, Condition, NanoUNet

FRAMES, HEIGHT, WIDTH = 3, 32, 48


def make_condition(clips: int = 1, seed: int = 0) -> Condition:
    generator = torch.Generator().manual_seed(seed)
    count = clips * FRAMES

    def random(*shape: int) -> torch.Tensor:
        return torch.rand((count, *shape), generator=generator)

    return Condition(
        warp=random(3, HEIGHT, WIDTH) * 2 - 1,
        hole=(random(1, HEIGHT, WIDTH) > 0.7).float(),
        maps=random(7, HEIGHT // CELL_PX, WIDTH // CELL_PX),
        time=torch.linspace(0, 1, FRAMES).repeat(clips),
        prompts=["a wave rolls in"] * clips,
    )


def noisy(condition: Condition, seed: int = 1) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(condition.warp.shape, generator=generator)


@torch.no_grad()
def made(model: NanoUNet, condition: Condition, tau: float = 0.25) -> torch.Tensor:
    frames: torch.Tensor = model(noisy(condition), torch.full_like(condition.time, tau), condition)
    return frames


def untrained(fusion: Fusion = "multiscale") -> NanoUNet:
    """As training starts, but for the last layer, whose zeros would hide what comes before it."""
    model = untrained_nano(fusion).video
    torch.nn.init.normal_(model.output.pixels.weight, generator=torch.Generator().manual_seed(5))
    return model


def test_training_starts_from_the_warp_with_its_holes_filled() -> None:
    condition = make_condition()
    condition = replace(condition, hole=torch.zeros_like(condition.hole))
    maps = condition.maps.clone()
    maps[:, CONFIDENCE] = 1.0
    condition = replace(condition, maps=maps)
    torch.testing.assert_close(
        made(untrained_nano().video, condition), condition.warp, atol=1e-4, rtol=0
    )


def test_before_training_maps_words_and_time_change_nothing() -> None:
    """Zero-initialised fusion and modulation: a new condition starts without a voice."""
    model, condition = untrained(), make_condition()
    before = made(model, condition)
    maps = torch.randn_like(condition.maps)
    # The confidence says besides, by a fixed rule, where the output may be softer.
    maps[:, CONFIDENCE] = condition.maps[:, CONFIDENCE]
    for other in (
        replace(condition, maps=maps),
        without_text(condition),
        replace(condition, time=condition.time.flip(0)),
    ):
        assert torch.equal(made(model, other), before)
    assert torch.equal(made(model, condition, tau=0.75), before)


def test_before_training_the_input_ablation_already_hears_its_maps() -> None:
    model, condition = untrained("input"), make_condition()
    before = made(model, condition)
    assert not torch.equal(made(model, without_motion(condition)), before)
    assert torch.equal(made(model, without_text(condition)), before)


@pytest.mark.parametrize("fusion", ["multiscale", "input"])
def test_after_training_every_condition_counts(fusion: str) -> None:
    model, condition = tiny_nano(fusion).video, make_condition()  # type: ignore[arg-type]
    before = made(model, condition)
    for other in (
        without_motion(condition),
        without_text(condition),
        replace(condition, time=condition.time.flip(0)),
        replace(condition, hole=1 - condition.hole),
        replace(condition, warp=-condition.warp),
    ):
        assert (made(model, other) - before).abs().max() > 1e-4
    assert (made(model, condition, tau=0.75) - before).abs().max() > 1e-4


@pytest.mark.parametrize("silence", [" ", "日落"])
def test_the_light_stays_where_nothing_is_said(silence: str) -> None:
    """Whatever the colour layer has learned, and for each clip of a batch by itself."""
    model, both = tiny_nano().video, make_condition(clips=2)
    both = replace(both, prompts=["a wave rolls in", silence])
    before = made(model, both)
    with torch.no_grad():
        model.output.colour.bias.add_(0.5)
    changed = (made(model, both) - before).abs().amax(dim=(1, 2, 3))
    assert changed[0] == 0, "the first frame is the picture"
    assert torch.all(changed[1:FRAMES] > 0.1)
    assert not changed[FRAMES:].any()


def test_before_training_frames_know_nothing_of_each_other() -> None:
    condition = make_condition()
    other = replace(condition, warp=torch.cat([condition.warp[:2], -condition.warp[2:]]))
    for model, alone in ((untrained(), True), (tiny_nano().video, False)):
        changed = (made(model, other) - made(model, condition)).abs().amax(dim=(1, 2, 3))
        assert changed[2] > 0.1
        assert (changed[1] == 0) == alone


def test_clips_of_a_batch_do_not_mix() -> None:
    model, both = tiny_nano().video, make_condition(clips=2)
    whole = made(model, both)
    assert whole.shape == (2 * FRAMES, 3, HEIGHT, WIDTH)
    noise = noisy(both)
    for clip in range(2):
        part = slice(clip * FRAMES, (clip + 1) * FRAMES)
        one = Condition(
            both.warp[part], both.hole[part], both.maps[part], both.time[part], [both.prompts[clip]]
        )
        with torch.no_grad():
            alone = model(noise[part], torch.full((FRAMES,), 0.25), one)
        torch.testing.assert_close(alone, whole[part], atol=1e-5, rtol=1e-4)


def test_fusion_is_the_released_formula() -> None:
    torch.manual_seed(0)
    fusion = FlowFusion(8, 5, groups=4)
    hidden, condition = torch.randn(4, 8, 6, 7), torch.randn(4, 5, 6, 7)
    assert torch.equal(fusion(hidden, condition, 2), hidden)
    for layer in (fusion.flow_gamma_temporal, fusion.flow_beta_temporal):
        torch.nn.init.normal_(layer.weight)
    gamma = fusion.flow_gamma_temporal(fusion.flow_gamma_spatial(condition), 2)
    beta = fusion.flow_beta_temporal(fusion.flow_beta_spatial(condition), 2)
    grouped = hidden.reshape(4, 4, -1)
    mean, variance = grouped.mean(-1, keepdim=True), grouped.var(-1, keepdim=True, correction=0)
    normal = ((grouped - mean) / (variance + 1e-5).sqrt()).reshape(hidden.shape)
    torch.testing.assert_close(fusion(hidden, condition, 2), hidden + normal * gamma + beta)


def test_the_convolution_over_time_repeats_its_ends_and_keeps_pixels_apart() -> None:
    torch.manual_seed(0)
    layer = TemporalConv(3, 2)
    x = torch.randn(2 * 4, 3, 5, 6)
    clips = x.reshape(2, 4, 3, 5, 6)
    padded = torch.cat([clips[:, :1], clips, clips[:, -1:]], dim=1)
    expected = sum(
        torch.einsum("oc,btchw->btohw", layer.weight[:, :, k], padded[:, k : k + 4])
        for k in range(3)
    )
    assert layer.bias is not None
    expected = expected + layer.bias[:, None, None]
    torch.testing.assert_close(layer(x, 4).reshape(2, 4, 2, 5, 6), expected)


def test_levels_are_averages_of_the_one_before() -> None:
    first = torch.arange(64.0).reshape(1, 1, 8, 8)
    levels = pyramid(first, 3)
    assert [level.shape[-1] for level in levels] == [8, 4, 2]
    assert levels[2][0, 0, 0, 0] == first[0, 0, :4, :4].mean()
