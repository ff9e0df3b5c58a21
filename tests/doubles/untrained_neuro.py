"""A decoder of the shipped size and layout that has learned nothing, as a model of a home."""

from __future__ import annotations

from pathlib import Path


def add_untrained(home: Path, folder: Path) -> None:
    """Write the model into `folder` and register it in `home`."""
    import torch

    from worker.models.card import UserModel
    from worker.models.registry import ModelRegistry
    from worker.neuro.decoding.encoder import Encoder, EncoderSettings
    from worker.neuro.decoding.neuro_model import NeuroModel
    from worker.neuro.decoding.painting import save_painter
    from worker.neuro.decoding.reconstruction import Painter, PaintSettings
    from worker.neuro.imaging.autoencoder import Autoencoder, AutoencoderSettings
    from worker.neuro.imaging.latent_unet import LatentUNet, UNetSettings
    from worker.neuro.imaging.saliency_gan import Generator, PixelDecoder, SaliencySettings
    from worker.neuro.imaging.sampler import PictureMaker
    from worker.neuro.imaging.space import Space, SpaceNetwork, SpaceSettings

    torch.manual_seed(1)
    space = Space(SpaceNetwork(SpaceSettings(words=("a", "cat"))))
    width = space.dimensions
    maker = PictureMaker(
        LatentUNet(UNetSettings()).eval(), Autoencoder(AutoencoderSettings()).eval()
    )
    pixels = PixelDecoder(Generator(SaliencySettings(features=width)))
    folder.mkdir(parents=True, exist_ok=True)
    NeuroModel(Encoder(EncoderSettings(embedding=width)).eval(), space).save(folder)
    save_painter(folder, Painter(space, maker, pixels, PaintSettings()))
    home.mkdir(parents=True, exist_ok=True)
    ModelRegistry(home).add(UserModel(id="untrained", kind="neuro", path=str(folder)))
