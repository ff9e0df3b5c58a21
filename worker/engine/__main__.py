"""The engine process: `python -m worker.engine`, started by the host only."""

from __future__ import annotations

import argparse
import faulthandler
import os
import signal
import sys
import threading
from pathlib import Path

from shared.paths import keep_files_private
from shared.protocol.keys import local_keys, server_keys
from worker.engine.channel import EngineChannel
from worker.engine.loop import EngineLoop
from worker.logs import configure_logging


def main() -> None:
    """Serve the host at `--endpoint` until its end of our standard input closes."""
    parser = argparse.ArgumentParser(prog="python -m worker.engine")
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--endpoint", required=True)
    parser.add_argument("--token", required=True)
    options = parser.parse_args()
    keep_files_private()
    faulthandler.enable()
    if sys.platform != "win32":
        faulthandler.register(signal.SIGUSR1, all_threads=True)
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the host, which ends us
    configure_logging(options.home / "logs", "engine")
    threading.Thread(target=_end_with_parent, name="parent-watcher", daemon=True).start()
    secure = options.endpoint.startswith("tcp://")
    channel = EngineChannel(
        options.endpoint,
        options.token,
        server_key=server_keys(options.home).public if secure else "",
        keys=local_keys(options.home) if secure else None,
    )
    channel.start()
    EngineLoop(options.home, channel).run()


def _end_with_parent() -> None:
    """Leave at once when the host is gone: an orphan would keep the GPU's memory."""
    sys.stdin.buffer.read()
    os._exit(0)


if __name__ == "__main__":
    main()
