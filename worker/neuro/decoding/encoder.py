"""Encoders from a trial to an embedding; the default mixes electrodes first, then filters."""

from __future__ import annotations

import msgspec
import torch
from torch import Tensor, nn

from shared.neuro.epoching import LENGTH
from worker.neuro.decoding.encoder_kinds import DEFAULT_KIND, EncoderKind
from worker.neuro.decoding.montage import GRID
from worker.neuro.decoding.trunks import atm, eegnet, nice, spatial_first


class EncoderSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What an encoder is made of; `subjects` counts the layers of its own that people have.

    `width` is that of spatial-first; the others have the sizes of their papers.
    """

    kind: EncoderKind = DEFAULT_KIND
    channels: int = len(GRID)
    length: int = LENGTH
    width: int = 48
    features: int = 256
    embedding: int = 128
    subjects: int = 1
    dropout: float = 0.3


class Encoder(nn.Module):
    """A subject's layer, a trunk of the chosen kind, and a head.

    Input float32 [B, 64, T] (whitened, on the grid) and subjects int64 [B]; -1 is somebody without
    a layer of their own. `features` gives [B, F], `forward` the embedding [B, D].
    """

    def __init__(self, settings: EncoderSettings) -> None:
        super().__init__()
        self.settings = settings
        # One for each person and one for strangers (ENIGMA, arXiv 2602.10361, has the idea).
        self.subject = nn.Parameter(
            torch.zeros(settings.subjects + 1, settings.channels, settings.channels)
        )
        self.trunk = _trunk(settings)
        with torch.no_grad():
            flat = self.trunk(torch.zeros(2, settings.channels, settings.length)).shape[1]
        self.project = nn.Linear(flat, settings.features)
        self.residual = nn.Sequential(
            nn.GELU(), nn.Linear(settings.features, settings.features), nn.Dropout(settings.dropout)
        )
        self.norm = nn.LayerNorm(settings.features)
        self.head = nn.Linear(settings.features, settings.embedding)
        # Whitening of an average session on the grid, for people who were not calibrated.
        self.typical: Tensor
        self.register_buffer("typical", torch.eye(settings.channels))
        self.log_scale = nn.Parameter(torch.tensor(2.6))

    def features(self, samples: Tensor, subjects: Tensor) -> Tensor:
        """What GAN and other readers use, [B, F]."""
        # The gradient of plain indexing is summed in an order that depends on the threads.
        own = self.subject.index_select(0, subjects.clamp(min=-1) + 1)
        mixed = samples + torch.einsum("bij,bjt->bit", own, samples)
        projected = self.project(self.trunk(mixed))
        features: Tensor = self.norm(projected + self.residual(projected))
        return features

    def forward(self, samples: Tensor, subjects: Tensor) -> Tensor:
        """The embedding [B, D]."""
        embedding: Tensor = self.head(self.features(samples, subjects))
        return embedding


def _trunk(settings: EncoderSettings) -> nn.Module:
    channels, dropout = settings.channels, settings.dropout
    match settings.kind:
        case "spatial-first":
            return spatial_first(channels, settings.width, dropout)
        case "nice":
            return nice(channels, dropout)
        case "atm":
            return atm(channels, settings.length, dropout)
        case "eegnet":
            return eegnet(channels)
