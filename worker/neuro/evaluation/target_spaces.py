"""The named spaces in which pictures are told apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt

from worker.neuro.decoding.neuro_model import NeuroModel
from worker.neuro.evaluation.retrieval import unit


class TargetSpace(Protocol):
    """Embeddings of pictures by their numbers, under a name that is printed with every figure."""

    @property
    def name(self) -> str: ...

    def embed(self, numbers: tuple[int, ...]) -> npt.NDArray[np.float32]:
        """Float32 [P, D], rows of length 1."""


@dataclass(frozen=True)
class ModelSpace:
    """The image/text space of a trained model."""

    model: NeuroModel
    name: str = "Vitrine's image/text space"

    def embed(self, numbers: tuple[int, ...]) -> npt.NDArray[np.float32]:
        """Of the pictures as they are drawn."""
        return self.model.gallery(numbers)


@dataclass(frozen=True)
class DescriptionSpace:
    """What the simulated brain itself looks at: contrast, look and meaning of a scene.

    For where no trained model is installed. It knows the simulator's own terms, and so flatters.
    """

    calibrated: tuple[int, ...]
    name: str = "the simulator's own description of a scene"
    _scale: dict[str, npt.NDArray[np.float64]] = field(default_factory=dict)

    def embed(self, numbers: tuple[int, ...]) -> npt.NDArray[np.float32]:
        """Each of the three parts weighs as much; centred by the calibration's pictures."""
        if not self._scale:
            known = _described(self.calibrated)
            self._scale.update(middle=known.mean(axis=0))
        return unit(_described(numbers) - self._scale["middle"]).astype(np.float32)


def _described(numbers: tuple[int, ...]) -> npt.NDArray[np.float64]:
    from worker.neuro.simulation.pictures import description_of
    from worker.neuro.simulation.responses import standardised

    rows = []
    for number in numbers:
        parts = [np.ravel(part) for part in standardised(description_of(number))]
        rows.append(np.concatenate([part / np.sqrt(len(part)) for part in parts]))
    return np.stack(rows)
