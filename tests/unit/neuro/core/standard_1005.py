"""Makes `resources/eeg/standard_1005.csv`: `python -m tests.unit.neuro.core.standard_1005`."""

from __future__ import annotations

import sys

import numpy as np

from shared.neuro.electrodes import POSITIONS_FILE


def text() -> str:
    """The 10-05 places of mne's template head as unit vectors, one a line."""
    import mne

    places = mne.channels.make_standard_montage("colin27_1005").get_positions()["ch_pos"]
    points = np.array(list(places.values()))
    # |p|² = 2 p·c + (r² − |c|²) is linear in the centre c of the sphere that fits best.
    design = np.hstack([2 * points, np.ones((len(points), 1))])
    centre = np.linalg.lstsq(design, (points**2).sum(axis=1), rcond=None)[0][:3]
    units = points - centre
    units /= np.linalg.norm(units, axis=1, keepdims=True)
    rows = [
        f"{name},{x:.6f},{y:.6f},{z:.6f}" for name, (x, y, z) in zip(places, units, strict=True)
    ]
    return "\n".join(["name,x,y,z", *rows]) + "\n"


def main() -> int:
    """Write the file."""
    POSITIONS_FILE.parent.mkdir(parents=True, exist_ok=True)
    POSITIONS_FILE.write_text(text(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
