"""The connection file: how clients on the same machine find the host of a home."""

from __future__ import annotations

from pathlib import Path

import msgspec
import psutil

from shared.paths import write_atomic

FILE_NAME = "host.json"


class ConnectionInfo(msgspec.Struct, frozen=True, kw_only=True):
    """Where a host listens. `server_key` is set when the endpoint is TCP and so uses CURVE."""

    endpoint: str
    pid: int
    epoch: str
    app_version: str
    server_key: str = ""


def write_connection(home: Path, info: ConnectionInfo) -> None:
    """Publish `info`, readable by its owner only."""
    write_atomic(home / FILE_NAME, msgspec.json.encode(info), mode=0o600)


def read_connection(home: Path) -> ConnectionInfo | None:
    """What the file of `home` says, or None if there is none or it is damaged."""
    try:
        return msgspec.json.decode((home / FILE_NAME).read_bytes(), type=ConnectionInfo)
    except (FileNotFoundError, msgspec.MsgspecError):
        return None


def living_connection(home: Path) -> ConnectionInfo | None:
    """The connection of a host whose process lives, or None."""
    info = read_connection(home)
    return info if info and process_lives(info.pid) else None


def process_lives(pid: int) -> bool:
    """True if a process of that id runs; one that has ended but was not collected does not."""
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def remove_connection(home: Path) -> None:
    """Withdraw the file at the end of a host."""
    (home / FILE_NAME).unlink(missing_ok=True)
