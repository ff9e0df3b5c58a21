"""Errors that nobody caught: into the log, and told to the person, while the window goes on."""

from __future__ import annotations

import faulthandler
import logging
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from desktop.core.crash_trail import Trail, take_reports
from shared.errors import AppError

log = logging.getLogger(__name__)

Report = Callable[[BaseException, str], None]
_QT_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class FaultHooks:
    """Installed hooks; `report` gets the error and its traceback on the thread it hit.

    Parameters
    ----------
    home : Path
        Trails are kept in its `logs`, reports of crashes in its `crashes`.

    Attributes
    ----------
    last_crash : Path or None
        The report of a window that ended unexpectedly since the last start.
    """

    def __init__(self, home: Path) -> None:
        self.report: Report | None = None
        self.last_crash: Path | None = take_reports(home / "logs", home / "crashes")
        self._trail = Trail(home / "logs")
        self._before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        if self._trail.file is not None:
            faulthandler.enable(self._trail.file)
        logging.getLogger().addHandler(self._trail)
        sys.excepthook = self._uncaught
        threading.excepthook = self._in_thread
        sys.unraisablehook = self._unraisable
        qInstallMessageHandler(_qt_message)

    def remove(self) -> None:
        """Put everything back as it was."""
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._before
        qInstallMessageHandler(None)
        faulthandler.disable()
        logging.getLogger().removeHandler(self._trail)
        self._trail.close()

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
