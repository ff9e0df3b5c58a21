"""Sampling as released: EDM steps of Euler, guidance that grows over the frames."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from worker.motion.backends.base import Sampled
from worker.motion.dragnuwa.svd.loading import DragModel, on_device
from worker.motion.dragnuwa.svd.network import DragUNet, Modulation

# The release passes its rate of 4 as it is; diffusers' own pipeline would subtract 1 first.
FPS_ID, MOTION_BUCKET, AUGMENTATION = 4, 4, 0.02
MIN_GUIDANCE = 1.0


@dataclass(frozen=True)
class Clip:
    """What is sampled: a picture and its drags.

    Attributes
    ----------
    picture : np.ndarray
        uint8 [H, W, 3] RGB, the first frame at the model's size.
    drag_map : Tensor
        float32 [T, 2, H, W] px.
    guidance : float
        Of the last frame; the first has 1, those between lie on a line.
    """

    picture: np.ndarray
    drag_map: Tensor
    steps: int
    guidance: float
    seed: int


@dataclass(frozen=True)
class _Condition:
    """Both halves of the guidance, without the picture first and with it second."""

    embeddings: Tensor
    latents: Tensor
    time_ids: Tensor
    modulations: list[Modulation]


def sample(model: DragModel, clip: Clip, device: str) -> Generator[Sampled, None, np.ndarray]:
    """Yield each step, and return the frames, float32 [T, H, W, 3] in 0..1.

    Drags go to both halves of the guidance: it strengthens the picture, never the drags.
    """
    total = clip.steps + len(clip.drag_map) + 1  # frames are still to be handed over
    # Noise comes from the CPU, so that a seed gives the same start on every device.
    noise = torch.Generator().manual_seed(clip.seed)
    yield Sampled(0, total, "encoding")
    with on_device(model.network, device):
        condition = _condition(model, clip, device, noise)
        latents = yield from _denoise(model, clip, condition, noise, total)
    with on_device(model.pipe.vae, device):
        frames = []
        for index, latent in enumerate(latents):
            frames.append(_decode(model, latent))
            yield Sampled(clip.steps + index + 1, total, "decoding")
    return np.stack(frames)


@torch.inference_mode()
def _condition(model: DragModel, clip: Clip, device: str, noise: torch.Generator) -> _Condition:
    pipe, network = model.pipe, model.network
    dtype = next(network.parameters()).dtype
    picture = Image.fromarray(clip.picture)
    with on_device(pipe.image_encoder, device):
        embeddings = pipe._encode_image(picture, device, 1, True)
    height, width = clip.picture.shape[:2]
    pixels = pipe.video_processor.preprocess(picture, height=height, width=width)
    pixels = pixels + AUGMENTATION * torch.randn(pixels.shape, generator=noise)
    with on_device(pipe.vae, device):
        latents = pipe._encode_vae_image(pixels, device, 1, True)
    ids = torch.tensor([[FPS_ID, MOTION_BUCKET, AUGMENTATION]], dtype=dtype, device=device)
    return _Condition(
        embeddings=embeddings.to(dtype),
        latents=latents.to(dtype)[:, None].expand(-1, len(clip.drag_map), -1, -1, -1),
        time_ids=ids.repeat(2, 1),
        modulations=network.modulations(clip.drag_map.to(device, dtype)),
    )


def _denoise(
    model: DragModel, clip: Clip, condition: _Condition, noise: torch.Generator, total: int
) -> Generator[Sampled, None, Tensor]:
    scheduler = model.pipe.scheduler
    frames = len(clip.drag_map)
    device = condition.embeddings.device
    scheduler.set_timesteps(clip.steps, device=device)
    shape = (1, frames, model.pipe.vae.config.latent_channels, *condition.latents.shape[-2:])
    # In float32: at sigma 700 half precision has no digits left for what a step changes.
    latents: Tensor = torch.randn(shape, generator=noise).to(device) * scheduler.init_noise_sigma
    guidance = torch.linspace(MIN_GUIDANCE, clip.guidance, frames).to(latents)
    for done, step in enumerate(scheduler.timesteps, start=1):
        latents = _step(model, condition, latents, step, guidance[None, :, None, None, None])
        yield Sampled(done, total)
    clip_latents: Tensor = latents[0]
    return clip_latents


@torch.inference_mode()
def _step(
    model: DragModel, condition: _Condition, latents: Tensor, step: Tensor, guidance: Tensor
) -> Tensor:
    scaled = model.pipe.scheduler.scale_model_input(latents, step)
    try:
        without, with_picture = _predict(model.network, condition, scaled, step, slice(None))
    except torch.OutOfMemoryError:  # one half at a time gives the same
        halves = [
            _predict(model.network, condition, scaled, step, slice(half, half + 1))
            for half in range(2)
        ]
        without, with_picture = torch.cat(halves)
    predicted = without + guidance[0] * (with_picture - without)
    stepped: Tensor = model.pipe.scheduler.step(predicted[None], step, latents).prev_sample
    return stepped


def _predict(
    network: DragUNet, condition: _Condition, scaled: Tensor, step: Tensor, halves: slice
) -> Tensor:
    pictures = condition.latents[halves]
    noisy = scaled.to(pictures).expand(len(pictures), -1, -1, -1, -1)
    inputs = torch.cat([noisy, pictures], dim=2)
    predicted: Tensor = network(
        inputs, step, condition.embeddings[halves], condition.time_ids[halves],
        condition.modulations,
    )  # fmt: skip
    return predicted.float()


@torch.inference_mode()
def _decode(model: DragModel, latent: Tensor) -> np.ndarray:
    """One latent frame [4, h, w] as float32 [H, W, 3] in 0..1; the release decodes singly too."""
    vae = model.pipe.vae
    scaled = latent[None].to(vae.dtype) / vae.config.scaling_factor
    pixels = vae.decode(scaled, num_frames=1).sample[0]
    return np.asarray((pixels.float().cpu() / 2 + 0.5).clamp(0, 1).permute(1, 2, 0))
