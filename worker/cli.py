"""`vitrine-worker`: the command line of everything behind the socket."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from shared import VERSION
from shared.errors import AppError
from shared.paths import keep_files_private
from shared.tasks.registry import load_registry
from worker.commands.exits import BAD_REQUEST, CANCELLED, FAILED
from worker.commands.report import reporter

# The module in `worker.commands` of each command, in the order of the help.
_MODULES = {
    "serve": "serve",
    "run": "run",
    "batch": "batch",
    "submit": "jobs",
    "jobs": "jobs",
    "fetch": "jobs",
    "share": "share",
    "cancel": "jobs",
    "retry": "jobs",
    "doctor": "doctor",
    "keys": "keys",
    "models": "models",
    "demo": "demo",
    "train": "train",
    "eeg": "eeg",
}

# Codes of failures that are not the request's; all others say that the request was wrong.
_NOT_THE_REQUEST = frozenset(
    {"internal", "out_of_memory", "engine_died", "timeout", "disk_full", "read_only"}
)


def build_parser(command: str = "") -> argparse.ArgumentParser:
    """The command line, its task options made from the task types.

    Parameters
    ----------
    command : str
        Make only this command: the others' modules are not even imported, so that a host starts
        quickly. An unknown or empty one makes all.
    """
    parser = argparse.ArgumentParser(prog="vitrine-worker", description=__doc__)
    parser.add_argument("--version", action="version", version=f"vitrine-worker {VERSION}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    registry = load_registry()
    modules = [_MODULES[command]] if command in _MODULES else dict.fromkeys(_MODULES.values())
    for module in modules:
        importlib.import_module(f"worker.commands.{module}").add_parser(commands, registry)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code.

    0: done; 2: bad request; 3: some items failed; 130: cancelled.
    """
    keep_files_private()
    words = list(sys.argv[1:] if arguments is None else arguments)
    options = build_parser(words[0] if words else "").parse_args(words)
    try:
        return int(options.command(options))
    except AppError as error:
        reporter(as_json=getattr(options, "json", False)).error(error)
        return FAILED if error.code in _NOT_THE_REQUEST else BAD_REQUEST
    except KeyboardInterrupt:
        reporter(as_json=getattr(options, "json", False)).error(AppError("cancelled"))
        return CANCELLED
    except BrokenPipeError:  # `vitrine-worker jobs | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
