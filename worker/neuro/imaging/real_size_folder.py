"""From the folders that a person has to a generator of real size.

Nothing is fetched: folders are in the layout of diffusers, weights are safetensors, and code that
comes with a model is never run.
"""

from __future__ import annotations

import importlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch

from shared.errors import AppError, first_line
from worker.models.files import ModelFiles
from worker.models.ip_adapter import adapter_file, encoder_of
from worker.models.kinds import UNUSED_OF_SD
from worker.models.layout import read_json
from worker.models.registry import check_layout
from worker.neuro.imaging.image_encoder import ImageEncoder, open_image_encoder
from worker.neuro.imaging.real_size import Kind, RealSizeMaker

# All are opened for image-to-image, whatever their index names.
_PIPELINES: dict[str, tuple[Kind, str]] = {
    "stable-diffusion": ("stable-diffusion", "StableDiffusionImg2ImgPipeline"),
    "sdxl-ip-adapter": ("sdxl-ip-adapter", "StableDiffusionXLImg2ImgPipeline"),
    "unclip": ("unclip", "StableUnCLIPImg2ImgPipeline"),
}
_LIBRARIES = {"diffusers", "transformers", "stable_diffusion"}
_WEIGHTED = ("text_encoder", "text_encoder_2", "image_encoder", "unet", "vae")
_FIX = "Choose another model, or download this one again."


def opening(files: ModelFiles, device: str = "cpu") -> Generator[str, None, RealSizeMaker]:
    """Load a generator of one of the three kinds and say before each part which it is.

    One part at a time, on the caller's thread: loading patches torch for all threads. Half
    precision on CUDA, float32 elsewhere.

    Raises
    ------
    AppError
        `bad_model` for a folder of another kind, and a missing or damaged part.
    """
    check_layout(files)
    kind, pipeline = _PIPELINES[files.kind]
    folder = files.base or files.path
    index = read_json(folder / "model_index.json") or {}
    _refuse_foreign(files, index)
    _silence()
    dtype = torch.float16 if device.startswith("cuda") else torch.float32
    parts: dict[str, Any] = {}
    if kind == "stable-diffusion":
        parts |= dict.fromkeys(UNUSED_OF_SD)
    for name in (name for name in _WEIGHTED if (index.get(name) or [None])[0] is not None):
        yield name
        parts[name] = _part(files, folder / name, index[name], dtype)
    yield "pipeline"
    pipe = _assembled(files, folder, pipeline, parts, dtype)
    encoder = None
    if kind == "sdxl-ip-adapter":
        encoder = _add_adapter(files, pipe, device, dtype)
    elif kind == "unclip":
        encoder = ImageEncoder(pipe.image_encoder, pipe.feature_extractor)
    yield "device"
    return RealSizeMaker(kind, pipe.to(device), encoder)


def _refuse_foreign(files: ModelFiles, index: dict[str, Any]) -> None:
    for name, entry in index.items():
        if name.startswith("_") or not isinstance(entry, list) or entry[:1] in ([], [None]):
            continue
        if entry[0] not in _LIBRARIES:
            reason = f"its part {name} comes from {entry[0]}, and code from models is never run"
            raise _bad(files, reason)


def _part(files: ModelFiles, place: Path, entry: list[str], dtype: torch.dtype) -> Any:
    library, kind = entry
    options: dict[str, Any] = {"torch_dtype" if library == "diffusers" else "dtype": dtype}
    options |= _variant(place)
    with _told_as_bad(files, f"its part {place.name} cannot be read"):
        loader = getattr(importlib.import_module(library), kind)
        part, info = loader.from_pretrained(
            place, local_files_only=True, use_safetensors=True, output_loading_info=True, **options
        )
    if missing := info["missing_keys"]:
        reason = f"its part {place.name} lacks {len(missing)} weights, such as {min(missing)}"
        raise _bad(files, reason)
    return part.eval()


def _variant(place: Path) -> dict[str, str]:
    """What names the weights of a part that is there in half precision only."""
    whole = [file for file in place.glob("*.safetensors") if ".fp16." not in file.name]
    return {} if whole else {"variant": "fp16"}


def _assembled(
    files: ModelFiles, folder: Path, pipeline: str, parts: dict[str, Any], dtype: torch.dtype
) -> Any:
    """The pipeline of loaded parts; tokenizers, scheduler and the like are read here."""
    import diffusers

    options: dict[str, Any] = {"torch_dtype": dtype}
    if "safety_checker" in parts:
        options["requires_safety_checker"] = False
    if files.kind == "unclip":
        options |= _variant(folder / "image_normalizer")
    with _told_as_bad(files, "it cannot be put together"):
        pipe = getattr(diffusers, pipeline).from_pretrained(
            folder, local_files_only=True, use_safetensors=True, **options, **parts
        )
    if files.kind != "sdxl-ip-adapter":
        # As in the release of image-to-image; and after each of its steps there is a picture.
        scheduler: Any = diffusers.DDIMScheduler
        pipe.scheduler = scheduler.from_config(pipe.scheduler.config, clip_sample=False)
    pipe.set_progress_bar_config(disable=True)
    return pipe


def _add_adapter(files: ModelFiles, pipe: Any, device: str, dtype: torch.dtype) -> ImageEncoder:
    file = adapter_file(files.path)
    folder = encoder_of(file) if file is not None else None
    assert file is not None and folder is not None, "the layout was looked at"
    with _told_as_bad(files, "its adapter cannot be read"):
        pipe.load_ip_adapter(
            str(file.parent),
            subfolder="",
            weight_name=file.name,
            image_encoder_folder=None,
            local_files_only=True,
        )
        pipe.set_ip_adapter_scale(1.0)
    return open_image_encoder(folder, device, dtype)


def _silence() -> None:
    """No bars, as nobody watches the engine's terminal, and no advice for programmers."""
    import diffusers
    import transformers

    for library in (diffusers, transformers):
        library.utils.logging.disable_progress_bar()
    diffusers.utils.logging.set_verbosity_error()


@contextmanager
def _told_as_bad(files: ModelFiles, what: str) -> Iterator[None]:
    """Whatever goes wrong is told as `bad_model`: the formats' readers raise anything on damage.

    A memory that is full is no fault of the files.
    """
    try:
        yield
    except (MemoryError, torch.OutOfMemoryError):
        raise
    except Exception as error:
        raise _bad(files, f"{what} ({first_line(error)})") from error


def _bad(files: ModelFiles, reason: str) -> AppError:
    return AppError("bad_model", model=files.id, reason=reason, fix=_FIX)
