"""Sampling along straight paths against a stand-in that answers what it is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
import torch

from worker.motion.dragnuwa.config import NanoConfig
from worker.motion.dragnuwa.matching import beside, on_path, predict, sample, start_of_path
from worker.motion.dragnuwa.unet import Condition

FRAMES, HEIGHT, WIDTH = 4, 64, 64
CONFIG = NanoConfig(noise=0.25, hole_noise=1.0)


@dataclass
class StubModel:
    """Answers `full`, or one of the others without text or trajectory; remembers its calls."""

    full: torch.Tensor
    without_text: torch.Tensor | None = None
    without_motion: torch.Tensor | None = None
    calls: list[tuple[torch.Tensor, torch.Tensor, Condition]] = field(default_factory=list)

    def __call__(self, x: torch.Tensor, tau: torch.Tensor, condition: Condition) -> torch.Tensor:
        self.calls.append((x.clone(), tau.clone(), condition))
        answer: torch.Tensor | None = self.full
        if not condition.prompts[0]:
            answer = self.without_text
        elif not condition.maps[:, 6].any():
            answer = self.without_motion
        assert answer is not None
        return answer


def make_condition() -> Condition:
    generator = torch.Generator().manual_seed(0)
    hole = torch.zeros(FRAMES, 1, HEIGHT, WIDTH)
    hole[..., WIDTH // 2 :] = 1
    return Condition(
        warp=torch.rand((FRAMES, 3, HEIGHT, WIDTH), generator=generator) * 2 - 1,
        hole=hole,
        maps=torch.ones(FRAMES, 7, HEIGHT // 4, WIDTH // 4),
        time=torch.linspace(0, 1, FRAMES),
        prompts=["a wave"],
    )


def random_clip(seed: int) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randn((FRAMES, 3, HEIGHT, WIDTH), generator=generator)


def run(model: StubModel, steps: int, **guidance: float) -> list[torch.Tensor]:
    network: Any = model
    return list(sample(network, make_condition(), random_clip(9), CONFIG, steps, **guidance))


def test_holes_start_from_full_noise_and_the_picture_from_little() -> None:
    condition = make_condition()
    added = start_of_path(condition, random_clip(9), CONFIG) - condition.palette.filled
    half = WIDTH // 2
    # 24,576 numbers on each side: the standard deviation is known to 0.5 %.
    assert float(added[..., :half].std()) == pytest.approx(0.25, rel=0.03)
    assert float(added[..., half:].std()) == pytest.approx(1.0, rel=0.03)
    without = start_of_path(condition, torch.zeros_like(added), CONFIG)
    assert torch.equal(without, condition.palette.filled)
    assert torch.equal(without[..., :half], condition.warp[..., :half])


def test_a_path_leads_straight_from_its_start_to_the_clip() -> None:
    start, clean = random_clip(1), random_clip(2)
    assert torch.equal(on_path(start, clean, torch.zeros(FRAMES)), start)
    assert torch.equal(on_path(start, clean, torch.ones(FRAMES)), clean)
    tau = torch.tensor([0.0, 0.25, 0.5, 1.0])
    middle = on_path(start, clean, tau)
    torch.testing.assert_close(middle[1], 0.75 * start[1] + 0.25 * clean[1])
    torch.testing.assert_close(middle[2], (start[2] + clean[2]) / 2)


def test_one_step_is_one_prediction() -> None:
    model = StubModel(random_clip(3))
    (only,) = run(model, 1)
    assert torch.equal(only, model.full)
    ((x, tau, _),) = model.calls
    assert torch.equal(x, start_of_path(make_condition(), random_clip(9), CONFIG))
    assert not tau.any()


@pytest.mark.parametrize("steps", [2, 4, 7])
def test_steps_walk_the_straight_path_to_a_prediction_that_stays(steps: int) -> None:
    model = StubModel(random_clip(3))
    estimates = run(model, steps)
    assert len(estimates) == len(model.calls) == steps
    start = start_of_path(make_condition(), random_clip(9), CONFIG)
    for step, (x, tau, _) in enumerate(model.calls):
        assert torch.equal(tau, torch.full((FRAMES,), step / steps))
        torch.testing.assert_close(x, on_path(start, model.full, tau), atol=1e-5, rtol=1e-4)
    assert torch.equal(estimates[-1], model.full), "the last step ends on the prediction itself"


def test_a_later_prediction_moves_only_what_is_left_of_the_path() -> None:
    """Euler by hand: x_{k+1} = x_k + (x^ - x_k) / (1 - tau_k) / N."""
    model = StubModel(random_clip(3))
    network: Any = model
    steps, x = 4, start_of_path(make_condition(), random_clip(9), CONFIG)
    for step, estimate in enumerate(
        sample(network, make_condition(), random_clip(9), CONFIG, steps)
    ):
        torch.testing.assert_close(model.calls[step][0], x, atol=1e-5, rtol=1e-4)
        x = x + (estimate - x) / (1 - step / steps) / steps
        model.full = random_clip(20 + step)


@pytest.mark.parametrize(
    ("text", "motion", "calls"), [(1.0, 1.0, 1), (2.0, 1.0, 2), (1.0, 0.5, 2), (3.0, 2.0, 3)]
)
def test_a_weight_of_one_costs_no_pass(text: float, motion: float, calls: int) -> None:
    model = StubModel(random_clip(3), random_clip(4), random_clip(5))
    run(model, 3, text_guidance=text, motion_guidance=motion)
    assert len(model.calls) == 3 * calls


def test_each_guidance_goes_away_from_its_own_unconditional_prediction() -> None:
    model: Any = StubModel(random_clip(3), random_clip(4), random_clip(5))
    x, tau, condition = random_clip(9), torch.zeros(FRAMES), make_condition()
    full, without_text, without_motion = model.full, model.without_text, model.without_motion

    def check(text: float, motion: float, expected: torch.Tensor) -> None:
        made = predict(model, x, tau, condition, beside(condition, text, motion))
        torch.testing.assert_close(made, expected, atol=1e-5, rtol=1e-4)

    check(1, 1, full)
    check(0, 1, without_text)
    check(1, 0, without_motion)
    check(2.5, 1, without_text + 2.5 * (full - without_text))
    check(2, 3, full + (full - without_text) + 2 * (full - without_motion))
