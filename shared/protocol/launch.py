"""Finding a host, or starting one that ends with this process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import msgspec

from shared.paths import private_dir
from shared.protocol.connection import ConnectionInfo, living_connection
from shared.protocol.keys import KeyPair, local_keys
from shared.protocol.remote import read_remote


class HostAddress(msgspec.Struct, frozen=True, kw_only=True):
    """Where a host listens and, over TCP, the keys to talk to it.

    `remote`: on another machine, so its folders are not ours and bytes on the way count.
    """

    endpoint: str
    server_key: str = ""
    keys: KeyPair | None = None
    pid: int = 0
    epoch: str = ""
    remote: bool = False


def host_address(home: Path) -> HostAddress | None:
    """The address of the host that `home` uses: one elsewhere, its own that lives, or None."""
    remote = read_remote(home)
    if remote is None:
        return local_address(home)
    return HostAddress(
        endpoint=remote.endpoint,
        server_key=remote.server_key,
        keys=local_keys(home),
        remote=True,
    )


def local_address(home: Path) -> HostAddress | None:
    """The address of the living host of `home`, or None."""
    info: ConnectionInfo | None = living_connection(home)
    if info is None:
        return None
    keys = local_keys(home) if info.server_key else None
    return HostAddress(
        endpoint=info.endpoint,
        server_key=info.server_key,
        keys=keys,
        pid=info.pid,
        epoch=info.epoch,
    )


def child_environment() -> dict[str, str]:
    """This process's environment without what OpenCV's Qt build may have put into it."""
    return {
        key: value
        for key, value in os.environ.items()
        if not (key.startswith("QT_QPA_") and "cv2" in value)
    }


def start_host(
    home: Path, *, keep_running: bool, options: tuple[str, ...] = ()
) -> subprocess.Popen[bytes]:
    """Start `vitrine-worker serve` for `home`, with more of its options if given.

    The host holds the other end of our pipe: when this process ends, however it ends, the host sees
    it and ends too, unless `keep_running`.
    """
    command = [sys.executable, "-m", "worker", "serve", "--home", str(home)]
    command.append("--keep-running" if keep_running else "--end-with-parent")
    command += options
    how: dict[str, object] = {}
    if sys.platform == "win32":
        how["creationflags"] = subprocess.CREATE_NO_WINDOW
    else:
        how["start_new_session"] = True  # a Ctrl+C in our terminal is not meant for the host
    with start_log(home).open("wb") as errors:
        return subprocess.Popen(  # type: ignore[call-overload,no-any-return]
            command,
            stdin=subprocess.DEVNULL if keep_running else subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            env=child_environment(),
            cwd=Path(__file__).resolve().parents[2],
            **how,
        )


def start_log(home: Path) -> Path:
    """Where a host that was started here says why it could not serve."""
    folder = private_dir(private_dir(home) / "logs")
    return folder / "host-start.log"
