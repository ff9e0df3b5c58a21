"""From the files of a checkpoint and its base to the parts that sample."""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from shared.errors import AppError
from worker.engine.context import TaskContext
from worker.models.files import ModelFiles
from worker.models.layout import read_json
from worker.models.registry import check_layout, checkpoint_file
from worker.motion.backends.base import Sampled
from worker.motion.dragnuwa.svd.checkpoint import (
    MIN_SHARE,
    Match,
    UnreadableCheckpoint,
    open_checkpoint,
    read_weights,
)
from worker.motion.dragnuwa.svd.network import DragUNet, empty_network

_FIX = "Use DragNUWA 1.5 (drag_nuwa_svd.pth or its .safetensors) with SVD image-to-video as base."
_SHOWN = 3
_PARTS = 3


@dataclass(frozen=True)
class DragModel:
    """The network, and the pipeline of the base around it: autoencoder, image encoder, scheduler.

    `pipe.unet` is None: the network has taken its place.
    """

    network: DragUNet
    pipe: Any


def open_model(ctx: TaskContext, files: ModelFiles) -> Generator[Sampled, None, DragModel]:
    """Load all parts into memory, one per step; they go to the device when they work.

    float16 on a GPU, float32 on a CPU. The autoencoder stays in float32: in half precision Stable
    Video Diffusion's overflows.

    Raises
    ------
    AppError
        `bad_model` for files that are not DragNUWA 1.5 on SVD: under 99 % of the weights found, or
        any of those that the base does not have.
    """
    check_layout(files)
    dtype = torch.float32 if ctx.device == "cpu" else torch.float16
    yield Sampled(0, _PARTS, "loading")
    network, match = load_network(files, dtype)
    ctx.log.info("%d of %d weights found in the checkpoint", match.found, match.expected)
    yield Sampled(1, _PARTS, "loading")
    pipe = _open_base(files, dtype)
    yield Sampled(2, _PARTS, "loading")
    return DragModel(network, pipe)


def load_network(files: ModelFiles, dtype: torch.dtype) -> tuple[DragUNet, Match]:
    """The network with the checkpoint's weights, in memory.

    Raises
    ------
    AppError
        `bad_model`, as `open_model`.
    """
    assert files.base is not None
    config = read_json(files.base / "unet" / "config.json")
    if config is None:
        raise _bad(files, "unet/config.json of its base cannot be read")
    network = empty_network(config)
    try:
        with open_checkpoint(checkpoint_file(files)) as checkpoint:
            weights, match = read_weights(network, checkpoint, dtype)
    except UnreadableCheckpoint as error:
        raise _bad(files, f"its checkpoint cannot be read ({error})") from error
    if match.share < MIN_SHARE or match.lacks_drags:
        raise _bad(files, _shortfall(match))
    if match.missing:
        weights = {**_base_weights(files, dtype), **weights}
    network.load_state_dict(weights, assign=True)
    return network.eval().requires_grad_(False), match


def _shortfall(match: Match) -> str:
    names = ", ".join(match.missing[:_SHOWN])
    return (
        f"{match.found} of the {match.expected} weights ({100 * match.share:.1f} %) are in the"
        f" checkpoint and at least {100 * MIN_SHARE:.0f} % and all of the drags' own must be;"
        f" the first missing: {names}"
    )


def _base_weights(files: ModelFiles, dtype: torch.dtype) -> dict[str, Tensor]:
    from diffusers import UNetSpatioTemporalConditionModel

    unet = _from_base(files, UNetSpatioTemporalConditionModel, "unet", torch_dtype=dtype)
    return {f"unet.{name}": tensor for name, tensor in unet.state_dict().items()}


def _open_base(files: ModelFiles, dtype: torch.dtype) -> Any:
    import diffusers
    from transformers import CLIPImageProcessor, CLIPVisionModelWithProjection

    _silence_bars()
    assert files.base is not None
    vae = _from_base(
        files, diffusers.AutoencoderKLTemporalDecoder, "vae", torch_dtype=torch.float32
    )
    encoder = _from_base(files, CLIPVisionModelWithProjection, "image_encoder", dtype=dtype)
    try:
        extractor = CLIPImageProcessor.from_pretrained(
            files.base / "feature_extractor", local_files_only=True
        )
    except (OSError, ValueError) as error:
        raise _bad(files, f"its base cannot be read ({_first_line(error)})") from error
    pipeline: Any = diffusers.StableVideoDiffusionPipeline
    return pipeline(
        vae=vae.eval(),
        image_encoder=encoder.eval(),
        unet=None,
        scheduler=edm_scheduler(),
        feature_extractor=extractor,
    )


def edm_scheduler() -> Any:
    """Euler steps over the release's noise levels, whatever the base's own settings say.

    Sigma from 700 to 0.002 with rho 7 (Karras et al. 2022, equation 5), v prediction, and a
    quarter of the logarithm of sigma as the step's embedding: Stable Video Diffusion's settings.
    """
    from diffusers import EulerDiscreteScheduler

    scheduler: Any = EulerDiscreteScheduler
    return scheduler(
        sigma_min=0.002,
        sigma_max=700.0,
        use_karras_sigmas=True,
        prediction_type="v_prediction",
        timestep_type="continuous",
        timestep_spacing="leading",
        beta_schedule="scaled_linear",
        beta_start=0.00085,
        beta_end=0.012,
        steps_offset=1,
    )


def _silence_bars() -> None:
    import diffusers
    import transformers

    for library in (diffusers, transformers):  # nobody watches the engine's terminal
        library.utils.logging.disable_progress_bar()


def _from_base(files: ModelFiles, kind: Any, part: str, **options: Any) -> Any:
    from safetensors import SafetensorError

    assert files.base is not None
    try:
        return kind.from_pretrained(
            files.base / part, local_files_only=True, use_safetensors=True, **options
        )
    except (OSError, ValueError, RuntimeError, SafetensorError) as error:
        if isinstance(error, torch.OutOfMemoryError):
            raise
        reason = f"the part {part} of its base cannot be read ({_first_line(error)})"
        raise _bad(files, reason) from error


@contextlib.contextmanager
def on_device(part: torch.nn.Module, device: str) -> Iterator[None]:
    """Keep a part on the device only while it works, so that the largest one decides the memory."""
    if device == "cpu":
        yield
        return
    part.to(device)
    try:
        yield
    finally:
        part.to("cpu")
        if device.startswith("cuda"):
            torch.cuda.empty_cache()


def _bad(files: ModelFiles, reason: str) -> AppError:
    return AppError("bad_model", model=files.id, reason=reason, fix=_FIX)


def _first_line(error: Exception) -> str:
    text = str(error).strip().splitlines()
    return (text[0] if text else type(error).__name__)[:200].rstrip(".")
