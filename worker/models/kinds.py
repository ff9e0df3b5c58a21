"""Kinds of models: what each is, and what a folder must hold to be one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from worker.models.ip_adapter import find_ip_adapter
from worker.models.layout import find_checkpoint, find_pipeline, find_weights

# What is wrong with a model's files, in words; empty when nothing is.
Check = Callable[[Path], str]


@dataclass(frozen=True)
class ModelKind:
    """One kind of model.

    Attributes
    ----------
    title : str
        What it is, in words.
    check : callable
        Looks at the files without loading them.
    check_base : callable or None
        The same for the model that it builds on; None: it needs no base.
    packages : tuple of str
        Python packages that running it needs.
    """

    name: str
    title: str
    check: Check
    check_base: Check | None = None
    packages: tuple[str, ...] = ("torch",)


_SVD = ("StableVideoDiffusionPipeline",)
_WAN = ("WanImageToVideoPipeline",)
# Lightricks' folders name the text-to-video pipeline, which has the same parts.
_LTX = ("LTXImageToVideoPipeline", "LTXPipeline")
_IMAGE_TO_VIDEO = (*_SVD, *_WAN, "CogVideoXImageToVideoPipeline", *_LTX)
_SD = ("StableDiffusionPipeline", "StableDiffusionImg2ImgPipeline")
_SDXL = ("StableDiffusionXLPipeline", "StableDiffusionXLImg2ImgPipeline")
_UNCLIP = ("StableUnCLIPImg2ImgPipeline",)
_DIFFUSERS = ("torch", "diffusers", "transformers", "safetensors")
# Pictures of one's own brain are not checked by a network that nobody asked for.
UNUSED_OF_SD = ("safety_checker", "feature_extractor")


def _pipeline(*classes: str, unused: tuple[str, ...] = ()) -> Check:
    return lambda folder: find_pipeline(folder, classes, unused)


KINDS: dict[str, ModelKind] = {
    kind.name: kind
    for kind in (
        ModelKind("motion-nano", "DragNUWA nano", find_weights, packages=("torch", "safetensors")),
        ModelKind("neuro", "NeuroImagen small", find_weights, packages=("torch", "safetensors")),
        ModelKind("icl", "LLM-R selector of demonstrations", find_weights),
        ModelKind(
            "robustness-masked", "masked language model for attacks on prompts", find_weights
        ),
        ModelKind("robustness-small", "small language model to attack", find_weights),
        ModelKind(
            "robustness-small-low-quality",
            "small language model to attack, trained with low-quality texts",
            find_weights,
        ),
        ModelKind(
            "dragnuwa-svd",
            "DragNUWA 1.5 checkpoint on Stable Video Diffusion",
            find_checkpoint,
            check_base=_pipeline(*_SVD),
            packages=_DIFFUSERS,
        ),
        ModelKind(
            "image-to-video",
            "image-to-video pipeline of diffusers (SVD, Wan, CogVideoX, LTX)",
            _pipeline(*_IMAGE_TO_VIDEO),
            packages=_DIFFUSERS,
        ),
        ModelKind(
            "wan-move",
            "Wan-Move in the layout of diffusers' Wan image-to-video",
            _pipeline(*_WAN),
            packages=_DIFFUSERS,
        ),
        ModelKind(
            "ati",
            "ATI in the layout of diffusers' Wan image-to-video",
            _pipeline(*_WAN),
            packages=_DIFFUSERS,
        ),
        ModelKind(
            "stable-diffusion",
            "Stable Diffusion 1 or 2 in the layout of diffusers",
            _pipeline(*_SD, unused=UNUSED_OF_SD),
            packages=_DIFFUSERS,
        ),
        ModelKind(
            "sdxl-ip-adapter",
            "IP-Adapter for SDXL (.safetensors, its image_encoder beside it) on SDXL-Turbo",
            find_ip_adapter,
            check_base=_pipeline(*_SDXL),
            packages=_DIFFUSERS,
        ),
        ModelKind(
            "unclip",
            "stable unCLIP image-to-image in the layout of diffusers",
            _pipeline(*_UNCLIP),
            packages=_DIFFUSERS,
        ),
    )
}
