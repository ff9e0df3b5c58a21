"""What each way of making frames is, needs and can do: read by forms, checks and the worker."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

BackendName = Literal["warp", "nano", "dragnuwa-svd", "ttm", "wan-move", "ati"]


@dataclass(frozen=True)
class BackendInfo:
    """One backend, in words and limits.

    Attributes
    ----------
    title, summary : str
        What a person reads; English source text.
    model_kind : str or None
        Kind of model in the registry that it needs (`worker.models`); None: nothing to load.
    uses_prompt : bool
        Whether the prompt changes the frames.
    default_steps, max_steps : int
        Sampling steps; 0: it has no steps.
    default_text_guidance, default_motion_guidance : float
        Classifier-free guidance scales; 1 leaves the conditional prediction as it is.
    """

    name: BackendName
    title: str
    summary: str
    model_kind: str | None = None
    uses_prompt: bool = False
    default_steps: int = 0
    max_steps: int = 0
    default_text_guidance: float = 1.0
    default_motion_guidance: float = 1.0


BACKENDS: dict[BackendName, BackendInfo] = {
    info.name: info
    for info in (
        BackendInfo("warp", "Warp", "Moves the picture's own pixels; exact, instant, no model."),
        BackendInfo(
            "nano",
            "DragNUWA nano",
            "Small video diffusion on top of the warp, from text, picture and drags; ships here.",
            model_kind="motion-nano",
            uses_prompt=True,
            default_steps=4,
            max_steps=32,
        ),
        BackendInfo(
            "dragnuwa-svd",
            "DragNUWA 1.5",
            "The released DragNUWA 1.5 on Stable Video Diffusion; takes no text.",
            model_kind="dragnuwa-svd",
            default_steps=25,
            max_steps=200,
            default_text_guidance=2.5,
        ),
        BackendInfo(
            "ttm",
            "Time-to-Move",
            "Dual-clock denoising on any image-to-video model of diffusers.",
            model_kind="image-to-video",
            uses_prompt=True,
            default_steps=50,
            max_steps=200,
            default_text_guidance=5.0,
        ),
        BackendInfo(
            "wan-move",
            "Wan-Move",
            "Wan image-to-video whose condition latents are moved along the drags.",
            model_kind="wan-move",
            uses_prompt=True,
            default_steps=40,
            max_steps=200,
            default_text_guidance=5.0,
        ),
        BackendInfo(
            "ati",
            "ATI",
            "Wan image-to-video with the tracks splatted into its condition latents.",
            model_kind="ati",
            uses_prompt=True,
            default_steps=40,
            max_steps=200,
            default_text_guidance=5.0,
        ),
    )
}
