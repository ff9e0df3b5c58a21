"""Two clocks of denoising, one for what follows the guide and one for the rest.

Time-to-Move (arXiv 2511.08633), section 3: sampling starts from the guide noised to t_weak; until
t_strong < t_weak the region that follows is overwritten, after each step, with the guide at the
noise of that step; from there on everything is free.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch

_CORRECTOR = "multistep_uni_c_bh_update"  # of UniPC, the scheduler of Wan


@dataclass(frozen=True)
class Clock:
    """Where the clocks start and stop, as parts of the sampling steps: `weak` < `strong`.

    The paper gives indices for 50 steps; as parts they hold for any number.
    """

    weak: float
    strong: float

    def indices(self, steps: int) -> tuple[int, int]:
        """The step that sampling starts at, and the one up to which the region is overwritten."""
        weak = min(round(self.weak * steps), steps - 1)
        return weak, min(max(round(self.strong * steps), weak + 1), steps)


@dataclass(frozen=True)
class Guide:
    """What to follow, in the layout of the pipeline's latents and of one shape.

    Attributes
    ----------
    latents : torch.Tensor
        The guide video, without noise.
    noise : torch.Tensor
        The noise that it is given at every level, standard normal.
    region : torch.Tensor
        1 where the guide is followed until t_strong, 0 elsewhere.
    free : torch.Tensor
        1 where sampling starts from the guide, 0 where the pipeline's own start stays.
    """

    latents: torch.Tensor
    noise: torch.Tensor
    region: torch.Tensor
    free: torch.Tensor


class DualClock:
    """Steers one call of a pipeline; owns what it changes there until `installed` ends.

    A pipeline's loop always starts at its scheduler's first step, so the scheduler is made to begin
    at `weak`, and the start is written into the latents that the pipeline has prepared. Pipelines
    prepare latents and timesteps in either order; whichever comes second writes.
    """

    def __init__(self, pipe: Any, guide: Guide, weak: int, strong: int) -> None:
        self._pipe, self._scheduler = pipe, pipe.scheduler
        self._guide, self._weak, self._strong = guide, weak, strong
        self._timesteps: torch.Tensor | None = None
        self._latents: torch.Tensor | None = None
        self._written: torch.Tensor | None = None

    @contextmanager
    def installed(self) -> Iterator[None]:
        """Steer the pipeline's call inside this block."""
        pipe, scheduler = self._pipe, self._scheduler
        pipe.prepare_latents = self._preparing(pipe.prepare_latents)
        scheduler.set_timesteps = self._timing(scheduler.set_timesteps)
        scheduler.step = self._stepping(scheduler.step)
        changed = {"set_timesteps", "step"}
        if hasattr(scheduler, _CORRECTOR):
            setattr(scheduler, _CORRECTOR, self._correcting(getattr(scheduler, _CORRECTOR)))
            changed.add(_CORRECTOR)
        try:
            yield
        finally:
            del pipe.prepare_latents
            for name in changed:
                delattr(scheduler, name)

    def after_step(self, step: int, latents: torch.Tensor) -> torch.Tensor:
        """The latents to go on with after the call's step number `step`."""
        index = self._weak + step + 1
        self._written = self._noised(index).to(latents) if index <= self._strong else None
        return self._overwritten(latents)

    def _overwritten(self, latents: torch.Tensor) -> torch.Tensor:
        if self._written is None:
            return latents
        region = self._guide.region.to(latents)
        return latents + region * (self._written - latents)

    def _noised(self, index: int) -> torch.Tensor:
        """The guide at the noise of step `index`; without noise after the last one."""
        assert self._timesteps is not None
        guide, noise = self._guide.latents, self._guide.noise
        if index == len(self._timesteps):
            return guide
        # Schedulers that count their steps go by that counter, the others by the timestep.
        at = self._timesteps[index : index + 1]
        if hasattr(self._scheduler, "scale_noise"):
            noised: torch.Tensor = self._scheduler.scale_noise(guide, at, noise)
        else:
            noised = self._scheduler.add_noise(guide, noise, at)
        return noised

    def _timing(self, set_timesteps: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(set_timesteps)  # pipelines look at its parameters
        def begin_late(*args: Any, **options: Any) -> None:
            set_timesteps(*args, **options)
            self._timesteps = self._scheduler.timesteps
            self._scheduler.timesteps = self._timesteps[self._weak :]
            if hasattr(self._scheduler, "set_begin_index"):
                self._scheduler.set_begin_index(self._weak)
            self._start()

        return begin_late

    def _stepping(self, step: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(step)
        def step_of_all(*args: Any, **options: Any) -> Any:
            # The pipeline has its shorter list by now; a multistep solver needs to know the whole
            # one to lower its order at the end.
            self._scheduler.timesteps = self._timesteps
            return step(*args, **options)

        return step_of_all

    def _correcting(self, correct: Callable[..., torch.Tensor]) -> Callable[..., torch.Tensor]:
        @functools.wraps(correct)
        def keep_written(*args: Any, **options: Any) -> torch.Tensor:
            # The corrector makes the sample anew from the one before, without what was written.
            return self._overwritten(correct(*args, **options))

        return keep_written

    def _preparing(self, prepare: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(prepare)
        def keep_latents(*args: Any, **options: Any) -> Any:
            prepared = prepare(*args, **options)
            self._latents = prepared[0] if isinstance(prepared, tuple) else prepared
            self._start()
            return prepared

        return keep_latents

    def _start(self) -> None:
        if self._timesteps is None or self._latents is None:
            return
        free = self._guide.free.to(self._latents) > 0
        start = self._noised(self._weak).to(self._latents)
        self._latents.copy_(torch.where(free, start, self._latents))
