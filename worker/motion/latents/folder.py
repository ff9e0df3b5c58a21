"""A folder in the layout of diffusers as a pipeline on a device."""

from __future__ import annotations

import contextlib
import gc
import importlib
from collections.abc import Generator
from typing import Any

import torch

from shared.errors import AppError
from worker.engine.context import TaskContext
from worker.models.files import ModelFiles
from worker.models.layout import find_pipeline, read_json
from worker.motion.backends.base import Sampled

# Folders that name the text-to-video pipeline of the same parts.
_SAME_PARTS = {"LTXPipeline": "LTXImageToVideoPipeline"}
_LIBRARIES = ("diffusers", "transformers")
_WEIGHTED = (
    "text_encoder",
    "image_encoder",
    "unet",
    "transformer",
    "transformer_2",
    "vae",
)
# Beside the weights a step needs room for activations.
_ROOM = 1.25
_FIX = "Choose another model, or download this one again."


def bad_model(model: ModelFiles, reason: str, fix: str = _FIX) -> AppError:
    """A model that cannot be used, in words."""
    return AppError("bad_model", model=model.id, reason=reason, fix=fix)


def open_pipeline(
    ctx: TaskContext, model: ModelFiles | None, classes: tuple[str, ...]
) -> Generator[Sampled, None, Any]:
    """Load the pipeline of `model`, one part per step, and put it on the context's device.

    Half precision on CUDA, float32 elsewhere. Only `.safetensors` are read, and no code from the
    folder is run. Where the weights do not fit into the free memory of a CUDA device, each part
    goes there only while it works (accelerate's CPU offload).

    Raises
    ------
    AppError
        `bad_model` for a folder of another kind, a missing, damaged or incomplete part.
    """
    assert model is not None  # the descriptor of each of these backends names a kind
    names = tuple(name for name, same in _SAME_PARTS.items() if same in classes)
    wrong = find_pipeline(model.path, (*classes, *names))
    if wrong:
        raise bad_model(model, wrong)
    index = read_json(model.path / "model_index.json") or {}
    _check_libraries(model, index)
    dtype = weights_dtype(ctx.device, index["_class_name"])
    present = [name for name in _WEIGHTED if (index.get(name) or [None])[0] is not None]
    _silence_bars()
    parts: dict[str, Any] = {}
    for done, name in enumerate(present):
        # One part per step: the largest takes a while, and all of them at once would look like a
        # hang. On this thread, because loading patches torch for all threads meanwhile.
        yield Sampled(done, len(present), "loading")
        parts[name] = _load_part(model, name, index[name], dtype)
    yield Sampled(len(present), len(present) + 1, "loading")
    pipe = _assemble(model, index, parts)
    _place(ctx, pipe, parts)
    return pipe


def weights_dtype(device: str, pipeline: str) -> torch.dtype:
    """bfloat16 on CUDA, float32 elsewhere; float16 for Stable Video Diffusion on CUDA.

    diffusers 0.39 hands SVD's autoencoder float32 pictures and converts for float16 alone.
    """
    if not device.startswith("cuda"):
        return torch.float32
    return torch.float16 if pipeline == "StableVideoDiffusionPipeline" else torch.bfloat16


def free_memory() -> None:
    """Give back what a pipeline that nobody holds any more has left.

    Transformers of diffusers refer to themselves (their hooks do), so that gigabytes would stay
    until Python looks for cycles by itself.
    """
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


def _silence_bars() -> None:
    import diffusers
    import transformers

    for library in (diffusers, transformers):  # nobody watches the engine's terminal
        library.utils.logging.disable_progress_bar()


def _check_libraries(model: ModelFiles, index: dict[str, Any]) -> None:
    for name, entry in index.items():
        if name.startswith("_") or not isinstance(entry, list) or entry[0] is None:
            continue
        if entry[0] not in _LIBRARIES:
            reason = f"its part {name} comes from {entry[0]}, and code from models is never run"
            raise bad_model(model, reason)


def _load_part(model: ModelFiles, name: str, entry: list[str], dtype: torch.dtype) -> Any:
    library, kind = entry
    options: dict[str, Any] = {"torch_dtype" if library == "diffusers" else "dtype": dtype}
    try:
        loader = getattr(importlib.import_module(library), kind)
        part, info = loader.from_pretrained(
            model.path / name,
            local_files_only=True,
            use_safetensors=True,
            output_loading_info=True,
            **options,
        )
    except MemoryError:
        raise
    except Exception as error:  # the formats' readers raise anything on damage
        _not_memory(error)
        raise bad_model(model, f"its part {name} cannot be read ({_first_line(error)})") from error
    missing = info["missing_keys"]
    if missing:
        reason = f"its part {name} lacks {len(missing)} weights, such as {min(missing)}"
        raise bad_model(model, reason)
    return part.eval()


def _assemble(model: ModelFiles, index: dict[str, Any], parts: dict[str, Any]) -> Any:
    """The pipeline of loaded parts; tokenizers, scheduler and the like are read here."""
    import diffusers

    name = index["_class_name"]
    try:
        pipe = getattr(diffusers, _SAME_PARTS.get(name, name)).from_pretrained(
            model.path, local_files_only=True, **parts
        )
    except Exception as error:  # as above
        _not_memory(error)
        raise bad_model(model, f"it cannot be put together ({_first_line(error)})") from error
    pipe.set_progress_bar_config(disable=True)
    return pipe


def _place(ctx: TaskContext, pipe: Any, parts: dict[str, Any]) -> None:
    size = sum(
        tensor.numel() * tensor.element_size()
        for part in parts.values()
        for tensor in part.parameters()
    )
    if not ctx.device.startswith("cuda"):
        if ctx.device == "cpu":
            ctx.log.warning("%.3g GB of weights on a CPU: this takes long", size / 1e9)
        pipe.to(ctx.device)
        return
    _tile(pipe.vae)
    free, _ = torch.cuda.mem_get_info(ctx.device)
    if size * _ROOM <= free:
        pipe.to(ctx.device)
        return
    ctx.log.warning(
        "%.1f GB of weights, %.1f GB free on %s: parts go there in turn",
        *(size / 1e9, free / 1e9, ctx.device),
    )
    pipe.enable_model_cpu_offload(device=ctx.device)


def _tile(vae: Any) -> None:
    # SVD's autoencoder has no tiles; it works in chunks of frames instead.
    with contextlib.suppress(AttributeError, NotImplementedError):
        vae.enable_tiling()


def _not_memory(error: Exception) -> None:
    """Out of memory goes up as it is: the engine knows what to do about it."""
    if isinstance(error, torch.OutOfMemoryError):
        raise error


def _first_line(error: Exception) -> str:
    text = str(error).strip().splitlines()
    return (text[0] if text else type(error).__name__)[:200].rstrip(".")
