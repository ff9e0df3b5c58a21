"""`vitrine-worker train RECIPE`: make a model that ships, from data to model card."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path

from shared.errors import AppError
from shared.tasks.spec import TaskRegistry
from worker.commands.exits import DONE
from worker.commands.report import Reporter, reporter, write_line
from worker.neuro.decoding.encoder_kinds import DEFAULT_KIND, KINDS, encoder_kind
from worker.training.launched import is_main_process, process_count
from worker.training.recipes import (
    TrainingRun,
    load_recipe,
    recipe_names,
    recipe_options,
)

# Of some recipes only: name, value and meaning.
_OPTIONS = {
    "pool": ("FILE", "icl, robustness-noise: labelled examples to learn from"),
    "validation": ("FILE", "icl: queries the gate decides on (default: some of the pool)"),
    "recipe": ("NAME", "icl: lite (default; for a laptop) or paper (LLM-R's own settings)"),
    "lm": ("REF", "icl, robustness-noise: language model (default: the one that is shipped)"),
    "text-encoder": ("REF", "icl: encoder of the texts (default: minilm)"),
    "prompt": ("TEXT", "robustness-noise: the prompt; {content} stands for the sample"),
    "label-rule": ("on|off", "icl: candidates with another label are bad, whatever the model says"),
}


def add_parser(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], registry: TaskRegistry
) -> None:
    """Describe the command."""
    parser = commands.add_parser("train", help="train a model that ships")
    parser.add_argument("recipe", metavar="RECIPE", help=", ".join(recipe_names()))
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="model, card and checkpoints"
    )
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="prepared data (default: DIR/data of --out)"
    )
    parser.add_argument("--resume", action="store_true", help="go on from the checkpoints in --out")
    parser.add_argument(
        "--minutes", type=float, metavar="N", help="stop with a checkpoint after N minutes"
    )
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="default: %(default)s")
    parser.add_argument(
        "--ablations", action="store_true", help="train and compare the published ablations too"
    )
    parser.add_argument(
        "--scale", type=float, default=1.0, metavar="X", help="multiply all steps (default: 1)"
    )
    parser.add_argument(
        "--encoder",
        metavar="KIND",
        help=f"neuro: the EEG encoder: {', '.join(KINDS)} (default: {DEFAULT_KIND})",
    )
    for name, (metavar, words) in _OPTIONS.items():
        parser.add_argument(f"--{name}", dest=_dest(name), metavar=metavar, help=words)
    parser.add_argument("--json", action="store_true", help="one JSON line for each event")
    parser.set_defaults(command=train)


def train(options: argparse.Namespace) -> int:
    """Train, or go on training."""
    recipe = load_recipe(options.recipe)
    _check(options)
    extra = _extra(options)
    with reporter(as_json=options.json) as report:
        run = TrainingRun(
            out=options.out,
            data=options.data or options.out / "data",
            resume=options.resume,
            minutes=options.minutes,
            seed=options.seed,
            ablations=options.ablations,
            scale=options.scale,
            encoder=options.encoder,
            report=_telling(report, as_json=options.json),
            options=extra,
            is_main=is_main_process(),
        )
        finished = recipe(run)
        if run.is_main:
            report.event("done" if finished else "stopped", out=str(options.out))
    return DONE


def _telling(report: Reporter, *, as_json: bool) -> Callable[[str], None]:
    """Of processes that train together, one speaks."""
    if not is_main_process():
        return lambda line: None
    return partial(_event, report) if as_json else write_line


def _event(report: Reporter, line: str) -> None:
    report.event("train", text=line)


def _dest(name: str) -> str:
    return f"option_{name}"


def _extra(options: argparse.Namespace) -> dict[str, str]:
    """Options of the recipe's own; one that it does not take is refused."""
    found: dict[str, str] = {}
    takes = recipe_options(options.recipe)
    for name in _OPTIONS:
        value = getattr(options, _dest(name))
        if value is None:
            continue
        if name not in takes:
            limit = f"the recipe {options.recipe} does not take it"
            raise AppError("bad_field", field=f"--{name}", value=value, limit=limit)
        found[name] = value
    return found


def _check(options: argparse.Namespace) -> None:
    if options.minutes is not None and options.minutes <= 0:
        raise AppError("bad_field", field="--minutes", value=options.minutes, limit="above 0")
    if not 0 < options.scale <= 100:
        raise AppError("bad_field", field="--scale", value=options.scale, limit="above 0, to 100")
    if options.encoder is not None and options.recipe != "neuro":
        raise AppError("bad_field", field="--encoder", value=options.encoder, limit="neuro only")
    encoder_kind(options.encoder)
    _check_processes(options)
    begun = (options.out / "stages").is_dir()
    if begun and not options.resume and is_main_process():
        limit = "an empty folder, or add --resume to go on with what is there"
        raise AppError("bad_field", field="--out", value=str(options.out), limit=limit)


def _check_processes(options: argparse.Namespace) -> None:
    count = process_count()
    if count == 1:
        return
    if options.ablations:
        limit = "1 with --ablations; finish the training, then run it again with --resume"
        raise AppError("bad_field", field="processes", value=count, limit=limit)
