"""Rectified flow from the warp to the clip (Liu et al. 2022, equation 1), in a few steps.

A clip starts as the warp plus noise: little where the warp shows the picture's own pixels, full in
its holes. So the path is short and few steps are enough; the two strengths are Time-to-Move's two
clocks (arXiv 2511.08633) made into a rule of training.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import torch
from torch import Tensor

from worker.motion.dragnuwa.conditions import without_motion, without_text
from worker.motion.dragnuwa.config import NanoConfig
from worker.motion.dragnuwa.unet import Condition, NanoUNet


def start_of_path(condition: Condition, noise: Tensor, config: NanoConfig) -> Tensor:
    """`x_0 = W + sigma(M) noise`, [B * T, 3, H, W]; W is the warp with its holes filled."""
    sigma = config.noise + condition.hole * (config.hole_noise - config.noise)
    return condition.palette.filled + sigma * noise


def on_path(start: Tensor, clean: Tensor, tau: Tensor) -> Tensor:
    """`x_tau = (1 - tau) x_0 + tau x_1` for `tau` [B * T]."""
    along = tau[:, None, None, None]
    return (1 - along) * start + along * clean


def beside(
    condition: Condition, text_guidance: float = 1.0, motion_guidance: float = 1.0
) -> tuple[tuple[float, Condition], ...]:
    """What guidance looks at besides the whole condition, each with its weight less 1.

    A weight of 1 needs nothing. Made once for a clip, since each has a palette of its own.
    """
    found = []
    if text_guidance != 1.0:
        found.append((text_guidance - 1, without_text(condition)))
    if motion_guidance != 1.0:
        found.append((motion_guidance - 1, without_motion(condition)))
    return tuple(found)


def predict(
    model: NanoUNet,
    x: Tensor,
    tau: Tensor,
    condition: Condition,
    others: Sequence[tuple[float, Condition]] = (),
) -> Tensor:
    """The clean clip with classifier-free guidance of text and trajectory.

    `x^ + (w_p - 1)(x^ - x^ without p) + (w_g - 1)(x^ - x^ without g)` (Ho & Salimans 2021 for each
    condition by itself); `others` is of `beside`, and each costs a pass.
    """
    full: Tensor = model(x, tau, condition)
    guided = full
    for weight, other in others:
        guided = guided + weight * (full - model(x, tau, other))
    return guided


def sample(
    model: NanoUNet,
    condition: Condition,
    noise: Tensor,
    config: NanoConfig,
    steps: int,
    text_guidance: float = 1.0,
    motion_guidance: float = 1.0,
) -> Iterator[Tensor]:
    """Yield the estimate of the clean clip after each of `steps` Euler steps; the last one counts.

    `v = (x^ - x) / (1 - tau)`, so the last step ends on the prediction itself.
    """
    x = start_of_path(condition, noise, config)
    others = beside(condition, text_guidance, motion_guidance)
    for step in range(steps):
        tau = torch.full((len(x),), step / steps, device=x.device)
        with torch.no_grad():
            clean = predict(model, x, tau, condition, others)
        yield clean
        x = x + (clean - x) / (steps - step)
