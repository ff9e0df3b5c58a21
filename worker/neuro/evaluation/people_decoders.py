"""Decoders as a person meets them: learned or calibrated in one session, used in the next."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from worker.neuro.decoding.calibration import Calibration, calibrate
from worker.neuro.decoding.decoder import Decoder, Fitted
from worker.neuro.decoding.neuro_model import NeuroModel
from worker.neuro.decoding.trials import Trials
from worker.neuro.evaluation import controls
from worker.neuro.evaluation.audit import SafeSplit
from worker.neuro.evaluation.retrieval import Retrieval


@dataclass(frozen=True)
class FittedCalibration:
    """A trained encoder with one person's calibration."""

    calibration: Calibration

    def embed(self, trials: Trials) -> npt.NDArray[np.float32]:
        """Embeddings of length 1, float32 [n, D]."""
        return self.calibration.embed(trials.samples)


@dataclass(frozen=True)
class CalibratedEncoder:
    """The shipped encoder, calibrated to the person of the training trials."""

    model: NeuroModel
    name: str = "encoder"

    def fit(
        self,
        train: Trials,
        targets: npt.NDArray[np.float32],
        validation: object = None,
        seed: int = 0,
    ) -> Fitted:
        """Neither validation nor seed is used."""
        return FittedCalibration(calibrate(self.model.encoder, train, targets))


@dataclass(frozen=True)
class PersonScored:
    """Embeddings of one person's test trials by decoder, and of the first decoder's controls."""

    embeddings: dict[str, npt.NDArray[np.float32]]
    controls: dict[str, npt.NDArray[np.float32]]


def score_person(
    safe: SafeSplit,
    decoders: Sequence[Decoder],
    task: Retrieval,
    seed: int,
) -> Generator[str, None, PersonScored]:
    """Fit every decoder to the first session, embed the second, then run the controls.

    Steps tell what comes next.
    """
    train, test = safe.train, safe.test
    targets = task.targets(train)
    fitted, found = {}, {}
    for each in decoders:
        yield each.name
        fitted[each.name] = each.fit(train, targets, None, seed)
        yield each.name
        found[each.name] = fitted[each.name].embed(test)
    main = decoders[0]
    rng = np.random.default_rng((seed, int(test.subject[0])))
    negative = {}
    yield controls.PERMUTED
    checked = controls.control_embeddings(main, fitted[main.name], task, (train, test), seed, rng)
    for name, embedded in checked:
        negative[name] = embedded
        yield name
    return PersonScored(found, negative)
