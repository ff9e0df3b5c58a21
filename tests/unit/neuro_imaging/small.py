"""Small networks of the picture side, for tests."""

from __future__ import annotations

import torch

from tests.unit.neuro_imaging.squares import squares
from worker.neuro.imaging.autoencoder import Autoencoder, AutoencoderSettings, standardize
from worker.neuro.imaging.drafter import DrafterSettings
from worker.neuro.imaging.latent_unet import LatentUNet, UNetSettings
from worker.neuro.imaging.sampler import PictureMaker

DIMENSIONS = 16


def small_autoencoder() -> Autoencoder:
    """Random weights, but latents of variance 1."""
    torch.manual_seed(0)
    network = Autoencoder(AutoencoderSettings(widths=(32, 32, 32)))
    standardize(network, squares(16).pixels)
    return network.eval().requires_grad_(False)


def small_unet() -> LatentUNet:
    """Random weights."""
    torch.manual_seed(0)
    drafter = DrafterSettings(features=16, things=8, sprite=(16, 8, 8, 8), behind=(16, 8, 8))
    return LatentUNet(
        UNetSettings(widths=(32, 32), dimensions=DIMENSIONS, features=16, drafter=drafter)
    )


def small_maker() -> PictureMaker:
    """Both, with a last layer that is not zero."""
    network = small_unet().eval().requires_grad_(False)
    torch.nn.init.normal_(network.leave[2].weight, std=0.05)
    return PictureMaker(network, small_autoencoder())
