"""The recipe `neuro`: pictures, their space and their painter, then the EEG side, then export."""

from __future__ import annotations

import time

from worker.neuro.decoding.encoder_kinds import encoder_kind
from worker.neuro.decoding.neuro_model import NeuroModel
from worker.neuro.decoding.reconstruction import Painter
from worker.neuro.imaging.reconstructor import Reconstructor
from worker.neuro.imaging.sampler import PictureMaker
from worker.neuro.training.answers import judge_all
from worker.neuro.training.export import export_model
from worker.neuro.training.painting import choose_painting, known_pictures
from worker.neuro.training.pixel_level import train_pixel_level
from worker.neuro.training.recipe_size import RecipeSize
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
from worker.training.team import main_first


def train(run: TrainingRun, size: RecipeSize | None = None) -> bool:
    """Run what is left of the recipe, the published one without `size`.

    Returns whether it is finished.

    Raises
    ------
    AppError
        `bad_field` for a kind of encoder that is not known.
    """
    size, kind = size or RecipeSize(), encoder_kind(run.encoder)
    deadline = None if run.minutes is None else time.monotonic() + 60 * run.minutes
    course = Course(run, deadline)
    scenes, judges = main_first(lambda: pictures(run, size))
    space = train_space(course, scenes, judges)
    autoencoder = train_autoencoder(course, size, scenes, judges) if space else None
    if space is None or autoencoder is None:
        return False
    latents = train_latents(course, size, scenes, judges, autoencoder, space)
    data = main_first(lambda: people(run, size)) if latents else None
    encoder = train_encoder(course, size, kind, data, scenes, space) if data else None
    if latents is None or data is None or encoder is None:
        return False
    model = NeuroModel(encoder, space)
    pixel_level = train_pixel_level(course, size, model, scenes)
    if pixel_level is None:
        return False
    if not run.is_main:
        return True
    model.answers, figures, judged = judge_all(model, size, run.seed, run.report)
    made = Reconstructor(PictureMaker(latents, autoencoder))
    painter = Painter(space, made, pixel_level, known_pictures(scenes, space))
    painter, painted = choose_painting(painter, size, judged, model.answers, run.report)
    run.report(f"written: {export_model(run, size, model, painter, {**figures, **painted})}")
    return True
