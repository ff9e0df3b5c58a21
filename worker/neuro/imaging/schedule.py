"""The noise of the diffusion: a cosine schedule over 1000 times, and the solvers that undo it."""

from __future__ import annotations

from functools import cache
from typing import Any, Literal

import numpy as np
import torch
from torch import Tensor

TIMES = 1000
Solver = Literal["ddim", "dpm"]
_SCHEDULE: dict[str, Any] = {
    "num_train_timesteps": TIMES,
    "beta_schedule": "squaredcos_cap_v2",
    "prediction_type": "v_prediction",
}


@cache
def signal_shares() -> Tensor:
    """Share of the signal in the variance at each time, float32 [1000]: alpha bar."""
    from diffusers import DDIMScheduler

    scheduler: Any = DDIMScheduler(**_SCHEDULE)  # type: ignore[no-untyped-call]
    shares: Tensor = scheduler.alphas_cumprod
    return shares.clone()


def noised(clean: Tensor, noise: Tensor, times: Tensor) -> Tensor:
    """Latents [B, …] at `times` int64 [B]."""
    signal, rest = _shares(times, clean)
    return signal * clean + rest * noise


def velocity(clean: Tensor, noise: Tensor, times: Tensor) -> Tensor:
    """What the network predicts (Salimans and Ho 2022, appendix D)."""
    signal, rest = _shares(times, clean)
    return signal * noise - rest * clean


def clean_of(latents: Tensor, predicted: Tensor, times: Tensor) -> Tensor:
    """The clean latents that a predicted velocity means."""
    signal, rest = _shares(times, latents)
    return signal * latents - rest * predicted


def times_of(steps: int, strength: float) -> list[int]:
    """Times of `steps` even steps from `strength` of the way down to the picture.

    Image-to-image thus takes as many steps at any strength: it is the picture's last part that
    needs them.
    """
    places = np.arange(steps, 0, -1) / steps
    times = np.maximum(np.round(strength * TIMES * places).astype(int) - 1, 0)
    return sorted({int(time) for time in times}, reverse=True)


def solver_for(solver: Solver, times: list[int]) -> Any:
    """diffusers' scheduler of these times: DDIM is the first order of DPM-Solver++."""
    from diffusers import DPMSolverMultistepScheduler

    scheduler: Any = DPMSolverMultistepScheduler(  # type: ignore[no-untyped-call]
        **_SCHEDULE,
        algorithm_type="dpmsolver++",
        solver_order=1 if solver == "ddim" else 2,
        lower_order_final=True,
        final_sigmas_type="zero",
    )
    scheduler.set_timesteps(timesteps=times)
    return scheduler


def _shares(times: Tensor, like: Tensor) -> tuple[Tensor, Tensor]:
    share = signal_shares().to(like.device)[times].reshape(-1, *[1] * (like.dim() - 1))
    return share.sqrt(), (1 - share).sqrt()


def noise_of(seeds: list[int], shape: tuple[int, ...]) -> Tensor:
    """Normal noise float32 [B, *shape]; each row depends on its own seed alone."""
    rows = [np.random.default_rng(seed).standard_normal(shape, dtype=np.float32) for seed in seeds]
    return torch.from_numpy(np.stack(rows))
