"""The window's log: a file that rotates, and the last lines in memory for the log view."""

from __future__ import annotations

import logging
import logging.handlers
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

FILE_NAME = "window.log"
MAX_FILE_BYTES = 2 * 1024**2
KEPT_FILES = 3
MAX_LINES = 5000


@dataclass(frozen=True)
class LogLine:
    """One record; `time_s` is Unix time, `detail` a traceback or empty."""

    time_s: float
    level: int
    source: str
    text: str
    detail: str = ""


class LogMemory(logging.Handler):
    """Keeps the newest lines; `on_line` is called on the thread that logs."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.lines: deque[LogLine] = deque(maxlen=MAX_LINES)
        self.on_line: Callable[[LogLine], None] | None = None

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one record."""
        detail = ""
        if record.exc_info:
            detail = logging.Formatter().formatException(record.exc_info)
        line = LogLine(record.created, record.levelno, record.name, record.getMessage(), detail)
        self.lines.append(line)
        if self.on_line is not None:
            self.on_line(line)


@dataclass(frozen=True)
class Logs:
    """What `open_logs` set up, to be given to `close_logs`."""

    path: Path
    memory: LogMemory
    handlers: tuple[logging.Handler, ...]


def open_logs(folder: Path) -> Logs:
    """Send all records to memory and, where `folder` can be written, to a file in it."""
    memory = LogMemory()
    handlers: list[logging.Handler] = [memory]
    path = folder / FILE_NAME
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = logging.handlers.RotatingFileHandler(
            path, maxBytes=MAX_FILE_BYTES, backupCount=KEPT_FILES, encoding="utf-8", delay=False
        )
    except OSError as error:
        memory.lines.append(
            LogLine(time.time(), logging.WARNING, __name__, f"{path}: {error.strerror}")
        )
    else:
        formatter = logging.Formatter("%(asctime)sZ %(levelname)s %(name)s: %(message)s")
        formatter.converter = time.gmtime
        file.setFormatter(formatter)
        handlers.append(file)
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    for handler in handlers:
        root.addHandler(handler)
    return Logs(path, memory, tuple(handlers))


def close_logs(logs: Logs) -> None:
    """Stop logging and close the file."""
    for handler in logs.handlers:
        logging.getLogger().removeHandler(handler)
        handler.close()
