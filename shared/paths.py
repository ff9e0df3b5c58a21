"""Where things lie: the worker's home, its private runtime folder; safe ways to write a file."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import sys
import tempfile
from pathlib import Path

from shared.errors import AppError

HOME_VARIABLE = "VITRINE_HOME"
# `sun_path` holds 108 bytes on Linux and 104 on macOS, and ZeroMQ appends nothing.
MAX_IPC_PATH_BYTES = 100


def default_home() -> Path:
    """`VITRINE_HOME`, or the user's data folder."""
    chosen = os.environ.get(HOME_VARIABLE)
    if chosen:
        return Path(chosen)
    import platformdirs  # bare machines that only score have no such package, and no home

    return Path(platformdirs.user_data_dir("vitrine", appauthor=False))


def config_dir() -> Path:
    """`VITRINE_CONFIG`, or the user's configuration folder."""
    chosen = os.environ.get("VITRINE_CONFIG")
    if chosen:
        return Path(chosen)
    import platformdirs

    return Path(platformdirs.user_config_dir("vitrine", appauthor=False))


def private_dir(path: Path) -> Path:
    """Make `path` with mode 0700, or check that it is ours alone.

    Raises
    ------
    AppError
        `bad_request` if somebody else owns it: a socket there could be theirs.
    """
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if sys.platform == "win32":
        return path
    status = path.lstat()
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid():
        raise AppError(
            "bad_request",
            reason=f"{path} belongs to another user; remove it or set XDG_RUNTIME_DIR.",
        )
    if stat.S_IMODE(status.st_mode) != 0o700:
        path.chmod(0o700)
    return path


def keep_files_private() -> None:
    """Let only this user read what this process and its children write from now on.

    Pictures, recordings, prompts and results are a person's own, and the usual umask of 022 would
    show them to everybody on the machine. Who wants to share a file changes its mode.
    """
    os.umask(0o077)


def runtime_dir(home: Path) -> Path:
    """The 0700 folder of the sockets of `home`; its path is short enough for a socket address."""
    name = hashlib.sha256(str(home.resolve()).encode()).hexdigest()[:16]
    base = os.environ.get("XDG_RUNTIME_DIR")
    candidates = [Path(base) / "vitrine"] if base and Path(base).is_dir() else []
    user = os.getuid() if hasattr(os, "getuid") else "me"
    candidates.append(Path(tempfile.gettempdir()) / f"vitrine-{user}")
    candidates.append(Path("/tmp") / f"vitrine-{user}")  # noqa: S108 - checked to be ours, mode 0700
    for candidate in candidates:
        if len(os.fsencode(candidate / name / "engine.sock")) <= MAX_IPC_PATH_BYTES:
            return private_dir(private_dir(candidate) / name)
    raise AppError(
        "bad_request", reason=f"No folder with a short enough path for sockets: {candidates}."
    )


def sync_dir(path: Path) -> None:
    """Flush a folder's entries to disk where the system can."""
    if sys.platform == "win32":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_atomic(path: Path, data: bytes, *, mode: int = 0o644, durable: bool = True) -> None:
    """Write `data` so that a reader, or a crash, sees the old file or the new one, never a half.

    Without `durable` a crash of the computer may see neither: for files that do not stay anyway.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            temporary.unlink()
        raise
    if durable:
        sync_dir(path.parent)
