"""Errors that nobody caught: into the log, and told to the person, while the window goes on."""

from __future__ import annotations

import faulthandler
import logging
import sys
import threading
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from shared.errors import AppError

log = logging.getLogger(__name__)

CRASH_FILE = "crash.txt"
Report = Callable[[BaseException, str], None]
_QT_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class FaultHooks:
    """Installed hooks; `report` gets the error and its traceback on the thread it hit."""

    def __init__(self, folder: Path) -> None:
        self.report: Report | None = None
        self.last_crash: Path | None = _take_crash_report(folder)
        self._file: IO[str] | None = None
        self._before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        try:
            self._file = (folder / CRASH_FILE).open("w", encoding="utf-8")
            faulthandler.enable(self._file)
        except OSError as error:
            log.warning("no crash report can be written to %s: %s", folder, error.strerror)
        sys.excepthook = self._uncaught
        threading.excepthook = self._in_thread
        sys.unraisablehook = self._unraisable
        qInstallMessageHandler(_qt_message)

    def remove(self) -> None:
        """Put everything back as it was."""
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._before
        qInstallMessageHandler(None)
        if self._file is not None:
            faulthandler.disable()
            self._file.close()
            self._file = None

    def _uncaught(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if isinstance(error, KeyboardInterrupt):
            self._before[0](kind, error, trace)
            return
        text = "".join(traceback.format_exception(kind, error, trace))
        log.error("uncaught: %s", error, exc_info=(kind, error, trace))
        if self.report is not None:
            self.report(error, text)

    def _in_thread(self, args: Any) -> None:
        if args.exc_value is not None and not isinstance(args.exc_value, SystemExit):
            self._uncaught(args.exc_type, args.exc_value, args.exc_traceback)

    def _unraisable(self, args: Any) -> None:
        # Nothing the person did fails here: a finaliser or a callback at the end of something.
        log.warning("ignored in %r: %r", args.object, args.exc_value)


def words_for(error: BaseException) -> AppError:
    """The error as a person is told of it."""
    if isinstance(error, AppError):
        return error
    return AppError("internal", reason=f"{type(error).__name__}: {error}")


def _qt_message(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    logging.getLogger("qt").log(_QT_LEVELS.get(kind, logging.INFO), "%s", text)


def _take_crash_report(folder: Path) -> Path | None:
    """Set the report of an earlier crash aside; None when there was none."""
    path = folder / CRASH_FILE
    try:
        if not path.exists() or path.stat().st_size == 0:
            return None
        kept = folder / f"crash-{datetime.now(UTC):%Y%m%d-%H%M%S}.txt"
        path.replace(kept)
    except OSError as error:
        log.warning("the crash report %s could not be kept: %s", path, error.strerror)
        return None
    return kept
