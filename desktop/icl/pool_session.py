"""The open pool: read here page by page, filtered and filled on threads of their own."""

from __future__ import annotations

import re
import threading
import time
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.widgets.background import Background
from shared.errors import AppError
from shared.icl.pool.filters import PoolFilter, Sort
from shared.icl.pool.importing import ImportPlan, ImportReport, discard, import_file, resume
from shared.icl.pool.store import SUFFIX, Pool, Source, TaskFacet

FILTER_DELAY_MS = 120
REPORT_EVERY_S = 0.25


@dataclass(frozen=True)
class PoolSummary:
    """What is in the pool as a whole."""

    rows: int = 0
    facets: tuple[TaskFacet, ...] = ()
    sources: tuple[Source, ...] = ()
    content: str = ""
    repeated: int = 0

    @property
    def unfinished(self) -> tuple[Source, ...]:
        """Imports that were stopped or killed."""
        return tuple(source for source in self.sources if source.state != "done")

    @property
    def tasks(self) -> tuple[str, ...]:
        """Names of the tasks, that with most rows first."""
        return tuple(facet.task for facet in self.facets)


class PoolSession(QObject):
    """Owns the pool's readers.

    Attributes
    ----------
    opened : Signal
        Another pool, or none.
    summed : Signal
        `summary` is new.
    listed : Signal
        `rowids` are new.
    progressed : Signal of (int, int)
        Rows read of an import, and how many in all; -1 where that is not known.
    imported : Signal of ImportReport
    failed : Signal of AppError
    """

    opened = Signal()
    summed = Signal()
    listed = Signal()
    progressed = Signal(int, int)
    imported = Signal(object)
    failed = Signal(object)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self.pool: Pool | None = None
        self.summary = PoolSummary()
        self.rowids: array[int] = array("q")
        self.filter = PoolFilter()
        self.sort: Sort = "row"
        self._reading = Background("pool-filter", self)
        self._writing = Background("pool-import", self)
        self._stop = threading.Event()
        self._reader: Pool | None = None
        self._asked = 0
        self._importing = ""
        self._reported_s = 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(FILTER_DELAY_MS)
        self._timer.timeout.connect(self._list)

    @property
    def name(self) -> str:
        """The pool's name; empty when none is open."""
        return self.pool.path.stem if self.pool is not None else ""

    @property
    def importing(self) -> str:
        """Name of the file that is being imported."""
        return self._importing

    @property
    def is_busy(self) -> bool:
        """Whether rows are being read, filtered or written."""
        return self._reading.is_busy or self._writing.is_busy or self._timer.isActive()

    # --- open -------------------------------------------------------------------------------------

    def new_path(self, name: str) -> Path:
        """A free file for a pool of that name."""
        base = re.sub(r"[^\w. -]", "_", name).strip(". ") or "pool"
        path, number = self._folder / f"{base}{SUFFIX}", 2
        while path.exists():
            path, number = self._folder / f"{base} {number}{SUFFIX}", number + 1
        return path

    def open(self, path: Path, *, create: bool = False) -> bool:
        """Open a pool's file; `failed` and False where that cannot be."""
        try:
            if create:
                path.parent.mkdir(parents=True, exist_ok=True)
            pool = Pool(path, create=create)
        except AppError as error:
            self.failed.emit(error)
            return False
        self.close_pool()
        self.pool = pool
        self.filter, self.sort = PoolFilter(), "row"
        self.opened.emit()
        self.refresh()
        return True

    def close_pool(self) -> None:
        """Let go of the pool; an import of it stops after its batch and can be resumed."""
        self._stop.set()
        self._timer.stop()
        if self._reader is not None:
            self._reader.interrupt()
        if self.pool is not None:
            self.pool.close()
        reader, self._reader, self.pool = self._reader, None, None
        if reader is not None:
            self._reading.run(reader.close)
        self.rowids, self.summary = array("q"), PoolSummary()

    def close(self) -> None:
        """Let go of everything."""
        reader = self._reader
        self._reader = None
        self.close_pool()
        self._writing.close()
        self._reading.close()
        if reader is not None:
            reader.close()

    # --- read -------------------------------------------------------------------------------------

    def show(self, wanted: PoolFilter | None = None, sort: Sort | None = None) -> None:
        """List the rows that pass another filter, or in another order."""
        self.filter = self.filter if wanted is None else wanted
        self.sort = self.sort if sort is None else sort
        if self.pool is not None:
            self._timer.start()

    def refresh(self) -> None:
        """Count and list again."""
        pool = self.pool
        if pool is None:
            return
        path = pool.path

        def count() -> PoolSummary:
            with Pool(path, create=False) as own:
                return PoolSummary(
                    len(own), own.facets(), own.sources(), own.content_hash, own.repeated()[0]
                )

        self._reading.run(count, lambda found: self._take_summary(path, found), self._fail_reading)
        self._list()

    def _take_summary(self, path: Path, summary: PoolSummary) -> None:
        if self.pool is not None and self.pool.path == path:
            self.summary = summary
            self.summed.emit()

    def _list(self) -> None:
        pool = self.pool
        if pool is None:
            return
        if self._reader is None:
            self._reader = Pool(pool.path, create=False)
        reader = self._reader
        reader.interrupt()  # an older question is not worth its answer
        self._asked += 1
        number, wanted, sort = self._asked, self.filter, self.sort

        def find() -> array[int] | None:
            return reader.rowids(wanted, sort) if number == self._asked else None

        def take(found: array[int] | None) -> None:
            if found is not None and number == self._asked and self.pool is pool:
                self.rowids = found
                self.listed.emit()

        self._reading.run(find, take, self._fail_reading)

    def _fail_reading(self, error: AppError) -> None:
        if error.code != "cancelled":
            self.failed.emit(error)

    # --- import -----------------------------------------------------------------------------------

    def add(self, path: Path, plan: ImportPlan) -> None:
        """Import a file into the open pool; rows appear as they come."""
        self._run_import(path.name, lambda pool, **calls: import_file(pool, path, plan, **calls))

    def resume(self, source: Source) -> None:
        """Go on with an import."""
        self._run_import(source.name, lambda pool, **calls: resume(pool, source, **calls))

    def discard(self, source: Source) -> None:
        """Take a file's rows out."""
        if self.pool is None or self._importing:
            return
        path, number = self.pool.path, source.number

        def take_out() -> None:
            with Pool(path, create=False) as own:
                discard(own, number)

        self._writing.run(take_out, lambda _: self.refresh(), self.failed.emit)

    def stop(self) -> None:
        """Stop the import after its batch."""
        self._stop.set()

    def _run_import(self, name: str, call: object) -> None:
        if self.pool is None or self._importing:
            return
        self._importing, path, stop = name, self.pool.path, threading.Event()
        self._stop, self._reported_s = stop, 0.0
        self.progressed.emit(0, -1)

        def work() -> ImportReport:
            with Pool(path, create=False) as own:
                report: ImportReport = call(  # type: ignore[operator]
                    own, progress=self._report, stopped=stop.is_set
                )
                return report

        self._writing.run(work, self._end_import, self._fail_import)

    def _report(self, rows: int, total: int | None) -> None:
        """From the importing thread; Qt carries the signal over."""
        now_s = time.monotonic()
        if now_s - self._reported_s >= REPORT_EVERY_S:
            self._reported_s = now_s
            self.progressed.emit(rows, -1 if total is None else total)

    def _end_import(self, report: ImportReport) -> None:
        self._importing = ""
        self.imported.emit(report)
        self.refresh()

    def _fail_import(self, error: AppError) -> None:
        self._importing = ""
        self.failed.emit(error)
        self.refresh()

    def bad_rows(self, source: int) -> Sequence[object]:
        """What was left out of a file."""
        return self.pool.bad_rows(source) if self.pool is not None else ()
