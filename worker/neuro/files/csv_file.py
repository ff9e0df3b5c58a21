"""CSV with a column of times: what muse-lsl writes, and anything of the same shape."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import numpy.typing as npt

from shared.neuro.streams import ChannelInfo, StreamInfo
from worker.neuro.files.recording import Recording, sorted_markers
from worker.neuro.units import scaled

_TIME_COLUMNS = ("timestamps", "timestamp", "time", "time_s", "times")
# A muse-lsl file writes milliseconds: one step says little, so many are measured together.
_SPAN = 2048
_SNAP = 0.005


def read_csv(path: Path) -> Recording:
    """Read a CSV whose first row names the columns and whose time column is in seconds.

    Columns `Marker…` become markers where they are neither 0 nor empty; the others are channels in
    microvolts. The rate is measured from the times.

    Raises
    ------
    ValueError
        Without a column of times or of samples, without two rows, or with a cell that is no number.
    """
    with path.open(newline="", encoding="utf-8-sig") as file:
        rows = csv.reader(file)
        names = [name.strip() for name in next(rows, [])]
        cells = [row for row in rows if row]
    time_column = next((i for i, name in enumerate(names) if name.casefold() in _TIME_COLUMNS), -1)
    if time_column < 0:
        raise ValueError(f"no column is called {' or '.join(_TIME_COLUMNS[:3])}")
    if len(cells) < 2:
        raise ValueError("it has fewer than two rows of samples")
    marker_columns = [i for i, name in enumerate(names) if name.casefold().startswith("marker")]
    data_columns = [i for i in range(len(names)) if i != time_column and i not in marker_columns]
    if not data_columns:
        raise ValueError("it has no column of samples")
    times_s = _column(cells, time_column, names)
    samples = np.stack([_column(cells, i, names) for i in data_columns], axis=1)
    info = StreamInfo(
        name=path.stem,
        source_id=path.stem,
        kind="EEG",
        rate_hz=measured_rate(times_s),
        channels=tuple(ChannelInfo(label=names[i], kind=_kind(names[i])) for i in data_columns),
    )
    marks = [
        (times_s[at], row[i].strip())
        for i in marker_columns
        for at, row in enumerate(cells)
        if _is_mark(row[i])
    ]
    return Recording(
        info=info,
        samples=scaled(samples, np.ones(1)),
        times_s=times_s,
        markers=sorted_markers([float(at) for at, _ in marks], [text for _, text in marks]),
    )


def measured_rate(times_s: npt.NDArray[np.float64]) -> float:
    """Samples per second from the times [n], snapped to a whole number within 0.5 %; gaps and
    rounding do not disturb it."""
    span = max(1, min(_SPAN, len(times_s) // 2))
    width_s = float(np.median(times_s[span:] - times_s[:-span]))
    if width_s <= 0:
        raise ValueError("its times do not grow")
    return whole_rate(span / width_s)


def whole_rate(rate_hz: float) -> float:
    """The rate, as a whole number if it is within 0.5 % of one."""
    whole = round(rate_hz)
    return float(whole) if whole and abs(rate_hz - whole) <= _SNAP * whole else rate_hz


def _column(cells: list[list[str]], index: int, names: list[str]) -> npt.NDArray[np.float64]:
    try:
        return np.array([float(row[index]) if row[index].strip() else np.nan for row in cells])
    except (ValueError, IndexError):
        raise ValueError(f"the column {names[index]} has a cell that is no number") from None


def _kind(label: str) -> str:
    return "MISC" if "aux" in label.casefold() else "EEG"


def _is_mark(cell: str) -> bool:
    text = cell.strip()
    if not text:
        return False
    try:
        return float(text) != 0
    except ValueError:
        return True
