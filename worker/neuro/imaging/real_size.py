"""Generators of real size, from folders that a person has: Stable Diffusion and its relatives.

The paper's own (Stable Diffusion, image-to-image, guided by predicted text embeddings of 77 × 768),
SDXL-Turbo with an IP-Adapter, and stable unCLIP.
"""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from shared.errors import AppError
from worker.engine.stepping import Report, stepped
from worker.neuro.imaging.image_encoder import ImageEncoder
from worker.neuro.imaging.pixels import GREY, to_pixels

Kind = Literal["stable-diffusion", "sdxl-ip-adapter", "unclip"]
# Steps and guidance that each was published with.
_USUAL: dict[Kind, tuple[int, float]] = {
    "stable-diffusion": (50, 7.5),
    "sdxl-ip-adapter": (4, 0.0),
    "unclip": (20, 7.5),
}
# Decoding a picture on the way takes about as long as a step.
_PREVIEWS = 10


@dataclass(frozen=True)
class Emerging:
    """How far pictures are, uint8 [n, S, S, 3]; the last ones are the result.

    On the way some steps have the pictures that are expected by then, where these were asked for.
    """

    step: int
    steps: int
    pictures: npt.NDArray[np.uint8] | None = None


@dataclass(frozen=True)
class RealSizeMaker:
    """A generator of real size.

    Attributes
    ----------
    kind : str
        What guides it: text embeddings [n, 77, 768] for `stable-diffusion`, image embeddings
        [n, D] for the others.
    encoder : ImageEncoder or None
        Tells the image embeddings of pictures.
    """

    kind: Kind
    pipe: Any
    encoder: ImageEncoder | None = None

    @property
    def size_px(self) -> int:
        """Side of its pictures."""
        return int(self.pipe.unet.config.sample_size) * int(self.pipe.vae_scale_factor)

    @property
    def takes_first(self) -> bool:
        """Whether it can begin with a picture; stable unCLIP begins with noise."""
        return self.kind != "unclip"

    @property
    def target_shape(self) -> tuple[int, ...]:
        """Of what guides one picture."""
        config = self.pipe.unet.config
        if self.kind == "stable-diffusion":
            return int(self.pipe.tokenizer.model_max_length), int(config.cross_attention_dim)
        if self.kind == "unclip":
            return (int(self.pipe.image_encoder.config.projection_dim),)
        layer = self.pipe.unet.encoder_hid_proj.image_projection_layers[0]
        return (int(layer.image_embeds.in_features),)

    def text_targets(self, captions: list[str]) -> npt.NDArray[np.float32]:
        """Text embeddings float32 [n, 77, 768], which guide Stable Diffusion."""
        encoder = self.pipe.text_encoder
        tokens = self.pipe.tokenizer(
            captions, padding="max_length", truncation=True, return_tensors="pt"
        ).input_ids
        with torch.inference_mode():
            told = encoder(tokens.to(encoder.device))[0]
        return np.asarray(told.float().cpu().numpy(), np.float32)

    def image_targets(self, pictures: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
        """Image embeddings float32 [n, D] of pictures uint8 [n, H, W, 3]."""
        assert self.encoder is not None, f"{self.kind} is not guided by pictures"
        return self.encoder.embed(pictures)

    def steps(
        self,
        condition: npt.NDArray[np.float32],
        first: npt.NDArray[np.uint8] | None,
        seeds: list[int],
        *,
        strength: float = 0.8,
        steps: int | None = None,
        guidance: float | None = None,
        previews: bool = False,
    ) -> Iterator[Emerging]:
        """Make a picture for each row, step by step; while one takes long it is yielded again.

        Parameters
        ----------
        condition : float32 [n, 77, 768] or [n, D]
            Embeddings of what `kind` says.
        first : uint8 [n, H, W, 3], optional
            First pictures, such as saliency maps; stable unCLIP takes none.
        seeds : list of int
            One for each row.
        previews : bool
            Whether about ten of the steps have pictures.

        Raises
        ------
        AppError
            `bad_field` for shapes that do not fit the model.
        """
        self._check(condition, first)
        usual_steps, usual_guidance = _USUAL[self.kind]
        count = usual_steps if steps is None else steps
        arguments: dict[str, Any] = {
            "num_inference_steps": count,
            "guidance_scale": usual_guidance if guidance is None else guidance,
            "generator": [torch.Generator("cpu").manual_seed(seed) for seed in seeds],
            "output_type": "np",
            **self._guides(condition),
        }
        if self.takes_first:
            pictures = np.full((len(seeds), 8, 8, 3), GREY, np.uint8) if first is None else first
            arguments["image"] = _resized(pictures, self.size_px)
            # At 1 nothing is left of the grey; below a step's share there would be no step.
            arguments["strength"] = 1.0 if first is None else min(1.0, max(strength, 1.01 / count))

        def call(report: Report[Emerging]) -> npt.NDArray[np.uint8]:
            return _call(self.pipe, arguments, report, previews)

        running = stepped(call, name="generator")
        last = Emerging(0, count)
        try:
            while True:
                last = next(running) or last
                yield last
        except StopIteration as stop:
            made: npt.NDArray[np.uint8] = stop.value
        finally:
            running.close()
        yield Emerging(last.steps, last.steps, made)

    def _guides(self, condition: npt.NDArray[np.float32]) -> dict[str, Any]:
        given = torch.from_numpy(condition).to(self.pipe.unet.device, self.pipe.unet.dtype)
        if self.kind == "stable-diffusion":
            return {"prompt_embeds": given}
        prompts = [""] * len(given)
        if self.kind == "unclip":
            return {"prompt": prompts, "image_embeds": given}
        return {"prompt": prompts, "ip_adapter_image_embeds": [given[:, None]]}

    def _check(
        self, condition: npt.NDArray[np.float32], first: npt.NDArray[np.uint8] | None
    ) -> None:
        limit = self.target_shape
        if condition.shape[1:] != limit or not len(condition):
            wanted = f"[n, {', '.join(map(str, limit))}]"
            value = str(condition.shape)
            raise AppError("bad_field", field="embedding", value=value, limit=wanted)
        if first is not None and not self.takes_first:
            raise AppError(
                "bad_field", field="saliency", value="given", limit="none: it starts from noise"
            )
        if first is not None and (first.ndim != 4 or len(first) != len(condition)):
            wanted = f"[{len(condition)}, H, W, 3]"
            raise AppError("bad_field", field="saliency", value=str(first.shape), limit=wanted)


def _call(
    shared_pipe: Any, arguments: dict[str, Any], report: Report[Emerging], previews: bool
) -> npt.NDArray[np.uint8]:
    """Call a pipeline and report every step but the last, whose pictures are returned."""
    # Another run may step in between two steps: the counters of scheduler and call are our own.
    pipe = copy.copy(shared_pipe)
    pipe.scheduler = copy.deepcopy(shared_pipe.scheduler)
    done = 0

    def stepping(expected: Tensor) -> None:
        nonlocal done
        done += 1
        total = int(getattr(pipe, "num_timesteps", len(pipe.scheduler.timesteps)))
        if done < total:
            is_shown = previews and done % max(1, total // _PREVIEWS) == 0
            report(Emerging(done, total, _decoded(pipe.vae, expected) if is_shown else None))

    _watch(pipe.scheduler, stepping)
    with torch.inference_mode():
        made = pipe(**arguments)
    pixels: npt.NDArray[np.uint8] = np.round(made.images * 255).astype(np.uint8)
    return pixels


def _watch(scheduler: Any, told: Callable[[Tensor], None]) -> None:
    """Tell after each step which latents are expected in the end: what the picture will be."""
    step = scheduler.step

    @functools.wraps(step)  # pipelines look at the arguments
    def watched(*arguments: Any, **options: Any) -> Any:
        made = step(*arguments, **options)
        told(made[1] if len(made) > 1 else made[0])
        return made

    scheduler.step = watched


def _decoded(vae: Any, latents: Tensor) -> npt.NDArray[np.uint8]:
    """Latents as pictures; autoencoders that overflow in half precision say so."""
    is_lifted = vae.dtype == torch.float16 and vae.config.force_upcast
    if is_lifted:
        vae.to(torch.float32)
    try:
        decoded = vae.decode(latents.to(vae.dtype) / vae.config.scaling_factor).sample
        return to_pixels(decoded)
    finally:
        if is_lifted:
            vae.to(torch.float16)


def _resized(pictures: npt.NDArray[np.uint8], size_px: int) -> Tensor:
    import cv2

    made = [
        cv2.resize(each, (size_px, size_px), interpolation=cv2.INTER_CUBIC) for each in pictures
    ]
    return torch.from_numpy(np.stack(made)).permute(0, 3, 1, 2).float() / 255
