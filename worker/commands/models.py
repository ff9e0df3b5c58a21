"""`vitrine-worker models`: which models there are, adding one's own, forgetting and checking."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import msgspec

from shared.errors import AppError
from shared.models import ModelInfo
from shared.tasks.spec import TaskRegistry
from worker.commands.exits import DONE
from worker.commands.report import write_line
from worker.commands.serve import add_home


def add_parser(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], registry: TaskRegistry
) -> None:
    """Describe the command and its actions; without one it lists."""
    from worker.models.kinds import KINDS

    parser = commands.add_parser("models", help="list, add, remove or check models")
    _add_common(parser)
    parser.set_defaults(command=list_models)
    actions = parser.add_subparsers(metavar="ACTION")
    add = actions.add_parser("add", help="register files that lie somewhere on this computer")
    add.add_argument("id", metavar="ID", help="how requests name it")
    add.add_argument("--kind", required=True, metavar="{" + ",".join(KINDS) + "}")
    add.add_argument("--path", type=Path, required=True, help="its folder or file; it stays there")
    add.add_argument(
        "--base",
        type=Path,
        help="folder of the model it builds on (dragnuwa-svd: SVD, sdxl-ip-adapter: SDXL)",
    )
    add.add_argument("--title", default="", help="how it is called in the window")
    add.add_argument("--licence", default="", help="its licence, for the list")
    add.set_defaults(command=add_model)
    remove = actions.add_parser("remove", help="forget a registered model; its files stay")
    remove.set_defaults(command=remove_model)
    check = actions.add_parser(
        "check", help="compare a shipped model's hashes, look at the layout of one's own"
    )
    check.set_defaults(command=check_model)
    for action in (remove, check):
        action.add_argument("id", metavar="ID")
    for action in (add, remove, check):
        # The parser of all actions has set it already: a second default would win over it.
        action.add_argument("--home", type=Path, default=argparse.SUPPRESS, help=argparse.SUPPRESS)
        action.add_argument(
            "--json", action="store_true", default=argparse.SUPPRESS, help="one JSON line"
        )


def _add_common(parser: argparse.ArgumentParser) -> None:
    add_home(parser)
    parser.add_argument("--json", action="store_true", help="one JSON line for each model")


def list_models(options: argparse.Namespace) -> int:
    """Print every model, and every backend of Motion and generator of EEG that cannot run."""
    from shared.neuro.generators import GENERATORS
    from worker.models.availability import backend_states
    from worker.models.registry import ModelRegistry

    registry = ModelRegistry(options.home.resolve())
    infos = registry.infos()
    for info in infos:
        write_line(msgspec.json.encode(info).decode() if options.json else _row(info))
    if options.json:
        return DONE
    if not infos:
        write_line("No models. Add one: vitrine-worker models add ID --kind KIND --path FOLDER")
    for state in backend_states(registry):
        if not state.ready:
            reason = AppError.from_params(state.reason, state.params)
            what = "generator" if state.name in GENERATORS else "backend"
            write_line(f"{what} {state.name} cannot run: {reason}")
    return DONE


def add_model(options: argparse.Namespace) -> int:
    """Register a model and print where it lies."""
    from worker.models.card import UserModel
    from worker.models.registry import ModelRegistry

    model = UserModel(
        id=options.id,
        kind=options.kind,
        path=str(options.path.resolve()),
        base=str(options.base.resolve()) if options.base else "",
        title=options.title,
        licence=options.licence,
    )
    files = ModelRegistry(options.home.resolve()).add(model)
    _say(options, files.id, "added", str(files.path))
    return DONE


def remove_model(options: argparse.Namespace) -> int:
    """Forget a model."""
    from worker.models.registry import ModelRegistry

    ModelRegistry(options.home.resolve()).remove(options.id)
    _say(options, options.id, "removed", "")
    return DONE


def check_model(options: argparse.Namespace) -> int:
    """Check a model and say that it is all right."""
    from worker.models.registry import ModelRegistry

    files = ModelRegistry(options.home.resolve()).check(options.id)
    _say(options, files.id, "ok", str(files.path))
    return DONE


def _say(options: argparse.Namespace, model_id: str, what: str, path: str) -> None:
    if options.json:
        write_line(json.dumps({"id": model_id, "result": what, "path": path}))
    else:
        write_line(f"{model_id}  {what}  {path}".rstrip())


def _row(info: ModelInfo) -> str:
    size = f"{info.size_bytes / 1e6:.1f} MB"
    row = f"{info.id:<24} {info.kind:<16} {size:>12}  {info.licence or 'licence not stated'}"
    if info.ready:
        return row
    return f"{row}  not ready: {AppError.from_params(info.reason, info.params)}"
