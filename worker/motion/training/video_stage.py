"""The stages that train the nano video UNet: dense flow first, then sparse trajectories."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import torch
from torch import Tensor, nn

from worker.motion.dragnuwa.conditions import (
    FrameInputs,
    to_condition,
    without_image,
    without_motion,
)
from worker.motion.dragnuwa.config import NanoConfig
from worker.motion.dragnuwa.matching import on_path, sample, start_of_path
from worker.motion.dragnuwa.sparse_to_dense import SparseToDense
from worker.motion.dragnuwa.unet import CELL_PX, Condition, NanoUNet
from worker.motion.training.clips import (
    CLIP_FRAMES,
    Clip,
    choose_frames,
    dense_inputs,
    sparse_inputs,
)
from worker.motion.training.dataset import Dataset
from worker.motion.training.film import FRAMES, WIDTH
from worker.motion.training.samples import MotionSample, draw_count, draw_points
from worker.motion.training.uncover import uncover
from worker.training.checkpoint import load_average, read_state
from worker.training.loop import Plan, run_stage

Schedule = Literal["dense", "sparse", "mixed"]
# A plan's steps with a schedule's conditions.
Part = tuple[Plan, Schedule]
BATCH = 2
_CROP_PX = 144
_COMPOSITES = 0.35
_NO_TEXT, _NO_IMAGE, _NO_MOTION = 0.1, 0.05, 0.07
# More than half of the steps are the first one of sampling, which decides most.
_TIMES = (0.0, 0.0, 0.0, 0.0, 0.25, 0.5, 0.75)
_HOLE_WEIGHT, _EDGE_WEIGHT, _TIME_WEIGHT = 3.0, 0.15, 0.1
# Below this (of pictures in -1..1) an error counts by its square, whose best answer is the mean.
_SQUARE_BELOW = 0.2
_RELATIVE_WEIGHT = 0.1
_VALIDATION_DRAGS = 8


@dataclass(frozen=True)
class VideoBatch:
    """Clips of one step: their conditions, frames, point tau of the path [B * T], and noise."""

    condition: Condition
    clean: Tensor
    tau: Tensor
    noise: Tensor


class VideoStage:
    """Trains `NanoUNet` to predict the clean clip from any point of the path."""

    def __init__(
        self,
        model: NanoUNet,
        falloff: SparseToDense,
        data: Dataset,
        config: NanoConfig,
        schedule: Schedule,
        validation_windows: int = 24,
    ) -> None:
        self.model: nn.Module = model
        self._falloff, self._data, self._config = falloff.eval(), data, config
        self._schedule, self._validation_windows = schedule, validation_windows

    def draw(self, step: int, rng: np.random.Generator) -> VideoBatch:
        """Clips with their conditions, sometimes with one left out, and a point of the path."""
        examples = [self._example(rng) for _ in range(BATCH)]
        prompts = [text for _, text, _ in examples]
        condition = _dropped(to_condition([e[0] for e in examples], prompts), rng)
        clean = to_pictures(np.concatenate([e[2] for e in examples]))
        times = np.repeat(rng.choice(_TIMES, BATCH), CLIP_FRAMES).astype(np.float32)
        noise = torch.from_numpy(rng.standard_normal(clean.shape, dtype=np.float32))
        return VideoBatch(condition, clean, torch.from_numpy(times), noise)

    def loss(self, model: nn.Module, batch: VideoBatch) -> tuple[Tensor, dict[str, float]]:
        """The clip's loss at the batch's points of the path."""
        device = next(model.parameters()).device
        condition, clean = to_device(batch.condition, device), batch.clean.to(device)
        tau = batch.tau.to(device)
        start = start_of_path(condition, batch.noise.to(device), self._config)
        made = model(on_path(start, clean, tau), tau, condition)
        figures = {
            "psnr": float(psnr(made.detach(), clean).mean()),
            "warp_psnr": float(psnr(condition.warp, clean).mean()),
        }
        return clip_loss(made, clean, condition), figures

    def validate(self, model: nn.Module) -> dict[str, float]:
        """PSNR of held-out shots from 8 drags: warp, and the model at 1 and 4 steps."""
        assert isinstance(model, NanoUNet)
        chosen = np.linspace(0, len(self._data.validation) - 1, self._validation_windows)
        rows = []
        for place in np.unique(chosen.astype(int)):
            clip = self._data.window(int(self._data.validation[place]))
            rng = np.random.default_rng(int(place))
            frames = list(range(1, FRAMES))
            inputs = self._inputs(clip, frames, rng, dense=False, count=_VALIDATION_DRAGS)
            if inputs is None:
                continue
            condition = to_condition([inputs], [""])
            clean = to_pictures(clip.frames[frames])
            noise = torch.from_numpy(rng.standard_normal(clean.shape, dtype=np.float32))
            row = [float(psnr(condition.warp, clean).mean())]
            for steps in (1, 4):
                *_, made = sample(model, condition, noise, self._config, steps)
                row.append(float(psnr(made, clean).mean()))
            rows.append(row)
        warp, one, four = (float(mean) for mean in np.mean(rows, axis=0))
        return {"warp_psnr": warp, "psnr_1_step": one, "psnr_4_steps": four}

    def _example(self, rng: np.random.Generator) -> tuple[FrameInputs, str, np.ndarray]:
        dense = self._schedule == "dense" or (self._schedule == "mixed" and rng.random() < 0.3)
        while True:
            clip = self._data.draw_clip(rng, _COMPOSITES, silent=_NO_TEXT)
            frames = choose_frames(FRAMES, rng)
            inputs = self._inputs(clip, frames, rng, dense=dense, count=None)
            if inputs is not None:
                return _cropped(inputs, clip, frames, rng)

    def _inputs(
        self,
        clip: Clip,
        frames: list[int],
        rng: np.random.Generator,
        *,
        dense: bool,
        count: int | None,
    ) -> FrameInputs | None:
        still = clip.frames[0]
        if dense:
            return dense_inputs(clip, frames, still)
        wanted = draw_count(rng) if count is None else count
        paths = draw_points(MotionSample(still, clip.flow, clip.valid), wanted, rng)
        return sparse_inputs(still, paths, frames, self._falloff) if paths.shape[1] else None


def train_parts(
    model: NanoUNet,
    parts: Sequence[Part],
    stages: Path,
    falloff: SparseToDense,
    data: Dataset,
    config: NanoConfig,
    seed: int,
    *,
    deadline: float | None,
    report: Callable[[str], None],
) -> dict[str, float] | None:
    """Train one part after the other, each on the average that the one before left in `stages`.

    Returns the last part's figures, or None when time ran out; `model` then is not finished.
    """
    for plan, schedule in parts:
        folder = stages / plan.name
        stage = VideoStage(model, falloff, data, config, schedule)
        if not run_stage(stage, plan, folder, seed, deadline=deadline, report=report):
            return None
        load_average(folder, model)
    state = read_state(folder)
    assert state is not None
    return state.figures


def clip_loss(made: Tensor, clean: Tensor, condition: Condition) -> Tensor:
    """The training loss, a scalar."""
    miss, hole = made - clean, condition.hole
    # In holes nobody knows the pixels: there the mean is wanted, not edges at some place.
    unknown = _HOLE_WEIGHT * hole * miss.square() / (2 * _SQUARE_BELOW)
    pixels = ((1 - hole) * _robust(miss, _SQUARE_BELOW) + unknown).mean()
    seen = miss * (1 - hole)
    edges = _robust(seen.diff(dim=-1), 0.01).mean() + _robust(seen.diff(dim=-2), 0.01).mean()
    clips = miss.reshape(-1, condition.frames, *miss.shape[1:])
    # By its logarithm each clip counts alike: without it, still clips that the warp has almost
    # right were blurred for the sake of the wild ones.
    relative = torch.log10(clips.square().mean((1, 2, 3, 4)) + 1e-5).mean()
    over_time = clips.diff(dim=1).abs().mean()
    total: Tensor = (
        pixels + _EDGE_WEIGHT * edges + _TIME_WEIGHT * over_time + _RELATIVE_WEIGHT * relative
    )
    return total


def _robust(miss: Tensor, soft: float) -> Tensor:
    return (miss.square() + soft**2).sqrt() - soft


def psnr(made: Tensor, clean: Tensor) -> Tensor:
    """PSNR of each frame in -1..1, dB, [B]."""
    return -10 * torch.log10((made - clean).square().mean((1, 2, 3)).clamp(min=1e-7) / 4)


def to_pictures(frames: np.ndarray) -> Tensor:
    """uint8 [T, H, W, 3] as float [T, 3, H, W] in -1..1."""
    return torch.from_numpy(np.ascontiguousarray(frames)).permute(0, 3, 1, 2).float() / 127.5 - 1


def to_device(condition: Condition, device: torch.device) -> Condition:
    """The condition on another device."""
    return Condition(
        condition.warp.to(device),
        condition.hole.to(device),
        condition.maps.to(device),
        condition.time.to(device),
        condition.prompts,
    )


def _cropped(
    inputs: FrameInputs, clip: Clip, frames: list[int], rng: np.random.Generator
) -> tuple[FrameInputs, str, np.ndarray]:
    """A square part, with more holes than the film has of itself.

    It gives more different clips for the same time, and convolutions miss nothing by it.
    """
    left = 16 * int(rng.integers(0, (WIDTH - _CROP_PX) // 16 + 1))
    px = slice(left, left + _CROP_PX)
    cells = slice(left // CELL_PX, (left + _CROP_PX) // CELL_PX)
    cut = FrameInputs(
        inputs.warp[:, :, px], inputs.hole[:, :, px], inputs.maps[..., cells], inputs.time
    )
    return uncover(cut, rng), clip.caption, clip.frames[frames][:, :, px]


def _dropped(condition: Condition, rng: np.random.Generator) -> Condition:
    draw = rng.random()
    if draw < _NO_IMAGE:
        return without_image(condition)
    if draw < _NO_IMAGE + _NO_MOTION:
        return without_motion(condition)
    return condition
