"""A nano model of tiny widths and random weights, as if trained: it changes what it is given."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import nn

from worker.motion.dragnuwa.config import Fusion, NanoConfig
from worker.motion.dragnuwa.nano import Nano, save_nano
from worker.motion.dragnuwa.sparse_to_dense import SparseToDense
from worker.motion.dragnuwa.text_camera import TextCamera
from worker.motion.dragnuwa.unet import NanoUNet


def untrained_nano(fusion: Fusion = "multiscale", seed: int = 0) -> Nano:
    """As training starts, in evaluation mode; the same weights for the same `seed`."""
    config = NanoConfig(falloff_widths=(8, 8, 8), widths=(8, 8, 8), features=8, fusion=fusion)
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        nano = Nano(config, SparseToDense(config.falloff_widths), NanoUNet(config), TextCamera())
    for part in nano.parts().values():
        part.eval()
    return nano


def tiny_nano(fusion: Fusion = "multiscale", seed: int = 0) -> Nano:
    """The same with random numbers where training starts from zero; its camera moves nothing."""
    nano = untrained_nano(fusion, seed)
    generator = torch.Generator().manual_seed(seed)
    for part in (nano.falloff, nano.video):
        for value in part.parameters():
            if not value.detach().any():
                nn.init.normal_(value, std=0.1, generator=generator)
    set_camera(nano, 0.0, 0.0, 0.0, 0.0)
    return nano


def set_camera(nano: Nano, right: float, down: float, zoom: float, turn: float) -> None:
    """Make every prompt ask for one camera move, in the units of `TextCamera`."""
    with torch.no_grad():
        nano.camera.move.weight.zero_()
        nano.camera.move.bias.copy_(torch.tensor([right, down, zoom, turn]))


def save_tiny_nano(folder: Path, seed: int = 0) -> Path:
    """`tiny_nano` as a model folder."""
    save_nano(folder, tiny_nano(seed=seed))
    return folder
