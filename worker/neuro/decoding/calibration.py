"""A person's calibration: how the head's electrodes lie, and what the encoder gets wrong of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from shared.errors import AppError
from worker.neuro.decoding.alignment import Alignment, align
from worker.neuro.decoding.encoder import Encoder
from worker.neuro.decoding.least_squares import ridge_weights
from worker.neuro.decoding.trials import Trials

FORMAT = "vitrine-eeg-calibration-1"
LEAST_TRIALS = 40


@dataclass(frozen=True)
class Calibration:
    """What is added to the encoder for one person and montage.

    Attributes
    ----------
    alignment : Alignment
        From the person's channels to the grid, whitened.
    correction : float32 [F + 1, D]
        Added to the embedding: features times the first rows, plus the last.
    """

    alignment: Alignment
    correction: npt.NDArray[np.float32]
    n_trials: int = 0
    simulated: bool = False

    def embed(self, network: Encoder, samples: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Embeddings [n, D] of length 1 of this person's trials [n, C, T]."""
        features, found = outputs(network, self.alignment.apply(samples))
        return corrected(features, found, self.correction)

    def save(self, path: Path) -> None:
        """Write it as safetensors."""
        metadata = {
            "format": FORMAT,
            "labels": json.dumps(self.alignment.labels),
            "n_trials": str(self.n_trials),
            "simulated": json.dumps(self.simulated),
        }
        tensors = {"alignment": self.alignment.matrix, "correction": self.correction}
        save_file(tensors, str(path), metadata)


def load_calibration(path: Path) -> Calibration:
    """Read what `Calibration.save` wrote.

    Raises
    ------
    AppError
        `bad_model` for any other file.
    """
    from safetensors import safe_open

    try:
        with safe_open(str(path), "numpy") as file:
            metadata = file.metadata() or {}
        tensors = load_file(str(path))
        if metadata.get("format") != FORMAT:
            raise ValueError("it is no calibration")
        labels = tuple(json.loads(metadata["labels"]))
        alignment = Alignment(labels, tensors["alignment"])
        if alignment.matrix.shape[1] != len(labels):
            raise ValueError("its channels do not fit its alignment")
        return Calibration(
            alignment,
            tensors["correction"],
            int(metadata["n_trials"]),
            bool(json.loads(metadata["simulated"])),
        )
    except (SafetensorError, KeyError, ValueError) as error:
        fix = "Calibrate again, or choose another file."
        raise AppError("bad_model", model=path.name, reason=str(error), fix=fix) from error


def calibrate(
    network: Encoder,
    trials: Trials,
    targets: npt.NDArray[np.float32],
    bad: tuple[str, ...] = (),
) -> Calibration:
    """Learn from trials of known pictures, whose embeddings are `targets` [n, D].

    A ridge regression from the encoder's features to what the strangers' embedding misses; its
    strength is chosen on these trials by generalised cross-validation, so few trials change little.

    Raises
    ------
    AppError
        `bad_field` for fewer than 40 trials.
    """
    if len(trials) < LEAST_TRIALS:
        limit = f"at least {LEAST_TRIALS} whole trials; show more pictures"
        raise AppError("bad_field", field="trials", value=len(trials), limit=limit)
    alignment = align(trials, bad)
    features, embedding = outputs(network, alignment.apply(trials.samples))
    missing = targets - embedding
    middle, offset = features.mean(axis=0), missing.mean(axis=0)
    weights, _ = ridge_weights(features - middle, missing - offset)
    correction = np.vstack([weights, offset - middle @ weights]).astype(np.float32)
    return Calibration(alignment, correction, len(trials), trials.simulated)


def outputs(
    network: Encoder, aligned: npt.NDArray[np.float32], batch: int = 256
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Features [n, F] and embeddings of length 1 [n, D] of aligned trials, for a stranger."""
    features, embeddings = [], []
    with torch.inference_mode():
        for begin in range(0, len(aligned), batch):
            rows = torch.from_numpy(aligned[begin : begin + batch])
            found = network.features(rows, torch.full((len(rows),), -1))
            features.append(found.numpy())
            embeddings.append(F.normalize(network.head(found), dim=-1).numpy())
    return np.concatenate(features), np.concatenate(embeddings)


def corrected(
    features: npt.NDArray[np.float32],
    embedding: npt.NDArray[np.float32],
    correction: npt.NDArray[np.float32],
) -> npt.NDArray[np.float32]:
    """Embeddings of length 1 after the correction."""
    found = embedding + features @ correction[:-1] + correction[-1]
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), np.float32)
