"""Trunks of the encoders: from trials [B, C, T] to a row [B, F'] of what was filtered out of them.

The default mixes electrodes first. The others are those of papers, with the sizes of their released
code; dropout is ours. What follows a trunk is the same for all: NICE's projector.
"""

from __future__ import annotations

from torch import Tensor, nn

# NICE: filters, samples of a filter, and of a pool and its stride (250 Hz, as here).
FILTERS, KERNEL, POOL, STRIDE = 40, 25, 51, 5
# EEGNet: F1, D and F2.
TEMPORAL, DEPTH, POINTWISE = 8, 2, 16
# ATM: heads, width of the feed-forward layer, and what is dropped.
HEADS, FED, ATM_DROPOUT = 4, 256, 0.25


def spatial_first(channels: int, width: int, dropout: float) -> nn.Module:
    """Mix the electrodes to fewer sources, then filter each in time: the same linear maps as the
    time-first order of NICE at a small part of its cost."""
    kernel = 15
    return nn.Sequential(
        nn.Conv1d(channels, width, 1, bias=False),
        nn.BatchNorm1d(width),
        nn.Conv1d(width, 2 * width, kernel, padding=kernel // 2, groups=width, bias=False),
        nn.BatchNorm1d(2 * width),
        nn.ELU(),
        nn.AvgPool1d(4, 3),
        nn.Conv1d(2 * width, width, 1),
        nn.ELU(),
        nn.Dropout(dropout),
        nn.Flatten(),
    )


def nice(channels: int, dropout: float) -> nn.Module:
    """The temporal-spatial convolution (TSConv) of NICE (Song et al. 2024, arXiv 2308.13234).

    Filters of 25 samples, means over 51 by steps of 5, all electrodes at once, and a mixture.
    """
    return nn.Sequential(
        nn.Unflatten(1, (1, channels)),
        nn.Conv2d(1, FILTERS, (1, KERNEL)),
        nn.AvgPool2d((1, POOL), (1, STRIDE)),
        nn.BatchNorm2d(FILTERS),
        nn.ELU(),
        nn.Conv2d(FILTERS, FILTERS, (channels, 1)),
        nn.BatchNorm2d(FILTERS),
        nn.ELU(),
        nn.Dropout(dropout),
        nn.Conv2d(FILTERS, FILTERS, 1),
        nn.Flatten(),
    )


def atm(channels: int, length: int, dropout: float) -> nn.Module:
    """ATM-S (Li et al. 2024, arXiv 2403.07721): attention over electrodes, then NICE's TSConv.

    In place of the paper's token of the subject stands the layer that all encoders here begin with.
    """
    return nn.Sequential(ChannelAttention(length), nice(channels, dropout))


def eegnet(channels: int) -> nn.Module:
    """EEGNet-8,2 (Lawhern et al. 2018, table 2): F1 = 8, D = 2, F2 = 16; sizes in samples.

    Without the limits on the norms of its weights: weight decay holds them.
    """
    maps = TEMPORAL * DEPTH
    return nn.Sequential(
        nn.Unflatten(1, (1, channels)),
        nn.ZeroPad2d((31, 32, 0, 0)),
        nn.Conv2d(1, TEMPORAL, (1, 64), bias=False),
        nn.BatchNorm2d(TEMPORAL),
        nn.Conv2d(TEMPORAL, maps, (channels, 1), groups=TEMPORAL, bias=False),
        nn.BatchNorm2d(maps),
        nn.ELU(),
        nn.AvgPool2d((1, 4)),
        nn.Dropout(0.25),
        nn.ZeroPad2d((7, 8, 0, 0)),
        nn.Conv2d(maps, maps, (1, 16), groups=maps, bias=False),
        nn.Conv2d(maps, POINTWISE, 1, bias=False),
        nn.BatchNorm2d(POINTWISE),
        nn.ELU(),
        nn.AvgPool2d((1, 8)),
        nn.Dropout(0.25),
        nn.Flatten(),
    )


class ChannelAttention(nn.Module):
    """One layer of a transformer whose words are the electrodes, each with its whole time course.

    [B, C, T] to [B, C, W], where W is T or the next multiple of the heads (iTransformer, Liu et al.
    2024, arXiv 2310.06625, figure 2; in ATM-S one layer, W = T).
    """

    def __init__(self, length: int) -> None:
        super().__init__()
        width = -(-length // HEADS) * HEADS
        self.into = nn.Sequential(nn.Linear(length, width), nn.Dropout(ATM_DROPOUT))
        self.layer = nn.TransformerEncoderLayer(
            width, HEADS, FED, ATM_DROPOUT, activation="gelu", batch_first=True
        )
        self.norm = nn.LayerNorm(width)

    def forward(self, samples: Tensor) -> Tensor:
        """Each electrode's time course with what it takes from the others."""
        mixed: Tensor = self.norm(self.layer(self.into(samples)))
        return mixed
