"""Sizes of a DragNUWA: the small one that ships and the released one."""

from __future__ import annotations

from typing import Literal

import msgspec

Fusion = Literal["multiscale", "input"]


class NanoConfig(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The nano model, stored beside its weights.

    Attributes
    ----------
    falloff_widths, widths : tuple of int
        Channels of the three levels of the fall-off network and of the video UNet.
    fusion : {"multiscale", "input"}
        Where image, mask and trajectory enter: at every block (the paper's MF), or concatenated at
        the input only (the ablation).
    features : int
        Size of the embedding of text, step and frame.
    noise, hole_noise : float
        Noise added to the warp at the start of sampling, of pictures in -1..1.
    """

    falloff_widths: tuple[int, int, int] = (32, 56, 80)
    widths: tuple[int, int, int] = (48, 72, 96)
    fusion: Fusion = "multiscale"
    features: int = 128
    noise: float = 0.25
    hole_noise: float = 1.0
