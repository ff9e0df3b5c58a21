"""What a training leaves for selectors: trees, heads, encoders and the gate, as a folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import numpy as np

from shared.errors import AppError, first_line
from shared.paths import write_atomic
from worker.icl.selection.bi_encoder import LowRankHead
from worker.icl.selection.features import NAMES
from worker.icl.selection.gated import Gate
from worker.icl.selection.trees import Array, BoostedTrees

CONFIG_FILE, WEIGHTS_FILE = "config.json", "model.safetensors"


class TrainedConfig(msgspec.Struct, frozen=True, kw_only=True):
    """`config.json` of a trained selector.

    Attributes
    ----------
    features : tuple of str
        Columns that the trees were fitted to.
    encoder : str
        Fingerprint of the encoder whose vectors they and the heads were fitted to.
    lm : str
        Fingerprint of the language model that gave feedback.
    trees, heads, encoders : tuple of str
        Selectors that there are weights of; of `encoders`, in folders of their names.
    """

    recipe: str
    seed: int
    features: tuple[str, ...]
    encoder: str
    lm: str
    trees: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    encoders: tuple[str, ...] = ()
    gate: Gate = Gate()


@dataclass(frozen=True)
class Trained:
    """A trained selector; `encoders` are folders in the layout of transformers."""

    config: TrainedConfig
    trees: Mapping[str, BoostedTrees] = field(default_factory=dict)
    heads: Mapping[str, LowRankHead] = field(default_factory=dict)
    encoders: Mapping[str, Path] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """Selectors that it has weights of."""
        return (*self.trees, *self.heads, *self.encoders)


def save_trained(folder: Path, trained: Trained) -> None:
    """Write weights and configuration; folders of encoders are there already."""
    from safetensors.numpy import save

    tensors: dict[str, Array] = {}
    for name, trees in trained.trees.items():
        tensors |= trees.tensors(f"trees.{name}")
    for name, head in trained.heads.items():
        tensors |= {f"heads.{name}.a": head.a, f"heads.{name}.b": head.b}
    folder.mkdir(parents=True, exist_ok=True)
    body = msgspec.json.format(msgspec.json.encode(trained.config), indent=2)
    contiguous = {name: np.ascontiguousarray(value) for name, value in tensors.items()}
    write_atomic(folder / WEIGHTS_FILE, save(contiguous))
    write_atomic(folder / CONFIG_FILE, body + b"\n")


def load_trained(folder: Path, encoder: str = "") -> Trained:
    """What `save_trained` wrote; with `encoder`, only if it was trained with that encoder.

    Raises
    ------
    AppError
        `bad_model`.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load_file

    try:
        config = msgspec.json.decode((folder / CONFIG_FILE).read_bytes(), type=TrainedConfig)
        tensors = load_file(folder / WEIGHTS_FILE)
        trees = {name: BoostedTrees.of(tensors, f"trees.{name}") for name in config.trees}
        heads = {
            name: LowRankHead(tensors[f"heads.{name}.a"], tensors[f"heads.{name}.b"])
            for name in config.heads
        }
    except (OSError, msgspec.MsgspecError, SafetensorError, KeyError) as error:
        raise _bad(folder, first_line(error)) from error
    if config.features != NAMES:
        raise _bad(folder, "it was trained on other features than this version computes")
    encoders = {name: folder / name for name in config.encoders}
    trained = Trained(config, trees, heads, encoders)
    if encoder:
        require_encoder(folder, trained, encoder)
    return trained


def require_encoder(folder: Path, trained: Trained, encoder: str) -> None:
    """Refuse a selector of another encoder than the one with this fingerprint.

    Raises
    ------
    AppError
        `bad_model`.
    """
    if trained.config.encoder != encoder:
        raise _bad(folder, "it was trained on vectors of another encoder")


def _bad(folder: Path, reason: str) -> AppError:
    fix = "Train it again: vitrine-worker train icl"
    return AppError("bad_model", model=folder.name, reason=reason, fix=fix)
