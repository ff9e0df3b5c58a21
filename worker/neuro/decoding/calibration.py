"""A person's calibration: how the head's electrodes lie, and the encoder tuned to this person."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import numpy.typing as npt
import torch
import torch.nn.functional as F
from safetensors import SafetensorError
from safetensors.numpy import load_file, save_file

from shared.errors import AppError
from worker.neuro.decoding.alignment import Alignment, align
from worker.neuro.decoding.encoder import Encoder, EncoderSettings
from worker.neuro.decoding.trials import Trials
from worker.neuro.decoding.tuning import tuned

FORMAT = "vitrine-eeg-calibration-2"
LEAST_TRIALS = 40
_ALIGNMENT, _ENCODER = "alignment", "encoder."


@dataclass(frozen=True)
class Calibration:
    """What is decoded with for one person and montage.

    Attributes
    ----------
    alignment : Alignment
        From the person's channels to the grid, whitened.
    encoder : Encoder
        In evaluation mode.
    base : str
        Mark of the encoder that it was tuned from; see `mark_of`.
    """

    alignment: Alignment
    encoder: Encoder
    base: str
    n_trials: int = 0
    simulated: bool = False

    def embed(self, samples: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Embeddings [n, D] of length 1 of this person's trials [n, C, T]."""
        return embeddings(self.encoder, self.alignment.apply(samples))

    def save(self, path: Path) -> None:
        """Write it as safetensors, weights in half precision."""
        metadata = {
            "format": FORMAT,
            "labels": json.dumps(self.alignment.labels),
            "n_trials": str(self.n_trials),
            "simulated": json.dumps(self.simulated),
            "settings": msgspec.json.encode(self.encoder.settings).decode(),
            "base": self.base,
        }
        tensors = {f"{_ENCODER}{key}": value for key, value in _halves(self.encoder).items()}
        tensors[_ALIGNMENT] = self.alignment.matrix
        save_file(tensors, str(path), metadata)


def load_calibration(path: Path, base: Encoder) -> Calibration:
    """Read what `Calibration.save` wrote.

    Raises
    ------
    AppError
        `bad_model` for any other file, or where it was made with another model than `base`.
    """
    from safetensors import safe_open

    try:
        with safe_open(str(path), "numpy") as file:
            metadata = file.metadata() or {}
        tensors = load_file(str(path))
        if metadata.get("format") != FORMAT:
            raise ValueError("it is no calibration of this version")
        if metadata["base"] != mark_of(base):
            raise ValueError("it was made with another model")
        labels = tuple(json.loads(metadata["labels"]))
        alignment = Alignment(labels, tensors.pop(_ALIGNMENT))
        if alignment.matrix.shape[1] != len(labels):
            raise ValueError("its channels do not fit its alignment")
        settings = msgspec.json.decode(metadata["settings"], type=EncoderSettings)
        return Calibration(
            alignment,
            _restored(settings, tensors),
            metadata["base"],
            int(metadata["n_trials"]),
            bool(json.loads(metadata["simulated"])),
        )
    except (SafetensorError, KeyError, ValueError, RuntimeError) as error:
        fix = "Calibrate again, or choose another file."
        raise AppError("bad_model", model=path.name, reason=str(error), fix=fix) from error


def calibrate(
    network: Encoder,
    trials: Trials,
    targets: npt.NDArray[np.float32],
    bad: tuple[str, ...] = (),
) -> Calibration:
    """Learn from trials of known pictures, whose embeddings are `targets` [n, D].

    Raises
    ------
    AppError
        `bad_field` for fewer than 40 trials.
    """
    if len(trials) < LEAST_TRIALS:
        limit = f"at least {LEAST_TRIALS} whole trials; show more pictures"
        raise AppError("bad_field", field="trials", value=len(trials), limit=limit)
    alignment = align(trials, bad)
    made = tuned(network, alignment.apply(trials.samples), targets, trials.picture)
    # As it will be read back, so that it decodes alike before and after it was stored.
    made.load_state_dict({key: torch.from_numpy(v).float() for key, v in _halves(made).items()})
    return Calibration(alignment, made, mark_of(network), len(trials), trials.simulated)


def embeddings(
    network: Encoder, aligned: npt.NDArray[np.float32], batch: int = 256
) -> npt.NDArray[np.float32]:
    """Embeddings of length 1 [n, D] of aligned trials, for a stranger."""
    found = []
    with torch.inference_mode():
        for begin in range(0, len(aligned), batch):
            rows = torch.from_numpy(aligned[begin : begin + batch]).to(network.typical.device)
            strangers = torch.full((len(rows),), -1, device=rows.device)
            found.append(F.normalize(network(rows, strangers), dim=-1).cpu().numpy())
    return np.concatenate(found)


def mark_of(network: Encoder) -> str:
    """Another for other weights."""
    digest = hashlib.sha256(msgspec.json.encode(network.settings))
    for key, value in sorted(_halves(network).items()):
        digest.update(key.encode() + value.tobytes())
    return digest.hexdigest()[:16]


def _halves(network: Encoder) -> dict[str, npt.NDArray[Any]]:
    """Weights in half precision; counts as they are."""
    return {
        key: (value.half() if value.is_floating_point() else value).detach().cpu().numpy()
        for key, value in network.state_dict().items()
    }


def _restored(settings: EncoderSettings, tensors: Mapping[str, npt.NDArray[Any]]) -> Encoder:
    made = Encoder(settings)
    made.load_state_dict(
        {
            key.removeprefix(_ENCODER): torch.from_numpy(np.array(value)).to(
                torch.float32 if np.issubdtype(value.dtype, np.floating) else torch.int64
            )
            for key, value in tensors.items()
        }
    )
    return made.eval().requires_grad_(False)
