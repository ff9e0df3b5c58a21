"""What the pixel level learns from: the EEG of people whom the encoder has not met."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from worker.neuro.decoding.neuro_model import NeuroModel
from worker.neuro.decoding.reconstruction import pixel_features
from worker.neuro.imaging.saliency_gan import (
    PixelDecoder,
    SaliencyGan,
    SaliencySettings,
    standardize,
)
from worker.neuro.training import saliency_stage
from worker.neuro.training.encoder_choice import stage_plan
from worker.neuro.training.newcomers import decoded
from worker.neuro.training.recipe_size import RecipeSize
from worker.neuro.training.saliency_stage import SaliencyData, SaliencyStage, TripletStage
from worker.neuro.training.scene_data import SceneData
from worker.training.course import Course

TOGETHER = (1, 1, 2, 2, 3, 4, 6)
_JUDGING = 20


def train_pixel_level(
    course: Course, size: RecipeSize, model: NeuroModel, scenes: SceneData
) -> PixelDecoder | None:
    """Triplets, then the GAN; None when time ran out."""
    kind = model.encoder.settings.kind
    found, pictures = looked(course, size, model)
    train, judge = saliency_data(found, pictures, scenes, course.run.seed)
    settings = SaliencySettings(features=train.features.shape[1])
    first = SaliencyGan(settings)
    standardize(first.generator.head, train.features)
    mean, spread = first.generator.head.mean.clone(), first.generator.head.spread.clone()

    def build() -> SaliencyGan:
        gan = SaliencyGan(settings)
        gan.generator.head.mean.copy_(mean)
        gan.generator.head.spread.copy_(spread)
        return gan

    head = course.train(
        stage_plan(saliency_stage.TRIPLET_PLAN, kind),
        lambda: build().generator.head,
        lambda made: TripletStage(made, train, judge),
    )
    if head is None:
        return None

    def begun() -> SaliencyGan:
        gan = build()
        gan.generator.head.load_state_dict(head.state_dict())
        return gan

    trained = course.train(
        stage_plan(saliency_stage.PLAN, kind),
        begun,
        lambda made: SaliencyStage(made, train, judge),
    )
    return None if trained is None else PixelDecoder(trained.generator)


def looked(
    course: Course, size: RecipeSize, model: NeuroModel
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
    """Embeddings of single trials [people, P, D] of the pictures with numbers [P]."""
    run = course.run
    # All of them see the same, so that several of them can be taken together.
    pictures = np.unique(np.asarray(size.shown_to(size.people[0]), np.int64))
    found = []
    for person in size.lookers:
        run.report(f"person {person.number} looks at {len(pictures)} pictures")
        shown, embeddings = decoded(model, person, run.seed, size.calibrating, pictures.tolist())
        found.append(embeddings[np.argsort(shown, kind="stable")])
    return np.stack(found), pictures


def saliency_data(
    found: npt.NDArray[np.float32],
    pictures: npt.NDArray[np.int64],
    scenes: SceneData,
    seed: int,
) -> tuple[SaliencyData, SaliencyData]:
    """Features of one trial and of several taken together; every twentieth picture judges."""
    rng = np.random.default_rng((seed, 77))
    place = {int(number): row for row, number in enumerate(scenes.number)}
    rows = np.array([place[int(number)] for number in pictures])
    features, picture = [], []
    for count in TOGETHER:
        order = rng.permuted(np.tile(np.arange(len(found)), (len(pictures), 1)), axis=1)[:, :count]
        mean = found[order.T, np.arange(len(pictures))].mean(axis=0)
        features.append(mean / np.linalg.norm(mean, axis=1, keepdims=True))
        picture.append(np.arange(len(pictures)))
    joint, shown = pixel_features(np.concatenate(features)), np.concatenate(picture)
    judging = shown % _JUDGING == 0
    made = [
        SaliencyData(
            features=joint[chosen],
            picture=shown[chosen].astype(np.int64),
            concept=scenes.concept[rows][shown[chosen]],
            pixels=scenes.pixels[rows],
            masks=scenes.masks[rows],
        )
        for chosen in (~judging, judging)
    ]
    return made[0], made[1]
