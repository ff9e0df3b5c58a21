"""What every engine child does at its start: options, logs, the way to its host, its end."""

from __future__ import annotations

import argparse
import faulthandler
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from shared.paths import keep_files_private
from shared.protocol.keys import local_keys, server_keys
from worker.engine.channel import EngineChannel
from worker.logs import configure_logging


def child_parser(module: str) -> argparse.ArgumentParser:
    """The options that a host gives to each engine."""
    parser = argparse.ArgumentParser(prog=f"python -m {module}")
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--endpoint", required=True)
    parser.add_argument("--token", required=True)
    return parser


def begin_child(
    options: argparse.Namespace, *, slots: int = 1, on_orphaned: Callable[[], None] = lambda: None
) -> EngineChannel:
    """Set this process up and open its channel, which has not greeted yet.

    Parameters
    ----------
    on_orphaned : callable
        Called in a thread when the host is gone; the process ends when it returns.
    """
    keep_files_private()
    faulthandler.enable()
    if sys.platform != "win32":
        faulthandler.register(signal.SIGUSR1, all_threads=True)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the host, which ends us
    configure_logging(options.home / "logs", "engine")
    threading.Thread(
        target=_end_with_parent, args=(on_orphaned,), name="parent-watcher", daemon=True
    ).start()
    secure = options.endpoint.startswith("tcp://")
    channel = EngineChannel(
        options.endpoint,
        options.token,
        server_key=server_keys(options.home).public if secure else "",
        keys=local_keys(options.home) if secure else None,
        slots=slots,
    )
    channel.start()
    return channel


def _end_with_parent(on_orphaned: Callable[[], None]) -> None:
    """Leave at once when the host is gone: an orphan would keep the GPU's memory."""
    sys.stdin.buffer.read()
    on_orphaned()
    os._exit(0)
