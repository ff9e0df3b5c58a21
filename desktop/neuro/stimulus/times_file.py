"""Planned and shown times of a run as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from shared.errors import file_error
from shared.neuro.stimulus.shown import Shown
from shared.paths import write_atomic

COLUMNS = ("marker", "planned_s", "shown_s", "error_ms")


def write_times(path: Path, shown: Sequence[Shown]) -> None:
    """Write a CSV file; times in s on this computer's monotonic clock.

    Raises
    ------
    AppError
        `disk_full` or `read_only`.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for entry in shown:
        error_ms = 1000 * (entry.shown_s - entry.planned_s)
        times = (f"{entry.planned_s:.6f}", f"{entry.shown_s:.6f}", f"{error_ms:.3f}")
        writer.writerow((entry.marker, *times))
    try:
        write_atomic(path, text.getvalue().encode())
    except OSError as error:
        raise file_error(error, path) or error from error
