"""What differs between diffusers' image-to-video pipelines: sizes, arguments, latents.

Latents are passed around as [1, C, F', h, w] and laid out as each pipeline keeps them.
"""

from __future__ import annotations

import logging
import math
from typing import Any, Protocol

import numpy as np
import torch
from PIL import Image

from worker.motion.backends.base import RenderJob
from worker.motion.latents.clock import Clock
from worker.motion.latents.fit import Fit, Limits

# Pipelines whose folders do not say at which area and length they were trained: those of their
# model cards.
_WAN_AREA_PX, _WAN_FRAMES = 832 * 480, 81
_LTX_AREA_PX, _LTX_FRAMES = 704 * 512, 121
# Frames that SVD's autoencoder takes at a time; more of them only cost memory.
_SVD_CHUNK = 8
# Above this, Stable Video Diffusion burns out colours (its pipeline's own default maximum).
_SVD_GUIDANCE = 3.0
log = logging.getLogger(__name__)


class Family(Protocol):
    """One pipeline class."""

    clock: Clock
    keeps_first: bool
    """Whether the first latent frame is the picture itself and never noise."""

    def limits(self, pipe: Any) -> Limits:
        """Sizes and lengths that it takes."""

    def stride(self, pipe: Any) -> int:
        """Frames per latent frame."""

    def side(self, pipe: Any) -> int:
        """Pixels per latent cell."""

    def arguments(self, job: RenderJob, fit: Fit) -> dict[str, Any]:
        """Arguments of its call beside the picture, the size, the steps and the callback."""

    def encode(self, pipe: Any, video: torch.Tensor) -> torch.Tensor:
        """Latents [1, C, F', h, w] of a video, float32 [1, 3, F, H, W] in [-1, 1], scaled as the
        pipeline samples them."""

    def lay_out(self, pipe: Any, latents: torch.Tensor) -> torch.Tensor:
        """[1, C, F', h, w] in the layout of the pipeline's loop."""


class StableVideo:
    """`StableVideoDiffusionPipeline`: one latent frame per frame, [1, F, C, h, w]."""

    clock = Clock(16 / 50, 21 / 50)
    keeps_first = False

    def limits(self, pipe: Any) -> Limits:
        config = pipe.unet.config
        side_px = pipe.vae_scale_factor * 2 ** (len(config.block_out_channels) - 1)
        area_px = (config.sample_size * pipe.vae_scale_factor) ** 2
        return Limits(side_px, area_px, config.num_frames, lambda count: True)

    def stride(self, pipe: Any) -> int:
        return 1

    def side(self, pipe: Any) -> int:
        return int(pipe.vae_scale_factor)

    def arguments(self, job: RenderJob, fit: Fit) -> dict[str, Any]:
        if job.text_guidance > _SVD_GUIDANCE:
            log.info(
                "guidance %g is above what Stable Video Diffusion bears: %g is used",
                *(job.text_guidance, _SVD_GUIDANCE),
            )
        return {
            "min_guidance_scale": 1.0,
            "max_guidance_scale": min(job.text_guidance, _SVD_GUIDANCE),
            "motion_bucket_id": 17,  # Time-to-Move's: the motion comes from the guide
            "decode_chunk_size": _SVD_CHUNK,
        }

    def encode(self, pipe: Any, video: torch.Tensor) -> torch.Tensor:
        vae = pipe.vae
        # Its encoder overflows in float16, so the pipeline too encodes in float32.
        before = vae.dtype
        upcast = before == torch.float16 and vae.config.force_upcast
        if upcast:
            vae.to(dtype=torch.float32)
        chunks = torch.split(video[0].transpose(0, 1).to(vae.dtype), _SVD_CHUNK)
        latents = torch.cat([vae.encode(chunk).latent_dist.mode() for chunk in chunks])
        if upcast:
            vae.to(dtype=before)
        scaled: torch.Tensor = latents.float() * vae.config.scaling_factor
        return scaled.transpose(0, 1)[None]

    def lay_out(self, pipe: Any, latents: torch.Tensor) -> torch.Tensor:
        return latents.transpose(1, 2)


class _Prompted:
    """Pipelines that read a prompt and whose autoencoder also shortens time."""

    def stride(self, pipe: Any) -> int:
        return int(pipe.vae_scale_factor_temporal)

    def side(self, pipe: Any) -> int:
        return int(pipe.vae_scale_factor_spatial)

    def arguments(self, job: RenderJob, fit: Fit) -> dict[str, Any]:
        return {"prompt": job.prompt, "guidance_scale": job.text_guidance}


class Wan(_Prompted):
    """`WanImageToVideoPipeline` 2.1 and 2.2, with one or two transformers: [1, C, F', h, w]."""

    clock = Clock(3 / 50, 7 / 50)
    camera_clock = Clock(2 / 50, 5 / 50)
    keeps_first = False

    def limits(self, pipe: Any) -> Limits:
        transformer = pipe.transformer if pipe.transformer is not None else pipe.transformer_2
        side_px = pipe.vae_scale_factor_spatial * transformer.config.patch_size[1]
        side_px = math.lcm(side_px, 16)  # the pipeline itself asks for 16
        stride = pipe.vae_scale_factor_temporal
        return Limits(side_px, _WAN_AREA_PX, _WAN_FRAMES, lambda count: count % stride == 1)

    def encode(self, pipe: Any, video: torch.Tensor) -> torch.Tensor:
        latents: torch.Tensor = pipe.vae.encode(video.to(pipe.vae.dtype)).latent_dist.mode().float()
        mean, std = (
            torch.tensor(values).view(1, -1, 1, 1, 1).to(latents)
            for values in (pipe.vae.config.latents_mean, pipe.vae.config.latents_std)
        )
        return (latents - mean) / std

    def lay_out(self, pipe: Any, latents: torch.Tensor) -> torch.Tensor:
        return latents


