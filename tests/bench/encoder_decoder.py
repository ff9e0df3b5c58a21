"""The encoder as a decoder, trained from nothing: how kinds of encoder are compared with ridge."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from worker.neuro.decoding.alignment import align_sessions
from worker.neuro.decoding.encoder import Encoder, EncoderSettings
from worker.neuro.decoding.encoder_stage import EncoderData, EncoderStage, embed
from worker.neuro.decoding.trials import Trials

PLAN_STEPS, LEARNING_RATE = 400, 2e-3


@dataclass(frozen=True)
class FittedEncoder:
    """An encoder with the layers of the people it knows, by their number in trials."""

    network: Encoder
    layers: dict[int, int]

    def embed(self, trials: Trials) -> npt.NDArray[np.float32]:
        """Every session is aligned by its own trials; strangers have the strangers' layer."""
        layers = np.array([self.layers.get(int(s), -1) for s in trials.subject], np.int64)
        return embed(self.network, align_sessions(trials), layers)


@dataclass(frozen=True)
class EncoderDecoder:
    """The encoder as a decoder, trained from nothing by `fit`."""

    settings: EncoderSettings = field(default_factory=EncoderSettings)
    steps: int = PLAN_STEPS
    batch: int = 256
    report: Callable[[str], None] = lambda line: None

    @property
    def name(self) -> str:
        """The kind of its trunk."""
        return self.settings.kind

    def fit(
        self,
        train: Trials,
        targets: npt.NDArray[np.float32],
        validation: tuple[Trials, npt.NDArray[np.float32]] | None,
        seed: int,
    ) -> FittedEncoder:
        """See `Decoder`; without validation the training trials themselves are looked at."""
        # accelerate is imported with the loop, which only a fit needs.
        import torch

        from worker.training.checkpoint import load_average
        from worker.training.loop import Plan, run_stage

        layers = {int(who): number for number, who in enumerate(np.unique(train.subject))}
        settings = msgspec.structs.replace(
            self.settings, subjects=len(layers), embedding=targets.shape[1]
        )
        torch.manual_seed(seed)
        network = Encoder(settings)
        data = encoder_data(train, targets, layers)
        held_out = encoder_data(*validation, layers) if validation is not None else data
        stage = EncoderStage(network, data, held_out, self.batch)
        plan = Plan(name="encoder", steps=self.steps, learning_rate=LEARNING_RATE)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder)
            run_stage(stage, plan, path, seed, deadline=None, report=self.report)
            load_average(path, network)
        return FittedEncoder(network.eval(), layers)


def encoder_data(
    trials: Trials, targets: npt.NDArray[np.float32], layers: dict[int, int]
) -> EncoderData:
    """Aligned trials with one row of targets for each picture; captions stand for themselves."""
    _, first, rows = np.unique(trials.picture, return_index=True, return_inverse=True)
    images = targets[first]
    return EncoderData(
        samples=align_sessions(trials).astype(np.float16),
        subject=np.array([layers.get(int(s), -1) for s in trials.subject], np.int64),
        picture=rows.astype(np.int64).reshape(-1),
        images=images,
        texts=images[:, None],
    )
