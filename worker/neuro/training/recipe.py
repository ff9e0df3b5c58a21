"""The recipe `neuro`: pictures, their space and their painter, then the EEG side, then export."""

from __future__ import annotations

import time

from worker.neuro.decoding.neuro_model import NeuroModel
from worker.neuro.decoding.reconstruction import Painter
from worker.neuro.imaging.reconstructor import Reconstructor
from worker.neuro.imaging.sampler import PictureMaker
from worker.neuro.training.answers import judge_all
from worker.neuro.training.export import export_model
from worker.neuro.training.painting import choose_painting
from worker.neuro.training.pixel_level import train_pixel_level
from worker.neuro.training.stages import (
    people,
    pictures,
    train_autoencoder,
    train_encoder,
    train_latents,
    train_space,
)
from worker.training.course import Course
from worker.training.recipes import TrainingRun


def train(run: TrainingRun) -> bool:
    """Run what is left of the recipe; returns whether it is finished."""
    deadline = None if run.minutes is None else time.monotonic() + 60 * run.minutes
    course = Course(run, deadline)
    scenes, judges = pictures(run)
    space = train_space(course, scenes, judges)
    autoencoder = train_autoencoder(course, scenes, judges) if space else None
    if space is None or autoencoder is None:
        return False
    latents = train_latents(course, scenes, judges, autoencoder, space)
    data = people(run) if latents else None
    encoder = train_encoder(course, data, scenes, space) if data else None
    if latents is None or data is None or encoder is None:
        return False
    model = NeuroModel(encoder, space)
    pixel_level = train_pixel_level(course, model, scenes)
    if pixel_level is None:
        return False
    model.answers, figures, judged = judge_all(model, run.seed, run.report)
    painter = Painter(space, Reconstructor(PictureMaker(latents, autoencoder)), pixel_level)
    painter, painted = choose_painting(painter, judged, model.answers, run.report)
    run.report(f"written: {export_model(run, model, painter, {**figures, **painted})}")
    return True
