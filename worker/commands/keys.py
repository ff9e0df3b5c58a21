"""`vitrine-worker keys`: who may connect over TCP."""

from __future__ import annotations

import argparse

from shared.protocol.keys import allow, allowed_dir, server_keys
from shared.tasks.spec import TaskRegistry
from worker.commands.exits import DONE
from worker.commands.report import write_line
from worker.commands.serve import add_home


def add_parser(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], registry: TaskRegistry
) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "keys", help="show the host's public key, list or allow clients' keys"
    )
    add_home(parser)
    parser.add_argument(
        "--allow", nargs=2, metavar=("NAME", "KEY"), help="allow a client's public key"
    )
    parser.set_defaults(command=keys)


def keys(options: argparse.Namespace) -> int:
    """Allow a key, or print the host's own and the allowed ones."""
    home = options.home.resolve()
    if options.allow:
        allow(home, *options.allow)
        return DONE
    write_line(f"host     {server_keys(home).public}")
    for path in sorted(allowed_dir(home).glob("*.key")):
        write_line(f"allowed  {path.read_text('ascii').strip()}  {path.stem}")
    return DONE
