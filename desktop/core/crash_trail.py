"""What a crash leaves behind: kept while the window runs, made into a report at the next start.

A report has versions, the traceback and the last lines of the log without their values. Prompts,
texts and the names of a person's files are never in it: log lines are kept as they stand in the
program, and of an error its kind and the places in the program, not its message.
"""

from __future__ import annotations

import contextlib
import logging
import os
import platform
import re
import sys
import time
import traceback
import uuid
from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from types import TracebackType
from typing import IO

from shared.paths import private_dir, write_atomic

log = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[2]
PREFIX, SUFFIX = "running-", ".txt"
MOST_LINES, MOST_REPORTS = 60, 10
CLOCK_STEP_S = 60.0  # by which a corrected clock may part the times of a file and a process
LARGEST_BYTES = 256 * 1024  # of what is read of a trail
_PATH = re.compile(r"""(?:[A-Za-z]:\\|\\\\|~?/)[^"'\n:,;()]*""")
_QUOTED = re.compile(r"""("[^"\n]*"|'[^'\n]*')""")
_FILE = re.compile(r'File "([^"\n]+)"')
# Said by libraries, so that no program text says what values they have.
_FOREIGN = frozenset({"qt", "py.warnings"})
CLOSING = "No texts, prompts or names of your files are in this report. It stays on this computer."


class Trail(logging.Handler):
    """The file of this run; `close` takes it away, so one that is left over tells of a crash.

    Attributes
    ----------
    file : text file or None
        For `faulthandler`; None where the folder cannot be written.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(logging.INFO)
        self.path = folder / f"{PREFIX}{os.getpid()}-{uuid.uuid4().hex[:8]}{SUFFIX}"
        self.file: IO[str] | None = None
        self._written = 0
        try:
            folder.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            self.file = os.fdopen(descriptor, "w", encoding="utf-8", errors="replace")
            self._write(versions_line() + "\n")
        except OSError as error:
            log.warning("no crash report can be written to %s: %s", folder, error.strerror)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record as it stands in the program, without its values."""
        text = record.msg if isinstance(record.msg, str) else type(record.msg).__name__
        if record.name in _FOREIGN:
            text = scrubbed(record.getMessage())
        when = time.strftime("%H:%M:%S", time.gmtime(record.created))
        lines = [f"{when}Z {record.levelname} {record.name}: {text}"]
        if record.exc_info and record.exc_info[0] is not None:
            lines += trace_lines(record.exc_info[0], record.exc_info[2])
        self._write("\n".join(lines) + "\n")

    def _write(self, text: str) -> None:
        # What is written early is dropped when the report is made; a run of weeks stays small.
        if self.file is None:
            return
        with contextlib.suppress(OSError, ValueError):
            if self._written > LARGEST_BYTES:
                self.file.seek(0)
                self.file.truncate()
                self._written = self.file.write(versions_line() + "\n")
            self._written += self.file.write(text)
            self.file.flush()

    def close(self) -> None:
        """The window ended as it should."""
        super().close()
        if self.file is not None:
            with contextlib.suppress(OSError):
                self.file.close()
            self.file = None
            with contextlib.suppress(OSError):
                self.path.unlink(missing_ok=True)


def versions_line() -> str:
    """This program, Python, Qt and the system."""
    try:
        own = metadata.version("vitrine")
    except metadata.PackageNotFoundError:
        own = "?"
    found = [f"vitrine {own}", f"python {platform.python_version()}"]
    qt = sys.modules.get("PySide6")
    if qt is not None:
        found.append(f"PySide6 {qt.__version__}")
    return " · ".join([*found, platform.system().lower(), platform.machine()])


def trace_lines(kind: type[BaseException], trace: TracebackType | None) -> Iterator[str]:
    """A traceback without the error's message, which may name what is a person's own."""
    for frame in traceback.extract_tb(trace):
        yield f"  {program_path(frame.filename)}:{frame.lineno} in {frame.name}"
    yield f"  {kind.__module__}.{kind.__qualname__}"


def program_path(name: str) -> str:
    """A file of the program or of a package, without where that is installed."""
    path = Path(name)
    for root in (ROOT, Path(sys.prefix), Path(sys.base_prefix)):
        with contextlib.suppress(ValueError):
            return path.relative_to(root).as_posix()
    return path.name


def scrubbed(text: str) -> str:
    """A text without paths, and without anything in quotes."""
    return _PATH.sub("(path)", _QUOTED.sub("(text)", text))


def take_reports(folder: Path, reports: Path) -> Path | None:
    """Make reports of windows that ended unexpectedly; the newest one, or None.

    Parameters
    ----------
    folder, reports : Path
        Where trails lie, and where reports are kept; ten at most.
    """
    newest = None
    try:
        for trail in sorted(
            folder.glob(f"{PREFIX}*{SUFFIX}"), key=lambda path: path.stat().st_mtime
        ):
            if not _is_left_over(trail):
                continue
            newest = _make_report(trail, reports)
            trail.unlink()
        if newest is not None:
            for old in sorted(reports.glob("crash-*.txt"))[:-MOST_REPORTS]:
                old.unlink()
    except OSError as error:
        log.warning("a crash report could not be made in %s: %s", reports, error.strerror)
    return newest


def _is_left_over(trail: Path) -> bool:
    # psutil takes 20 ms that only a crash, or a second window, costs.
    import psutil

    number = trail.name.removeprefix(PREFIX).partition("-")[0]
    if not number.isdigit():
        return False
    try:
        process = psutil.Process(int(number))
        # A process that began after the last sign of life has only the same number.
        is_other = process.create_time() > trail.stat().st_mtime + CLOCK_STEP_S
        return bool(is_other or process.status() == psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return True
    except psutil.AccessDenied:
        return False


def _make_report(trail: Path, reports: Path) -> Path:
    ended = datetime.fromtimestamp(trail.stat().st_mtime, UTC)
    with trail.open("rb") as file:
        file.seek(max(0, trail.stat().st_size - 2 * LARGEST_BYTES))
        text = file.read().decode("utf-8", "replace")
    head, _, rest = text.partition("\n")
    document = "\n".join(
        [
            "Vitrine ended unexpectedly.",
            f"Last sign of life: {ended:%Y-%m-%d %H:%M:%S} UTC",
            head,
            "",
            *_newest(rest),
            "",
            CLOSING,
            "",
        ]
    )
    private_dir(reports)
    path = reports / f"crash-{ended:%Y%m%d-%H%M%S}-{trail.stem.rpartition('-')[2]}.txt"
    write_atomic(path, document.encode(), mode=0o600)
    return path


def _newest(text: str) -> list[str]:
    """The last lines, or all from where a crash of the machine code is told."""
    lines = text.splitlines()
    fatal = next((n for n, line in enumerate(lines) if line.startswith("Fatal Python")), None)
    if fatal is None:
        return list(deque(lines, maxlen=MOST_LINES))
    before = lines[max(0, fatal - MOST_LINES) : fatal]
    trace = [_FILE.sub(_short, line) for line in lines[fatal : fatal + 4 * MOST_LINES]]
    return [*before, "", *trace]


def _short(found: re.Match[str]) -> str:
    return f'File "{program_path(found[1])}"'
