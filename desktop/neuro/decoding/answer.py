"""What the worker has made of the trials of a picture, so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt

from shared.neuro.generators import GeneratorName
from shared.protocol.frames import Blob
from shared.tasks.neuro import Candidate, NeuroReconstructResult, ReconstructedPicture


@dataclass(frozen=True, eq=False)
class Answer:
    """Names come first, then a picture that sharpens step by step.

    Attributes
    ----------
    picture : int
        What was shown, as its marker said; it took no part in the answer.
    taken_s : float
        When the last sample was taken, on the monotonic clock; of its arrival if that is unknown.
    n_gallery : int
        How many pictures were chosen from.
    candidates : tuple of Candidate
        The most probable pictures, best first; empty until they are named.
    generator : str
        What makes the picture (`shared.neuro.generators`).
    pixels : uint8 [S, S, 3] or None
        The picture after `step` of `steps`.
    retrieval_ms, picture_ms : float or None
        From the last sample to the names, and to the first picture.
    """

    seq: int
    picture: int
    n_trials: int
    taken_s: float
    n_gallery: int
    simulated: bool = False
    calibrated: bool = False
    generator: GeneratorName = "small"
    candidates: tuple[Candidate, ...] = ()
    confidence: float = 0.0
    sure: bool = False
    pixels: npt.NDArray[np.uint8] | None = None
    step: int = 0
    steps: int = 0
    retrieval_ms: float | None = None
    picture_ms: float | None = None
    done: bool = False

    @property
    def is_named(self) -> bool:
        """Whether the candidates are there."""
        return bool(self.candidates)

    @property
    def place(self) -> int | None:
        """The place of what was shown among the candidates, from 1; None if it is not there."""
        numbers = [candidate.picture for candidate in self.candidates]
        return numbers.index(self.picture) + 1 if self.picture in numbers else None

    def named(self, found: ReconstructedPicture, after_ms: float | None = None) -> Answer:
        """With its candidates, `after_ms` after the last sample."""
        return replace(
            self,
            candidates=found.candidates,
            confidence=found.confidence,
            sure=found.sure,
            retrieval_ms=after_ms if self.retrieval_ms is None else self.retrieval_ms,
        )

    def painted(
        self, pixels: npt.NDArray[np.uint8], step: int, steps: int, after_ms: float | None = None
    ) -> Answer:
        """With the picture as it is after a step."""
        return replace(
            self,
            pixels=pixels,
            step=step,
            steps=steps,
            picture_ms=after_ms if self.picture_ms is None else self.picture_ms,
        )

    def ended(self, result: NeuroReconstructResult, pixels: npt.NDArray[np.uint8] | None) -> Answer:
        """With what came last; pieces that were lost on the way are made up for."""
        answer = self
        if result.pictures and not self.is_named:
            answer = answer.named(result.pictures[0])
        if pixels is not None:
            answer = answer.painted(pixels, max(self.step, self.steps), self.steps)
        return replace(answer, done=True)


def growth(answer: Answer, earlier: Sequence[Answer]) -> tuple[Answer, ...]:
    """The answers to the same picture whose trials were added up to this one, the fewest first."""
    found = [answer]
    for other in reversed(earlier):
        if other.picture == answer.picture and other.seq < found[0].seq and other.is_named:
            if other.n_trials >= found[0].n_trials:
                break
            found.insert(0, other)
    return tuple(found) if answer.is_named else ()


def picture_of_blob(blobs: list[Blob]) -> npt.NDArray[np.uint8] | None:
    """A picture that came over the link, copied; None where it is none."""
    if not blobs or not isinstance(blobs[0], np.ndarray):
        return None
    pixels = blobs[0]
    if pixels.dtype != np.uint8 or pixels.ndim != 3 or pixels.shape[2] != 3 or not pixels.size:
        return None
    return pixels.copy()


def retrieval_of(meta: dict[str, Any]) -> ReconstructedPicture | None:
    """What a piece of kind `retrieval` says; None if it cannot be read."""
    try:
        return msgspec.convert(meta, ReconstructedPicture)
    except msgspec.ValidationError:
        return None


def result_of(raw: dict[str, Any]) -> NeuroReconstructResult | None:
    """What a stream's result says; None if it cannot be read."""
    try:
        return msgspec.convert(raw, NeuroReconstructResult)
    except msgspec.ValidationError:
        return None
