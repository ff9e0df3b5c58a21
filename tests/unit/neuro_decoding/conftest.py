"""A model folder with the real layout and weights that have learned nothing, and a recording."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch

from shared.neuro.chunks import Markers
from shared.neuro.streams import ChannelInfo, StreamInfo
from worker.neuro.decoding.encoder import Encoder, EncoderSettings
from worker.neuro.decoding.neuro_model import NeuroModel
from worker.neuro.decoding.painting import save_painter
from worker.neuro.decoding.reconstruction import Painter
from worker.neuro.files.recording import Recording
from worker.neuro.imaging.autoencoder import Autoencoder, AutoencoderSettings
from worker.neuro.imaging.latent_unet import LatentUNet, UNetSettings
from worker.neuro.imaging.reconstructor import Reconstructor, ReconstructorSettings
from worker.neuro.imaging.saliency_gan import Generator, PixelDecoder, SaliencySettings
from worker.neuro.imaging.sampler import PictureMaker
from worker.neuro.imaging.space import Space, SpaceNetwork, SpaceSettings

LABELS = ("O1", "Oz", "O2", "P3", "Pz", "P4", "C3", "C4")
SHOWN = (3, 5, 7, 9)


def random_parts() -> tuple[NeuroModel, Painter]:
    """Networks of the shipped layout, smaller where that is possible."""
    torch.manual_seed(1)
    space = Space(SpaceNetwork(SpaceSettings(words=("a", "cat"), widths=(8, 8, 16, 16))))
    width = space.dimensions
    model = NeuroModel(Encoder(EncoderSettings(embedding=width)).eval(), space)
    maker = PictureMaker(
        LatentUNet(UNetSettings(widths=(16, 32), features=32)).eval(),
        Autoencoder(AutoencoderSettings(widths=(8, 8, 8))).eval(),
    )
    pixels = PixelDecoder(Generator(SaliencySettings(features=width, widths=(16, 16, 8, 8))))
    return model, Painter(space, Reconstructor(maker, ReconstructorSettings(steps=3)), pixels)


@pytest.fixture(scope="session")
def model_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What `vitrine-worker train neuro` writes, untrained."""
    folder = tmp_path_factory.mktemp("model")
    model, painter = random_parts()
    model.save(folder)
    save_painter(folder, painter)
    return folder


def recording(shown: tuple[int, ...] = SHOWN, repeats: int = 2) -> Recording:
    """Noise with a marker each second."""
    order = shown * repeats
    n = 250 * (len(order) + 3)
    info = StreamInfo(
        name="r", rate_hz=250.0, channels=tuple(ChannelInfo(label) for label in LABELS)
    )
    return Recording(
        info=info,
        samples=np.random.default_rng(3).normal(0, 10, (n, len(LABELS))).astype(np.float32),
        times_s=np.arange(n) / 250.0,
        markers=Markers(
            np.arange(len(order)) + 1.5, tuple(f"picture/{number}" for number in order)
        ),
    )


@pytest.fixture(scope="session")
def recording_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The noise as a FIF file."""
    from worker.neuro.export.fif_file import write_fif

    return write_fif(recording(), tmp_path_factory.mktemp("recording") / "noise.fif")
