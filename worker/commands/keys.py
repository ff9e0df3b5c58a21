"""`vitrine-worker keys`: who may connect over TCP, and which host elsewhere is used here."""

from __future__ import annotations

import argparse
from pathlib import Path

from shared.protocol.keys import allow, allowed_dir, local_keys, server_keys
from shared.protocol.remote import export_keys, forget_remote, read_keys, read_remote, use_remote
from shared.tasks.spec import TaskRegistry
from worker.commands.exits import DONE
from worker.commands.report import write_line
from worker.commands.serve import add_home


def add_parser(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], registry: TaskRegistry
) -> None:
    """Describe the command."""
    parser = commands.add_parser(
        "keys", help="show, exchange and allow public keys; use a host on another machine"
    )
    add_home(parser)
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument(
        "--export", type=Path, metavar="FILE", help="write this machine's public keys to a file"
    )
    choice.add_argument(
        "--allow",
        nargs=2,
        metavar=("NAME", "KEY"),
        help="allow a client: the file that it exported, or its public key",
    )
    choice.add_argument(
        "--host",
        nargs=2,
        metavar=("ENDPOINT", "KEY"),
        help="use the host at tcp://ADDRESS:PORT from here on: the file that it exported,"
        " or its public key",
    )
    choice.add_argument(
        "--forget-host", action="store_true", help="use a host on this machine again"
    )
    parser.set_defaults(command=keys)


def keys(options: argparse.Namespace) -> int:
    """Do what was asked, or print all keys."""
    home = options.home.resolve()
    if options.export:
        export_keys(home, options.export)
    elif options.allow:
        name, key = options.allow
        allow(home, name, read_keys(Path(key)).client if _is_file(key) else key)
    elif options.host:
        endpoint, key = options.host
        use_remote(home, endpoint, read_keys(Path(key)).host if _is_file(key) else key)
    elif options.forget_host:
        forget_remote(home)
    else:
        _show(home)
    return DONE


def _is_file(key: str) -> bool:
    """Whether a file is meant: a key that was pasted has 40 characters and is no file here."""
    return len(key.strip()) != 40 or Path(key).is_file()


def _show(home: Path) -> None:
    write_line(f"host     {server_keys(home).public}")
    write_line(f"client   {local_keys(home).public}")
    for path in sorted(allowed_dir(home).glob("*.key")):
        write_line(f"allowed  {path.read_text('ascii').strip()}  {path.stem}")
    remote = read_remote(home)
    if remote is not None:
        write_line(f"uses     {remote.server_key}  {remote.endpoint}")
