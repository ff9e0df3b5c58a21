"""One call for each stage of the recipe: prepare its data, train or go on, give the network."""

from __future__ import annotations

import os

import msgspec
import numpy as np
import numpy.typing as npt
import torch

from shared.neuro.scenes.concepts import concepts
from worker.neuro.decoding.encoder import Encoder
from worker.neuro.decoding.encoder_kinds import EncoderKind
from worker.neuro.decoding.encoder_stage import EncoderData, EncoderStage
from worker.neuro.imaging.autoencoder import Autoencoder, standardize
from worker.neuro.imaging.drafter import Drafter
from worker.neuro.imaging.latent_unet import LatentUNet
from worker.neuro.imaging.space import Space, SpaceNetwork
from worker.neuro.simulation.meanings import meanings
from worker.neuro.training import autoencoder_stage, draft_stage, latent_stage, space_stage
from worker.neuro.training.encoder_choice import ENCODER, stage_plan
from worker.neuro.training.people import PeopleData, people_data
from worker.neuro.training.recipe_size import RecipeSize
from worker.neuro.training.scene_data import SceneData, scene_data
from worker.training.course import Course
from worker.training.recipes import TrainingRun

_MOST_PROCESSES = 4  # each holds a session in memory


def pictures(run: TrainingRun, size: RecipeSize) -> tuple[SceneData, SceneData]:
    """Pictures to train on and pictures to judge by."""
    train = scene_data(run.data, "train", size.drawn, run.report)
    judge = scene_data(run.data, "validation", size.compared, run.report)
    return train, judge


def train_space(course: Course, train: SceneData, judge: SceneData) -> Space | None:
    """The image/text space."""
    places = concept_meanings()

    def build() -> SpaceNetwork:
        made = SpaceNetwork(space_stage.settings_for(train))
        space_stage.settle(made, places, train)
        return made

    network = course.train(
        space_stage.PLAN,
        build,
        lambda made: space_stage.SpaceStage(made, train, judge),
    )
    return None if network is None else Space(network)


def concept_meanings() -> npt.NDArray[np.float32]:
    """Where concepts lie, float32 [C, M] of length 1: MiniLM's places of their names."""
    table = meanings()
    found = np.stack([table["concept", each.concept] for each in concepts()])
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), np.float32)


def train_autoencoder(
    course: Course, size: RecipeSize, train: SceneData, judge: SceneData
) -> Autoencoder | None:
    """The autoencoder, its latents of unit variance."""
    network = course.train(
        autoencoder_stage.PLAN,
        lambda: Autoencoder(size.autoencoder),
        lambda made: autoencoder_stage.AutoencoderStage(made, train, judge),
    )
    if network is not None:
        standardize(network.eval(), train.pixels)
    return network


def train_latents(
    course: Course,
    size: RecipeSize,
    train: SceneData,
    judge: SceneData,
    autoencoder: Autoencoder,
    space: Space,
) -> LatentUNet | None:
    """The drafter, then the diffusion in latents beside what it drafts."""
    settings = msgspec.structs.replace(size.diffusion, dimensions=space.dimensions)
    seen, unseen = (draft_stage.draft_data(each, space) for each in (train, judge))

    def begun() -> Drafter:
        drafter = Drafter(settings.dimensions, settings.drafter)
        drafter.memory.know(seen.embeddings[:, 0], train.concept)
        return drafter

    drafter = course.train(
        draft_stage.PLAN, begun, lambda made: draft_stage.DraftStage(made, seen, unseen)
    )
    if drafter is None:
        return None
    drafter.eval()
    course.run.report("drafting what the diffusion learns beside")
    learned = latent_stage.latent_data(seen, drafter, autoencoder, course.run.seed)
    judged = latent_stage.latent_data(unseen, drafter, autoencoder, course.run.seed, copies=0)
    drawn = drafter.state_dict()

    def build() -> LatentUNet:
        network = LatentUNet(settings)
        network.drafter.load_state_dict(drawn)
        return network

    network = course.train(
        latent_stage.PLAN, build, lambda made: latent_stage.LatentStage(made, learned, judged)
    )
    return None if network is None else network.eval()


def people(run: TrainingRun, size: RecipeSize) -> PeopleData:
    """The EEG of simulated people, who see no concept that judges."""
    processes = min(_MOST_PROCESSES, os.cpu_count() or 1)
    folder = run.data / "people"
    return people_data(folder, size.people, size.shown_to, run.seed, run.report, processes)


def train_encoder(
    course: Course,
    size: RecipeSize,
    kind: EncoderKind,
    data: PeopleData,
    scenes: SceneData,
    space: Space,
) -> Encoder | None:
    """The EEG encoder; it is judged by pictures of trained concepts that were left out."""
    everything, judged = encoder_data(data, scenes, space)
    settings = msgspec.structs.replace(
        size.encoder,
        kind=kind,
        subjects=int(data.person.max()) + 1,
        embedding=everything.images.shape[1],
    )
    network = course.train(
        stage_plan(ENCODER, kind),
        lambda: Encoder(settings),
        lambda made: EncoderStage(made, everything, judged),
    )
    if network is not None:
        network.eval().typical.copy_(torch.from_numpy(data.typical))
    return network


def encoder_data(
    data: PeopleData, scenes: SceneData, space: Space
) -> tuple[EncoderData, EncoderData]:
    """Trials with the embeddings of their pictures and texts, and those left out to judge by."""
    shown, rows = np.unique(data.picture, return_inverse=True)
    place = {int(number): row for row, number in enumerate(scenes.number)}
    chosen = np.array([place[int(number)] for number in shown])
    images = space.images(scenes.pixels[chosen])
    texts = np.stack(
        [
            space.texts([scenes.labels[row] for row in chosen]),
            space.texts([scenes.captions[row] for row in chosen]),
        ],
        axis=1,
    )
    # Every twentieth picture judges; whole concepts are left out of `data` altogether.
    left_out = np.isin(rows.reshape(-1), np.arange(0, len(shown), 20))
    made = [
        EncoderData(
            samples=data.samples[chosen_trials],
            subject=data.person[chosen_trials],
            picture=rows.reshape(-1)[chosen_trials].astype(np.int64),
            images=images,
            texts=texts,
        )
        for chosen_trials in (~left_out, left_out)
    ]
    return made[0], made[1]
