"""`share`: a copy of a result that tells nothing private."""

from __future__ import annotations

import argparse
from pathlib import Path

from shared.tasks.spec import TaskRegistry
from worker.commands.exits import DONE
from worker.commands.report import write_line


def add_parser(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], registry: TaskRegistry
) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "share", help="copy a result without paths, prompts, names and subject codes"
    )
    parser.add_argument("source", type=Path, metavar="RESULT", help="a result's folder or a file")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="an empty or new folder"
    )
    parser.set_defaults(command=share_result)


def share_result(options: argparse.Namespace) -> int:
    """Copy, and print what was written and what was left out."""
    # Pictures and videos are opened: other commands start without their packages.
    from shared.sharing import share

    done = share(options.source, options.out)
    for path in done.files:
        write_line(str(path))
    if done.left_out:
        write_line(f"left out, as nothing says what is in them: {', '.join(done.left_out)}")
    return DONE
