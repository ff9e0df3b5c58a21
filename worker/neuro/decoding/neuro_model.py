"""The trained decoder as a folder: encoder, image/text space, and how sure its answers are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from shared.errors import AppError
from shared.neuro.epoching import LENGTH
from worker.neuro.decoding.alignment import Alignment
from worker.neuro.decoding.calibration import Calibration, embeddings
from worker.neuro.decoding.encoder import Encoder, EncoderSettings
from worker.neuro.decoding.gallery import embedded_gallery, load_gallery, save_gallery
from worker.neuro.decoding.montage import to_grid
from worker.neuro.decoding.versions import check_versions, save_versions
from worker.neuro.imaging.space import Space
from worker.neuro.imaging.weights import damaged, load_network, save_network

ENCODER, ANSWERS_FILE = "encoder", "answers.json"
_MOST_KNOWN = 20_000


class Answers(msgspec.Struct, frozen=True, kw_only=True):
    """How similarities become probabilities, chosen on validation.

    `repeats` and `sharpness` pair up: with the mean of so many trials a difference of cosines of 1
    is worth so much in logits, and the cosine to the truth was `cosine`. An answer is sure from
    `sure_above` on.
    """

    repeats: tuple[int, ...] = (1, 4, 20)
    sharpness: tuple[float, ...] = (10.0, 16.0, 22.0)
    cosine: tuple[float, ...] = (0.3, 0.5, 0.6)
    sure_above: float = 0.3

    def sharpness_of(self, count: int) -> float:
        """Between the repeats that were measured, by the logarithm of their number."""
        return self._between(count, self.sharpness)

    def cosine_of(self, count: int) -> float:
        """What may be expected of the mean of so many trials."""
        return self._between(count, self.cosine)

    def _between(self, count: int, values: tuple[float, ...]) -> float:
        return float(np.interp(np.log(max(count, 1)), np.log(self.repeats), values))


@dataclass
class NeuroModel:
    """Everything that retrieval needs; embeddings of pictures that were asked for are kept."""

    encoder: Encoder
    space: Space
    answers: Answers = field(default_factory=Answers)
    _known: dict[int, npt.NDArray[np.float32]] = field(default_factory=dict)

    def embed(
        self,
        trials: npt.NDArray[np.float32],
        labels: tuple[str, ...],
        bad: tuple[str, ...] = (),
        calibration: Calibration | None = None,
    ) -> npt.NDArray[np.float32]:
        """Embedding float32 [D] of length 1 of all trials [n, C, T] of one picture.

        Raises
        ------
        AppError
            `bad_field` for trials that do not fit their labels or the calibration.
        """
        _check(trials, labels, calibration)
        if calibration is not None:
            embedding = calibration.embed(trials)
        else:
            embedding = embeddings(self.encoder, self._typical(labels, bad).apply(trials))
        mean = embedding.mean(axis=0)
        return np.asarray(mean / np.linalg.norm(mean), np.float32)

    def rank(
        self, embedding: npt.NDArray[np.float32], numbers: tuple[int, ...], count: int
    ) -> npt.NDArray[np.float64]:
        """Probability [P] of each picture of the gallery, for an embedding of `count` trials."""
        logits = self.gallery(numbers) @ embedding * self.answers.sharpness_of(count)
        shares = np.exp(logits - logits.max())
        return np.asarray(shares / shares.sum(), np.float64)

    def gallery(self, numbers: Iterable[int]) -> npt.NDArray[np.float32]:
        """Embeddings [P, D] of pictures by their numbers; each is drawn once."""
        asked = [int(number) for number in numbers]
        missing = tuple(number for number in dict.fromkeys(asked) if number not in self._known)
        if missing:
            if len(self._known) > _MOST_KNOWN:
                self._known.clear()
                missing = tuple(dict.fromkeys(asked))
            found = embedded_gallery(self.space, missing)
            self._known |= dict(zip(missing, found, strict=True))
        return np.stack([self._known[number] for number in asked])

    def save(self, folder: Path) -> None:
        """Write all parts."""
        save_network(folder, ENCODER, self.encoder, self.encoder.settings)
        self.space.save(folder)
        save_gallery(folder, self.space)
        (folder / ANSWERS_FILE).write_bytes(msgspec.json.encode(self.answers))
        save_versions(folder)

    def _typical(self, labels: tuple[str, ...], bad: tuple[str, ...]) -> Alignment:
        return Alignment(labels, self.encoder.typical.cpu().numpy() @ to_grid(labels, bad))


def load_neuro_model(folder: Path) -> NeuroModel:
    """Read a folder that `save` wrote.

    Raises
    ------
    AppError
        `missing_model` or `bad_model`, which a model of other scenes, of another simulator or of
        another space is too.
    """
    check_versions(folder)
    encoder = load_network(folder, ENCODER, EncoderSettings, Encoder)
    try:
        answers = msgspec.json.decode((folder / ANSWERS_FILE).read_bytes(), type=Answers)
    except (OSError, msgspec.MsgspecError) as error:
        raise damaged(folder.name, error) from error
    space = Space.load(folder)
    return NeuroModel(encoder, space, answers, load_gallery(folder, space))


def _check(
    trials: npt.NDArray[np.float32], labels: tuple[str, ...], calibration: Calibration | None
) -> None:
    if trials.ndim != 3 or trials.shape[1:] != (len(labels), LENGTH) or not len(trials):
        limit = f"[n, {len(labels)}, {LENGTH}], one row for each of the labels"
        raise AppError("bad_field", field="trials", value=str(trials.shape), limit=limit)
    if calibration is not None and calibration.alignment.labels != labels:
        limit = "the channels of the recording that it was made from, in the same order"
        raise AppError("bad_field", field="calibration", value=", ".join(labels), limit=limit)
