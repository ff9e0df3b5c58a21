"""A folder of pictures with one drags file as the requests of a batch."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from shared.errors import AppError
from shared.motion.picture import FORMATS
from shared.tasks.spec import TaskRegistry, TaskRequest, TaskSpec
from worker.commands.request_input import read_object, request_from_values

SUFFIXES = frozenset({f".{name.lower()}" for name in FORMATS} | {".jpg", ".tif", ".ppm", ".pgm"})
PICTURE_TASKS = ("motion.render",)


def add_folder_options(parser: argparse.ArgumentParser) -> None:
    """Describe the options that stand in for a manifest."""
    group = parser.add_argument_group("a folder of pictures in place of a manifest")
    group.add_argument(
        "--images", type=Path, metavar="DIR", help="every picture of this folder is an item"
    )
    group.add_argument(
        "--drags",
        type=Path,
        metavar="FILE",
        help="the drags of all of them, scaled to each picture's size",
    )
    group.add_argument("--backend", metavar="NAME", help="how frames are made")
    group.add_argument("--seed", type=int, metavar="N", help="random seed of all items")
    group.add_argument(
        "--spec", type=Path, metavar="FILE", help="other fields of the request, as JSON"
    )


def folder_requests(
    options: argparse.Namespace, registry: TaskRegistry
) -> list[tuple[TaskSpec, TaskRequest]]:
    """The requests of all pictures, in the order of their names.

    A picture that cannot be read fails as its own item, so that the others are still done.

    Raises
    ------
    AppError
        Naming the option, its value and the limit, before anything runs.
    """
    spec = registry.get(str(options.manifest))
    if spec is None or spec.name not in PICTURE_TASKS:
        limit = f"with --images name a task: {', '.join(PICTURE_TASKS)}"
        raise AppError("bad_field", field="task", value=str(options.manifest), limit=limit)
    if options.drags is None:
        raise AppError("bad_field", field="--drags", value="nothing", limit="it is required")
    pictures = _pictures(options.images)
    base = Path.cwd()
    values: dict[str, Any] = dict(read_object(options.spec)) if options.spec else {}
    values["drags"] = str(options.drags)
    for name in ("backend", "seed"):
        if getattr(options, name) is not None:
            values[name] = getattr(options, name)
    return [
        (spec, request_from_values(spec, {**values, "image": str(path)}, base)) for path in pictures
    ]


def _pictures(folder: Path) -> list[Path]:
    if not folder.is_dir():
        raise AppError("missing_file", file=str(folder))
    found = sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES)
    if not found:
        limit = f"a folder with pictures ({', '.join(sorted(SUFFIXES))})"
        raise AppError("bad_field", field="--images", value=str(folder), limit=limit)
    return found
