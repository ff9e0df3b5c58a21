"""Generators of real size, from folders that a person has: Stable Diffusion and its relatives.

The paper's own (Stable Diffusion, image-to-image, guided by predicted text embeddings of 77 × 768),
SDXL-Turbo with an IP-Adapter, and stable unCLIP. Nothing is fetched: folders are in the layout of
diffusers, weights are safetensors, and code that comes with a model is never run.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from shared.errors import AppError, first_line
from worker.neuro.imaging.pixels import GREY

Kind = Literal["stable-diffusion", "sdxl-ip-adapter", "unclip"]
# By the class that a folder's index names; all are opened for image-to-image.
_CLASSES: dict[str, tuple[Kind, str]] = {
    "StableDiffusionPipeline": ("stable-diffusion", "StableDiffusionImg2ImgPipeline"),
    "StableDiffusionImg2ImgPipeline": ("stable-diffusion", "StableDiffusionImg2ImgPipeline"),
    "StableDiffusionXLPipeline": ("sdxl-ip-adapter", "StableDiffusionXLImg2ImgPipeline"),
    "StableDiffusionXLImg2ImgPipeline": ("sdxl-ip-adapter", "StableDiffusionXLImg2ImgPipeline"),
    "StableUnCLIPImg2ImgPipeline": ("unclip", "StableUnCLIPImg2ImgPipeline"),
}
# Steps and guidance that each was published with.
_USUAL: dict[Kind, tuple[int, float]] = {
    "stable-diffusion": (50, 7.5),
    "sdxl-ip-adapter": (4, 0.0),
    "unclip": (20, 7.5),
}
_LIBRARIES = {"diffusers", "transformers", "stable_diffusion"}
_FIX = "Put a folder in the layout of diffusers there, with model_index.json and safetensors."
OnStep = Callable[[int, int], None]


@dataclass(frozen=True)
class RealSizeMaker:
    """A generator of real size.

    Attributes
    ----------
    kind : str
        What guides it: text embeddings [n, 77, 768] for `stable-diffusion`, image embeddings
        [n, D] for the others.
    """

    kind: Kind
    pipe: Any

    @property
    def size_px(self) -> int:
        """Side of its pictures."""
        return int(self.pipe.unet.config.sample_size) * int(self.pipe.vae_scale_factor)

    def reconstruct(
        self,
        condition: npt.NDArray[np.float32],
        first: npt.NDArray[np.uint8] | None,
        seed: int,
        *,
        strength: float = 0.8,
        steps: int | None = None,
        guidance: float | None = None,
        on_step: OnStep | None = None,
    ) -> npt.NDArray[np.uint8]:
        """Pictures uint8 [n, S, S, 3].

        Parameters
        ----------
        condition : float32 [n, 77, 768] or [n, D]
            Decoded embeddings of what `kind` says.
        first : uint8 [n, H, W, 3], optional
            First pictures, such as saliency maps; stable unCLIP takes none.
        on_step : callable, optional
            Is told the step, from 1, and their number.

        Raises
        ------
        AppError
            `bad_field` for shapes that do not fit the model.
        """
        self._check(condition, first)
        usual_steps, usual_guidance = _USUAL[self.kind]
        count = usual_steps if steps is None else steps
        options: dict[str, Any] = {
            "num_inference_steps": count,
            "guidance_scale": usual_guidance if guidance is None else guidance,
            "generator": [
                torch.Generator("cpu").manual_seed(seed * 1_000_003 + row)
                for row in range(len(condition))
            ],
            "output_type": "np",
        }
        given = torch.from_numpy(condition).to(self.pipe.unet.device, self.pipe.unet.dtype)
        with torch.inference_mode():
            made = self.pipe(**options, **self._inputs(given, first, strength, count, on_step))
        pixels: npt.NDArray[np.uint8] = np.round(made.images * 255).astype(np.uint8)
        return pixels

    def _inputs(
        self,
        given: Tensor,
        first: npt.NDArray[np.uint8] | None,
        strength: float,
        steps: int,
        on_step: OnStep | None,
    ) -> dict[str, Any]:
        if self.kind == "unclip":
            told = None if on_step is None else lambda place, *_: on_step(place + 1, steps)
            prompts = [""] * len(given)
            return {"prompt": prompts, "image_embeds": given, "callback": told}
        pictures = np.full((len(given), 8, 8, 3), GREY, np.uint8) if first is None else first
        inputs: dict[str, Any] = {
            "image": _resized(pictures, self.size_px),
            # At 1 nothing is left of the grey.
            "strength": 1.0 if first is None else strength,
        }
        if on_step is not None:
            inputs["callback_on_step_end"] = _callback(on_step)
        if self.kind == "stable-diffusion":
            return {**inputs, "prompt_embeds": given}
        return {
            **inputs,
            "prompt": [""] * len(given),
            "ip_adapter_image_embeds": [given[:, None]],
        }

    def _check(
        self, condition: npt.NDArray[np.float32], first: npt.NDArray[np.uint8] | None
    ) -> None:
        config = self.pipe.unet.config
        if self.kind == "stable-diffusion":
            length = int(self.pipe.tokenizer.model_max_length)
            limit: tuple[int, ...] = (length, int(config.cross_attention_dim))
        elif self.kind == "unclip":
            limit = (int(self.pipe.image_encoder.config.projection_dim),)
        else:
            limit = (int(_projection(self.pipe.unet)),)
        if condition.shape[1:] != limit or not len(condition):
            wanted = f"[n, {', '.join(map(str, limit))}]"
            value = str(condition.shape)
            raise AppError("bad_field", field="embedding", value=value, limit=wanted)
        if first is not None and self.kind == "unclip":
            raise AppError(
                "bad_field", field="saliency", value="given", limit="none: it starts from noise"
            )
        if first is not None and (first.ndim != 4 or len(first) != len(condition)):
            wanted = f"[{len(condition)}, H, W, 3]"
            raise AppError("bad_field", field="saliency", value=str(first.shape), limit=wanted)


def open_real_size(
    folder: Path, *, adapter: Path | None = None, device: str = "cpu", half: bool = False
) -> RealSizeMaker:
    """A generator from a folder; `adapter` is the safetensors file of an IP-Adapter for SDXL.

    Raises
    ------
    AppError
        `missing_model` that names what is not there, `bad_model` for what cannot be read.
    """
    index = _index(folder)
    kind, pipeline = _class_of(folder, index)
    if kind == "sdxl-ip-adapter" and (adapter is None or not adapter.is_file()):
        name = "the IP-Adapter" if adapter is None else adapter.name
        fix = "Name its safetensors file, such as ip-adapter_sdxl_vit-h.safetensors."
        raise AppError("missing_model", model=name, fix=fix)
    _check_parts(folder, index)
    import diffusers

    diffusers.utils.logging.disable_progress_bar()
    options: dict[str, Any] = {"torch_dtype": torch.float16 if half else torch.float32}
    if kind == "stable-diffusion":
        options |= {"safety_checker": None, "requires_safety_checker": False}
    try:
        pipe = getattr(diffusers, pipeline).from_pretrained(
            folder, local_files_only=True, use_safetensors=True, **options
        )
        if adapter is not None and kind == "sdxl-ip-adapter":
            pipe.load_ip_adapter(
                str(adapter.parent),
                subfolder="",
                weight_name=adapter.name,
                image_encoder_folder=None,
                local_files_only=True,
            )
            pipe.set_ip_adapter_scale(1.0)
    except torch.OutOfMemoryError:
        raise
    except Exception as error:  # the formats' readers raise anything on damage
        raise _bad(folder, f"it cannot be read ({first_line(error)})") from error
    pipe.set_progress_bar_config(disable=True)
    return RealSizeMaker(kind, pipe.to(device))


def text_targets(maker: RealSizeMaker, captions: list[str]) -> npt.NDArray[np.float32]:
    """What the sample level learns to tell for Stable Diffusion, float32 [n, 77, 768]."""
    tokens = maker.pipe.tokenizer(
        captions, padding="max_length", truncation=True, return_tensors="pt"
    ).input_ids
    with torch.inference_mode():
        told = maker.pipe.text_encoder(tokens.to(maker.pipe.text_encoder.device))[0]
    return np.asarray(told.float().cpu().numpy(), np.float32)


def image_targets(
    folder: Path, pictures: npt.NDArray[np.uint8], device: str = "cpu"
) -> npt.NDArray[np.float32]:
    """Embeddings float32 [n, D] of an OpenCLIP image encoder in the layout of transformers.

    Raises
    ------
    AppError
        `missing_model` or `bad_model`.
    """
    from transformers import CLIPImageProcessor, CLIPVisionModelWithProjection

    for name in ("config.json", "model.safetensors", "preprocessor_config.json"):
        if not (folder / name).is_file():
            fix = "Put an image encoder in the layout of transformers there."
            raise AppError("missing_model", model=f"{folder.name}/{name}", fix=fix)
    try:
        encoder = CLIPVisionModelWithProjection.from_pretrained(
            folder, local_files_only=True, use_safetensors=True
        )
        processor = CLIPImageProcessor.from_pretrained(folder, local_files_only=True)
    except Exception as error:  # as above
        raise _bad(folder, f"it cannot be read ({first_line(error)})") from error
    given = processor(list(pictures), return_tensors="pt").pixel_values
    with torch.inference_mode():
        told = encoder.to(device).eval()(given.to(device)).image_embeds
    return np.asarray(told.float().cpu().numpy(), np.float32)


def open_clip_model(name: str, weights: Path) -> Any:
    """A model of the package open_clip with weights from a file.

    Raises
    ------
    AppError
        `missing_package` where the package is not installed, `missing_model` without the file.
    """
    try:
        import open_clip
    except ImportError as error:
        raise AppError("missing_package", package="open_clip_torch") from error
    if not weights.is_file():
        raise AppError("missing_model", model=weights.name, fix=f"Put the weights of {name} there.")
    return open_clip.create_model(name, pretrained=str(weights)).eval()


def _index(folder: Path) -> dict[str, Any]:
    path = folder / "model_index.json"
    if not path.is_file():
        raise AppError("missing_model", model=f"{folder.name}/model_index.json", fix=_FIX)
    try:
        index = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise _bad(folder, "its model_index.json is no JSON") from error
    if not isinstance(index, dict):
        raise _bad(folder, "its model_index.json is no table")
    return index


def _class_of(folder: Path, index: dict[str, Any]) -> tuple[Kind, str]:
    name = index.get("_class_name")
    if name not in _CLASSES:
        raise _bad(folder, f"it is a {name}, not one of {', '.join(_CLASSES)}")
    return _CLASSES[str(name)]


def _check_parts(folder: Path, index: dict[str, Any]) -> None:
    for name, entry in index.items():
        if name.startswith("_") or not isinstance(entry, list) or entry[0] is None:
            continue
        if name == "safety_checker":
            continue
        if entry[0] not in _LIBRARIES:
            reason = f"its part {name} comes from {entry[0]}, and code from models is never run"
            raise _bad(folder, reason)
        if not (folder / name).is_dir():
            raise AppError("missing_model", model=f"{folder.name}/{name}", fix=_FIX)


def _projection(unet: Any) -> int:
    layer = unet.encoder_hid_proj.image_projection_layers[0]
    return int(layer.image_embeds.in_features)


def _resized(pictures: npt.NDArray[np.uint8], size_px: int) -> Tensor:
    import cv2

    made = [
        cv2.resize(each, (size_px, size_px), interpolation=cv2.INTER_CUBIC) for each in pictures
    ]
    return torch.from_numpy(np.stack(made)).permute(0, 3, 1, 2).float() / 255


def _callback(on_step: OnStep) -> Callable[[Any, int, Any, dict[str, Any]], dict[str, Any]]:
    def told(pipe: Any, step: int, time: Any, values: dict[str, Any]) -> dict[str, Any]:
        on_step(step + 1, int(pipe.num_timesteps))
        return values

    return told


def _bad(folder: Path, reason: str) -> AppError:
    return AppError("bad_model", model=folder.name, reason=reason, fix=_FIX)
