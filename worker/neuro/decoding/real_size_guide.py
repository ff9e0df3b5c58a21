"""What guides a generator of real size, made of a decoded answer.

The shipped decoder is aligned to the shipped image/text space, and generators of real size are
guided by CLIP's. The paper trains a decoder that is aligned to CLIP itself; here one stands in:

* retrieval: the captions (or pictures) of the most probable candidates as CLIP tells them, weighted
  by their probabilities. It knows nothing beyond the gallery.
* linear: a ridge regression from the shipped space to CLIP's, which takes any decoded embedding.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from worker.neuro.decoding.least_squares import ridge_weights
from worker.neuro.decoding.neuro_model import NeuroModel
from worker.neuro.imaging.real_size import RealSizeMaker

# Numbers of the scenes that the regression is fitted on: two of each concept.
FITTED = tuple(range(480))
_AT_ONCE = 16


@dataclass(frozen=True)
class LinearMap:
    """From embeddings of the shipped space, float32 [D], to what guides a generator.

    Attributes
    ----------
    weights : float32 [D, N]
        N numbers of a target, flattened.
    lengths : float32
        Mean lengths of the targets' vectors, in their shape with a last side of 1: a regression
        shortens what it is not sure of, and generators know no short ones.
    """

    middle: npt.NDArray[np.float32]
    weights: npt.NDArray[np.float32]
    offset: npt.NDArray[np.float32]
    lengths: npt.NDArray[np.float32]

    def apply(self, embedding: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """What guides one picture, float32 [77, 768] or [D']."""
        told = (embedding - self.middle) @ self.weights + self.offset
        shape = (*self.lengths.shape[:-1], -1)
        return _of_length(told.reshape(shape), self.lengths)


def targets(maker: RealSizeMaker, numbers: tuple[int, ...]) -> Iterator[npt.NDArray[np.float32]]:
    """What would guide the generator to scenes, a few at a time: float32 [n, …]."""
    for start in range(0, len(numbers), _AT_ONCE):
        some = numbers[start : start + _AT_ONCE]
        if maker.kind == "stable-diffusion":
            yield maker.text_targets(_captions(some))
        else:
            assert maker.encoder is not None
            yield maker.image_targets(_pictures(some, maker.encoder.size_px))


def retrieved(
    maker: RealSizeMaker,
    numbers: tuple[int, ...],
    shares: npt.NDArray[np.float64],
    top: int,
) -> npt.NDArray[np.float32]:
    """The mean of what would guide to the `top` most probable scenes, by their probabilities [P].

    A mean of vectors is shorter than they are, so it is brought to the length that they have.
    """
    order = np.argsort(-shares, kind="stable")[:top]
    weights = (shares[order] / shares[order].sum()).astype(np.float32)
    found = np.concatenate(list(targets(maker, tuple(numbers[place] for place in order))))
    lengths = np.linalg.norm(found, axis=-1, keepdims=True)
    mean = np.tensordot(weights, found, axes=1)
    return _of_length(mean, np.tensordot(weights, lengths, axes=1))


def fitting(
    maker: RealSizeMaker, model: NeuroModel, numbers: tuple[int, ...] = FITTED
) -> Generator[tuple[int, int], None, LinearMap]:
    """Fit the regression to scenes, a few at a time; yields how many of them are told.

    No EEG takes part. The strength of the ridge is chosen by generalised cross-validation.
    """
    found = []
    for some in targets(maker, numbers):
        found.append(some)
        yield sum(map(len, found)), len(numbers)
    wanted = np.concatenate(found)
    lengths = np.linalg.norm(wanted, axis=-1, keepdims=True).mean(axis=0)
    given, flat = model.gallery(numbers), wanted.reshape(len(wanted), -1)
    middle, offset = given.mean(axis=0), flat.mean(axis=0)
    weights, _ = ridge_weights(given - middle, flat - offset)
    return LinearMap(middle, weights.astype(np.float32), offset, lengths.astype(np.float32))


def _of_length(
    vectors: npt.NDArray[np.float32], lengths: npt.NDArray[np.float32]
) -> npt.NDArray[np.float32]:
    own = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors * (lengths / np.maximum(own, 1e-6)), np.float32)


def _captions(numbers: tuple[int, ...]) -> list[str]:
    from shared.neuro.scenes.captions import caption
    from shared.neuro.scenes.scene import scene_of

    return [caption(scene_of(number)) for number in numbers]


def _pictures(numbers: tuple[int, ...], size_px: int) -> npt.NDArray[np.uint8]:
    from shared.neuro.scenes.renderer import render
    from shared.neuro.scenes.scene import scene_of

    return np.stack([render(scene_of(number), size_px).pixels for number in numbers])
