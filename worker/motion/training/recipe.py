"""The recipe `motion-nano`: data, the three stages of Adaptive Training, export."""

from __future__ import annotations

import time

import torch

from worker.motion.dragnuwa.config import NanoConfig
from worker.motion.dragnuwa.nano import Nano
from worker.motion.dragnuwa.sparse_to_dense import SparseToDense
from worker.motion.dragnuwa.text_camera import TextCamera
from worker.motion.dragnuwa.unet import NanoUNet
from worker.motion.training.ablations import run_ablations
from worker.motion.training.dataset import Dataset, prepare
from worker.motion.training.export import export_model
from worker.motion.training.falloff_stage import FallOffStage
from worker.motion.training.text_stage import TextStage
from worker.motion.training.video_stage import train_parts
from worker.training.course import Course
from worker.training.loop import Plan
from worker.training.recipes import TrainingRun
from worker.training.team import main_first

CONFIG = NanoConfig(falloff_widths=(24, 40, 56), widths=(32, 64, 96))
TEXT = Plan(name="text-camera", steps=1500, learning_rate=3e-3)
FALLOFF = Plan(name="falloff", steps=3000, learning_rate=1e-3, weight_decay=5e-2)
DENSE = Plan(name="video-dense", steps=300, learning_rate=6e-4)
SPARSE = Plan(name="video-sparse", steps=1700, learning_rate=8e-4)


def train(run: TrainingRun) -> bool:
    """Run what is left of the recipe; returns whether it is finished."""
    deadline = None if run.minutes is None else time.monotonic() + 60 * run.minutes
    course = Course(run, deadline)
    data = main_first(lambda: prepare(run.data, run.seed, run.report))
    camera = course.train(TEXT, TextCamera, TextStage)
    falloff = train_falloff(course, data) if camera is not None else None
    video = train_video(course, data, falloff) if falloff is not None else None
    if camera is None or falloff is None or video is None:
        return False
    if not run.is_main:
        return True
    nano = Nano(CONFIG, falloff, video, camera)
    run.report(f"written: {export_model(run, nano)}")
    if not run.ablations:
        return True
    return run_ablations(
        run.out / "ablations",
        nano,
        data,
        run.seed,
        scale=run.scale,
        deadline=deadline,
        report=run.report,
    )


def train_falloff(course: Course, data: Dataset) -> SparseToDense | None:
    """The learned fall-off, or None when time ran out."""
    steps = course.scaled(FALLOFF).steps
    return course.train(
        FALLOFF,
        lambda: SparseToDense(CONFIG.falloff_widths),
        lambda made: FallOffStage(made, data, steps),
    )


def train_video(course: Course, data: Dataset, falloff: SparseToDense) -> NanoUNet | None:
    """The video UNet after dense and then sparse conditions, or None when time ran out."""
    run = course.run
    torch.manual_seed(run.seed + 1)
    model = NanoUNet(CONFIG)
    figures = train_parts(
        model,
        [(course.scaled(DENSE), "dense"), (course.scaled(SPARSE), "sparse")],
        course.stages,
        falloff,
        data,
        CONFIG,
        run.seed,
        deadline=course.deadline,
        report=run.report,
    )
    return None if figures is None else model
