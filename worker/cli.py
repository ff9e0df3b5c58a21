"""`vitrine-worker`: the command line of everything behind the socket."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from shared import VERSION
from shared.errors import AppError
from shared.tasks.registry import load_registry
from worker.commands import batch, demo, doctor, jobs, keys, run, serve
from worker.commands.exits import BAD_REQUEST, CANCELLED, FAILED
from worker.commands.report import reporter

# Codes of failures that are not the request's; all others say that the request was wrong.
_NOT_THE_REQUEST = frozenset(
    {"internal", "out_of_memory", "engine_died", "timeout", "disk_full", "read_only"}
)


def build_parser() -> argparse.ArgumentParser:
    """The whole command line, its task options made from the task types."""
    parser = argparse.ArgumentParser(prog="vitrine-worker", description=__doc__)
    parser.add_argument("--version", action="version", version=f"vitrine-worker {VERSION}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    registry = load_registry()
    serve.add_parser(commands)
    run.add_parser(commands, registry)
    batch.add_parser(commands, registry)
    jobs.add_parsers(commands, registry)
    doctor.add_parser(commands)
    keys.add_parser(commands)
    demo.add_parser(commands)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code.

    0: done; 2: bad request; 3: some items failed; 130: cancelled.
    """
    options = build_parser().parse_args(arguments)
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
