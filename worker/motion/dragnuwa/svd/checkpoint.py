"""The released checkpoint: read, compared with what the network needs, LoRA merged."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from worker.motion.dragnuwa.svd.names import original_names

MIN_SHARE = 0.99
_PREFIXES = ("model.diffusion_model.", "diffusion_model.", "")
# Names under which training programs wrap a state dict.
_WRAPPERS = ("state_dict", "module", "model")
_ONLY_THERE = ("flow_blocks.", "fusions_")


class UnreadableCheckpoint(Exception):
    """Why a file gives no tensors, in words."""


@dataclass(frozen=True)
class Match:
    """How much of a network is in a checkpoint.

    Attributes
    ----------
    expected, found : int
        Number of weights the network has, and of those that are there with the right shape.
    missing : tuple of str
        Released names of the others, in the network's order.
    lacks_drags : bool
        Whether weights of the flow encoder or the fusions are missing; no base has those.
    """

    expected: int
    found: int
    missing: tuple[str, ...]
    lacks_drags: bool

    @property
    def share(self) -> float:
        """Part of the weights that is there."""
        return self.found / self.expected


@contextmanager
def open_checkpoint(path: Path) -> Iterator[Mapping[str, Tensor]]:
    """The tensors of a `.safetensors` file or a `.pth`, read as they are asked for.

    Nothing in a `.pth` is run: `weights_only` admits tensors and plain containers.

    Raises
    ------
    UnreadableCheckpoint
        For a damaged file, or one with anything else in it.
    """
    if path.suffix == ".safetensors":
        from safetensors import SafetensorError, safe_open

        try:
            with safe_open(path, framework="pt") as file:
                yield _Lazy(file)
        except SafetensorError as error:
            raise UnreadableCheckpoint(str(error)) from error
        return
    yield _load_pickled(path)


class _Lazy(Mapping[str, Tensor]):
    """The tensors of an open safetensors file."""

    def __init__(self, file: Any) -> None:
        self._file, self._names = file, dict.fromkeys(file.keys())

    def __getitem__(self, name: str) -> Tensor:
        if name not in self._names:
            raise KeyError(name)
        tensor: Tensor = self._file.get_tensor(name)
        return tensor

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def _load_pickled(path: Path) -> Mapping[str, Tensor]:
    try:
        try:
            value = torch.load(path, map_location="cpu", weights_only=True, mmap=True)
        except RuntimeError:  # of the older format, which cannot be mapped
            value = torch.load(path, map_location="cpu", weights_only=True)
    except (pickle.UnpicklingError, RuntimeError, EOFError, ValueError) as error:
        first = str(error).strip().splitlines()[:1]
        raise UnreadableCheckpoint(first[0][:200] if first else type(error).__name__) from error
    while isinstance(value, dict) and (inner := next(filter(value.get, _WRAPPERS), None)):
        value = value[inner]
    if not isinstance(value, dict):
        raise UnreadableCheckpoint(f"it holds a {type(value).__name__} and no weights by name")
    return {str(name): item for name, item in value.items() if isinstance(item, Tensor)}


def read_weights(
    network: torch.nn.Module, checkpoint: Mapping[str, Tensor], dtype: torch.dtype
) -> tuple[dict[str, Tensor], Match]:
    """The weights of `network` that `checkpoint` has, under the network's own names.

    Linear layers that carry a LoRA come as `W + up @ down`, its scale being 1 in the release.
    Everything else in the file (image encoder, autoencoder, Gaussian filter) was frozen in training
    and comes from the base.
    """
    shapes = {name: tensor.shape for name, tensor in network.state_dict().items()}
    names = original_names(shapes)
    prefix = _prefix(checkpoint)
    weights: dict[str, Tensor] = {}
    for name, shape in shapes.items():
        tensor = _tensor(checkpoint, prefix + names[name])
        if tensor is not None and tensor.shape == shape:
            weights[name] = tensor.to(dtype)
    absent = [name for name in shapes if name not in weights]
    match = Match(
        expected=len(shapes),
        found=len(weights),
        missing=tuple(prefix + names[name] for name in absent),
        lacks_drags=any(name.startswith(_ONLY_THERE) for name in absent),
    )
    return weights, match


def _prefix(checkpoint: Mapping[str, Tensor]) -> str:
    for prefix in _PREFIXES:
        if prefix + "flow_blocks.0.0.weight" in checkpoint:
            return prefix
    return _PREFIXES[0]


def _tensor(checkpoint: Mapping[str, Tensor], name: str) -> Tensor | None:
    """A weight by its released name; None if it, or half of its LoRA, is not there."""
    if name in checkpoint:
        return checkpoint[name]
    stem, _, parameter = name.rpartition(".")
    inner = f"{stem}.linear.{parameter}"
    if inner not in checkpoint:
        return None
    if parameter != "weight":
        return checkpoint[inner]
    down, up = f"{stem}.lora_down.weight", f"{stem}.lora_up.weight"
    if down not in checkpoint or up not in checkpoint:
        return None
    return merge_lora(checkpoint[inner], checkpoint[down], checkpoint[up])


def merge_lora(weight: Tensor, down: Tensor, up: Tensor) -> Tensor | None:
    """`W + up @ down` in float32; None if the three do not fit together.

    `weight` [out, in], `down` [rank, in], `up` [out, rank].
    """
    if up.shape[:1] + down.shape[1:] != weight.shape or up.shape[1] != down.shape[0]:
        return None
    return weight.float() + up.float() @ down.float()
