"""Time-to-Move's two clocks on every pipeline that it can steer, against the schedulers' steps."""

from __future__ import annotations

import copy
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from shared.tasks.motion import DragLayer
from tests.unit.motion.backends.conftest import JobMaker
from tests.unit.motion.conftest import FakeContext
from worker.motion.backends.base import RenderJob, Sampled
from worker.motion.backends.ttm import make_frames, make_guide
from worker.motion.latents.clock import Clock, DualClock, Guide
from worker.motion.latents.denoising import call_pipeline
from worker.motion.latents.families import FAMILIES, Family, call_arguments, family_of
from worker.motion.latents.fit import Fit, fit_job, guide_frames
from worker.motion.latents.folder import open_pipeline

STEPS = 6
MODELS: list[tuple[str, dict[str, str]]] = [
    ("svd", {}),
    ("wan", {}),
    ("wan", {"layout": "2.2", "solver": "euler"}),
    ("wan", {"layout": "5b"}),
    ("cogvideox", {}),
    ("ltx", {}),
]


def run(making: Generator[Any, None, Any]) -> Any:
    while True:
        try:
            next(making)
        except StopIteration as stop:
            return stop.value


class Trial:
    """One pipeline with a guide, and a record of what its network saw and answered."""

    def __init__(self, job: RenderJob, region: float) -> None:
        self.pipe: Any = run(open_pipeline(FakeContext(Path()), job.model, tuple(FAMILIES)))
        self.job, self.family = job, family_of(self.pipe)
        self.fit: Fit = fit_job(job, self.family.limits(self.pipe))
        scene = job.scene_at(self.fit.width, self.fit.height, self.fit.scene_frames)
        self.frames = guide_frames(scene, self.fit)
        where = np.full(self.frames.shape[:3], region > 0)
        self.guide: Guide = make_guide(self.pipe, self.family, self.frames, where, job.seed)
        self.fresh = copy.deepcopy(self.pipe.scheduler)
        self.samples: list[torch.Tensor] = []
        self.timesteps: list[torch.Tensor] = []
        self.answers: list[torch.Tensor] = []
        self._spy()

    def _spy(self) -> None:
        scheduler = self.pipe.scheduler
        step, set_timesteps = scheduler.step, scheduler.set_timesteps

        def stepping(answer: Any, t: Any, sample: Any, *rest: Any, **options: Any) -> Any:
            self.answers.append(answer.clone())
            self.timesteps.append(torch.as_tensor(t).clone())
            self.samples.append(sample.clone())
            return step(answer, t, sample, *rest, **options)

        def timing(*args: Any, **options: Any) -> None:
            self.fresh.set_timesteps(*args, **options)
            set_timesteps(*args, **options)

        timing.__wrapped__ = set_timesteps  # type: ignore[attr-defined]
        scheduler.step, scheduler.set_timesteps = stepping, timing

    def latents(self, weak: int, strong: int) -> torch.Tensor:
        clock = DualClock(self.pipe, self.guide, weak, strong)
        arguments = call_arguments(self.pipe, self.family, self.job, self.fit, self.frames[0])
        kept: list[torch.Tensor] = []

        def after(step: int, latents: torch.Tensor) -> torch.Tensor:
            kept.append(clock.after_step(step, latents))
            return kept[-1]

        with clock.installed():
            call_pipeline(self.pipe, arguments, lambda _: None, STEPS - weak, after)
        return kept[-1]

    def free(self, laid_out: torch.Tensor) -> torch.Tensor:
        """What the scheduler works on: LTX keeps the first latent frame out of it."""
        if not self.family.keeps_first:
            return laid_out
        fit, pipe = self.fit, self.pipe
        frames = (fit.model_frames - 1) // 8 + 1
        shape = (frames, fit.height // 32, fit.width // 32)
        return pipe._unpack_latents(laid_out, *shape)[:, :, 1:]

    def noised(self, index: int) -> torch.Tensor:
        """The guide at the noise of step `index`, from the schedulers' definitions."""
        guide, noise = self.free(self.guide.latents), self.free(self.guide.noise)
        if hasattr(self.fresh, "alphas_cumprod") and not hasattr(self.fresh, "sigmas"):
            alpha = self.fresh.alphas_cumprod[int(self.fresh.timesteps[index])]
            return alpha.sqrt() * guide + (1 - alpha).sqrt() * noise
        sigma = self.fresh.sigmas[index]
        if isinstance_by_name(self.fresh, "EulerDiscreteScheduler"):
            return guide + sigma * noise
        return (1 - sigma) * guide + sigma * noise


def isinstance_by_name(value: object, name: str) -> bool:
    return type(value).__name__ == name


@pytest.fixture(params=MODELS, ids=lambda model: "-".join([model[0], *model[1].values()]))
def make_trial(
    request: pytest.FixtureRequest, model_folder: Callable[..., Path], make_job: JobMaker
) -> Callable[[float], Trial]:
    name, options = request.param
    # Without guidance the network is asked once per step.
    job = make_job(model=model_folder(name, **options), steps=STEPS)
    return lambda region: Trial(job, region)


def test_without_a_region_it_is_the_plain_sampler_from_the_weak_clock_on(
    make_trial: Callable[[float], Trial],
) -> None:
    trial = make_trial(0.0)
    weak = 2
    result = trial.free(trial.latents(weak, 4))
    assert [float(t) for t in trial.timesteps] == [float(t) for t in trial.fresh.timesteps[weak:]]
    sample = trial.noised(weak)
    if hasattr(trial.fresh, "set_begin_index"):
        trial.fresh.set_begin_index(weak)
    for answer, t, seen in zip(trial.answers, trial.timesteps, trial.samples, strict=True):
        torch.testing.assert_close(seen, sample, rtol=1e-4, atol=1e-4)
        sample = trial.fresh.step(answer, t, sample, return_dict=False)[0]
    torch.testing.assert_close(result, sample, rtol=1e-4, atol=1e-4)


def test_a_region_everywhere_to_the_end_gives_the_guide(
    make_trial: Callable[[float], Trial],
) -> None:
    trial = make_trial(1.0)
    result = trial.free(trial.latents(1, STEPS))
    torch.testing.assert_close(result, trial.free(trial.guide.latents))
    for index, sample in enumerate(trial.samples, start=1):
        torch.testing.assert_close(sample, trial.noised(index), rtol=1e-4, atol=1e-4)


def test_after_the_strong_clock_the_region_is_free(make_trial: Callable[[float], Trial]) -> None:
    trial = make_trial(1.0)
    result = trial.free(trial.latents(1, 3))
    for index, sample in enumerate(trial.samples[:3], start=1):
        torch.testing.assert_close(sample, trial.noised(index), rtol=1e-4, atol=1e-4)
    assert not torch.allclose(trial.samples[3], trial.noised(4), rtol=1e-2, atol=1e-2)
    assert not torch.allclose(result, trial.free(trial.guide.latents), rtol=1e-2, atol=1e-2)


def test_a_multistep_corrector_does_not_undo_what_is_written(
    model_folder: Callable[..., Path], make_job: JobMaker
) -> None:
    trial = Trial(make_job(model=model_folder("wan"), steps=STEPS), 1.0)
    scheduler = trial.pipe.scheduler
    predict = scheduler.multistep_uni_p_bh_update
    started_from: list[torch.Tensor] = []

    def predicting(*args: Any, **options: Any) -> Any:
        started_from.append(options["sample"].clone())
        return predict(*args, **options)

    scheduler.multistep_uni_p_bh_update = predicting
    trial.latents(0, 4)
    for index in range(4 + 1):
        torch.testing.assert_close(started_from[index], trial.noised(index), rtol=1e-4, atol=1e-4)


def test_the_clock_counts_in_parts_of_the_steps() -> None:
    families: dict[str, Family] = FAMILIES
    assert families["StableVideoDiffusionPipeline"].clock.indices(50) == (16, 21)
    assert families["WanImageToVideoPipeline"].clock.indices(50) == (3, 7)
    assert families["CogVideoXImageToVideoPipeline"].clock.indices(50) == (4, 9)
    assert Clock(0.32, 0.42).indices(25) == (8, 10)
    for steps in range(1, 60):
        weak, strong = Clock(0.06, 0.14).indices(steps)
        assert 0 <= weak < strong <= steps


def test_wan_has_a_clock_of_its_own_for_scenes_that_only_the_camera_moves(
    model_folder: Callable[..., Path], make_job: JobMaker
) -> None:
    camera = DragLayer(role="camera", points=((48, 32), (58, 32)))
    arrow = DragLayer(points=((40, 30), (60, 34)))
    begun = {}
    for name, layers in (("camera", (camera,)), ("both", (camera, arrow))):
        job = make_job(*layers, model=model_folder("wan"), steps=50)
        making = make_frames(FakeContext(Path()), job)
        sampled = next(e for e in making if isinstance(e, Sampled) and e.stage == "sampling")
        making.close()
        begun[name] = 50 + 1 - sampled.total
    assert begun == {"camera": 2, "both": 3}


def test_what_was_changed_on_the_pipeline_is_put_back(
    model_folder: Callable[..., Path], make_job: JobMaker
) -> None:
    job = make_job(model=model_folder("wan"), steps=STEPS)
    pipe = run(open_pipeline(FakeContext(Path()), job.model, tuple(FAMILIES)))
    guide = Guide(*(torch.zeros(1),) * 4)
    with pytest.raises(RuntimeError), DualClock(pipe, guide, 0, 1).installed():
        assert "prepare_latents" in vars(pipe)
        raise RuntimeError
    assert "prepare_latents" not in vars(pipe)
    changed = {"set_timesteps", "step", "multistep_uni_c_bh_update"}
    assert not changed & set(vars(pipe.scheduler))
