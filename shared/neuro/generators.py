"""What can make pictures from decoded EEG: read by forms, checks and the worker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

GeneratorName = Literal["small", "stable-diffusion", "sdxl-ip-adapter", "unclip"]


@dataclass(frozen=True)
class GeneratorInfo:
    """One generator, in words and limits.

    Attributes
    ----------
    title, summary : str
        What a person reads; English source text.
    model_kind : str
        Kind of model in the registry that it needs (`worker.models`).
    default_steps : int
        Diffusion steps that it was published with, or that were chosen on validation.
    default_count : int
        Pictures that are made, of which the one nearest the EEG is kept.
    """

    name: GeneratorName
    title: str
    summary: str
    model_kind: str
    default_steps: int
    default_count: int = 1


GENERATORS: dict[GeneratorName, GeneratorInfo] = {
    info.name: info
    for info in (
        GeneratorInfo(
            "small",
            "NeuroImagen small",
            "Trained for the decoder; 64 pixels, a tenth of a second. Ships here.",
            model_kind="neuro",
            default_steps=8,
            default_count=4,
        ),
        GeneratorInfo(
            "stable-diffusion",
            "Stable Diffusion",
            "The paper's generator, guided by captions of what was decoded.",
            model_kind="stable-diffusion",
            default_steps=50,
        ),
        GeneratorInfo(
            "sdxl-ip-adapter",
            "SDXL with IP-Adapter",
            "A few steps, guided by pictures of what was decoded.",
            model_kind="sdxl-ip-adapter",
            default_steps=4,
        ),
        GeneratorInfo(
            "unclip",
            "Stable unCLIP",
            "Guided by pictures of what was decoded; takes no first picture.",
            model_kind="unclip",
            default_steps=20,
        ),
    )
}