class CogVideoX(_Prompted):
    """`CogVideoXImageToVideoPipeline` 1.0 and 1.5: [1, F', C, h, w]."""

    clock = Clock(4 / 50, 9 / 50)
    keeps_first = False

    def limits(self, pipe: Any) -> Limits:
        config, side_px = pipe.transformer.config, pipe.vae_scale_factor_spatial
        stride, patch = pipe.vae_scale_factor_temporal, config.patch_size_t or 1
        size = (config.sample_width * side_px, config.sample_height * side_px)
        # Positions that were learned exist for one size only.
        learned = getattr(config, "use_learned_positional_embeddings", False)
        return Limits(
            side_px * config.patch_size,
            size[0] * size[1],
            config.sample_frames,
            lambda count: count % stride == 1 and ((count - 1) // stride + 1) % patch == 0,
            size if learned else None,
        )

    def encode(self, pipe: Any, video: torch.Tensor) -> torch.Tensor:
        latents: torch.Tensor = pipe.vae.encode(video.to(pipe.vae.dtype)).latent_dist.mode()
        return latents * float(pipe.vae_scaling_factor_image)

    def lay_out(self, pipe: Any, latents: torch.Tensor) -> torch.Tensor:
        return latents.transpose(1, 2)


class Ltx:
    """`LTXImageToVideoPipeline`: a sequence of patches, [1, S, C]; the first frame stays clean.

    Time-to-Move reports no clock for it; Wan's is taken, which is a flow model like it.
    """

    clock = Clock(3 / 50, 7 / 50)
    keeps_first = True

    def limits(self, pipe: Any) -> Limits:
        stride, side_px = pipe.vae_temporal_compression_ratio, pipe.vae_spatial_compression_ratio
        side_px = math.lcm(side_px, 32)  # the pipeline itself asks for 32
        return Limits(side_px, _LTX_AREA_PX, _LTX_FRAMES, lambda count: count % stride == 1)

    def stride(self, pipe: Any) -> int:
        return int(pipe.vae_temporal_compression_ratio)

    def side(self, pipe: Any) -> int:
        return int(pipe.vae_spatial_compression_ratio)

    def arguments(self, job: RenderJob, fit: Fit) -> dict[str, Any]:
        return {
            "prompt": job.prompt,
            "guidance_scale": job.text_guidance,
            "frame_rate": round(job.fps),
            # For autoencoders that take a last bit of noise away; others ignore it.
            "decode_timestep": 0.05,
            "decode_noise_scale": 0.025,
        }

    def encode(self, pipe: Any, video: torch.Tensor) -> torch.Tensor:
        latents: torch.Tensor = pipe.vae.encode(video.to(pipe.vae.dtype)).latent_dist.mode().float()
        mean, std = (
            values.view(1, -1, 1, 1, 1).to(latents)
            for values in (pipe.vae.latents_mean, pipe.vae.latents_std)
        )
        scaled: torch.Tensor = (latents - mean) * pipe.vae.config.scaling_factor / std
        return scaled

    def lay_out(self, pipe: Any, latents: torch.Tensor) -> torch.Tensor:
        packed: torch.Tensor = pipe._pack_latents(
            latents, pipe.transformer_spatial_patch_size, pipe.transformer_temporal_patch_size
        )
        return packed


FAMILIES: dict[str, Family] = {
    "StableVideoDiffusionPipeline": StableVideo(),
    "WanImageToVideoPipeline": Wan(),
    "CogVideoXImageToVideoPipeline": CogVideoX(),
    "LTXImageToVideoPipeline": Ltx(),
}


def family_of(pipe: Any) -> Family:
    """The family of a loaded pipeline."""
    return FAMILIES[type(pipe).__name__]


def call_arguments(
    pipe: Any, family: Family, job: RenderJob, fit: Fit, still: np.ndarray
) -> dict[str, Any]:
    """All arguments of the pipeline's call but the callback; `still` is uint8 [H, W, 3]."""
    return {
        "image": Image.fromarray(still),
        "width": fit.width,
        "height": fit.height,
        "num_frames": fit.model_frames,
        "num_inference_steps": job.steps,
        "generator": torch.Generator(_noise_device(pipe)).manual_seed(job.seed),
        **family.arguments(job, fit),
    }


def _noise_device(pipe: Any) -> torch.device:
    """Noise is drawn on the CPU, so that a seed means the same on every device.

    But for LTX's autoencoders that denoise: theirs is drawn on the device and needs its generator.
    """
    denoises = getattr(pipe.vae.config, "timestep_conditioning", False)
    return torch.device(pipe._execution_device if denoises else "cpu")
