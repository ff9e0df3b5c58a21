"""What pictures there may be: draws a decoded embedding to where embeddings of pictures lie."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError, safe_open
from safetensors.numpy import load_file, save_file

from worker.neuro.imaging.weights import damaged

FILE = "prior.safetensors"
_KEY = "embeddings"


@dataclass(frozen=True)
class Prior:
    """Embeddings of known pictures, and how much a likeness counts.

    A decoded embedding is shorter of detail than any picture's: what paints from pictures' own
    embeddings makes a blur of it. The mean of known ones, each by how probable it is, lies among
    them. It stands where others train a diffusion from EEG to CLIP (ATM, arXiv 2403.07721, section
    3.3).

    Attributes
    ----------
    embeddings : float32 [N, D]
        Of length 1.
    sharpness : float
        Of a cosine times the certainty: the surer, the nearer to one picture.
    """

    embeddings: npt.NDArray[np.float32]
    sharpness: float

    def likely(
        self, embedding: npt.NDArray[np.float32], certainty: float
    ) -> npt.NDArray[np.float32]:
        """The mean of what is probable after a decoded embedding float32 [D], of length 1."""
        cosines = (self.embeddings @ embedding).astype(np.float64)
        shares = np.exp(self.sharpness * certainty * (cosines - cosines.max()))
        mean = (shares / shares.sum()) @ self.embeddings
        return np.asarray(mean / np.linalg.norm(mean), np.float32)

    def save(self, folder: Path) -> None:
        """Write `prior.safetensors`, in half precision."""
        tensors = {_KEY: self.embeddings.astype(np.float16)}
        save_file(tensors, str(folder / FILE), {"sharpness": json.dumps(self.sharpness)})

    @staticmethod
    def load(folder: Path) -> Prior:
        """The prior of `save`.

        Raises
        ------
        AppError
            `bad_model` for a file that is missing or is something else.
        """
        path = folder / FILE
        try:
            embeddings = load_file(str(path))[_KEY].astype(np.float32)
            with safe_open(str(path), "np") as file:
                sharpness = float(json.loads((file.metadata() or {})["sharpness"]))
            if embeddings.ndim != 2 or not len(embeddings):
                raise ValueError("it has no embeddings")
        except (OSError, SafetensorError, KeyError, ValueError, TypeError) as error:
            raise damaged(folder.name, error) from error
        embeddings /= np.linalg.norm(embeddings, axis=1, keepdims=True)
        return Prior(embeddings, sharpness)
