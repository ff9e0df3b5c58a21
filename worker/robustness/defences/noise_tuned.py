"""Where the sibling of a model lies that was fine-tuned on noisy prompts."""

from __future__ import annotations

from pathlib import Path

from shared.errors import AppError
from worker.lm.loading import DEFAULT, SHIPPED

SUFFIX, FOLDER = "-noise-tuned", "robustness"


def tuned_ref(model: str, home: Path) -> str:
    """The folder that the recipe `robustness-noise` wrote for a model.

    That is beside a model's folder or file, with `-noise-tuned` after its name; of a model that
    comes with the program, `robustness/NAME-noise-tuned` in the worker's home.

    Raises
    ------
    AppError
        `bad_field` where there is none, with the command that trains it.
    """
    if model.startswith(("http://", "https://")):
        limit = "a model of this machine; weights of a server cannot be tuned from here"
        raise AppError("bad_field", field="defences", value="noise-tuned", limit=limit)
    folder = tuned_folder(model, home)
    if not (folder / "config.json").is_file():
        limit = (
            "a model that was tuned: vitrine-worker train robustness-noise"
            f" --lm {model} --pool DATA.jsonl --out {folder}"
        )
        raise AppError("bad_field", field="defences", value="noise-tuned", limit=limit)
    return str(folder)


def tuned_folder(model: str, home: Path) -> Path:
    """Where that folder should be, whether or not it is there."""
    if model in ("", DEFAULT, *SHIPPED):
        return home / FOLDER / f"{model or DEFAULT}{SUFFIX}"
    path = Path(model)
    return path.with_name(f"{path.stem if path.suffix == '.gguf' else path.name}{SUFFIX}")
