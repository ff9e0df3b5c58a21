"""Where the simulated electrodes sit: usual caps for usual numbers, an even spread for others."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from shared.errors import AppError

FEWEST, MOST = 1, 256
HEAD_RADIUS_M = 0.095

_CAP_64 = (
    "Fp1 Fpz Fp2 AF7 AF3 AFz AF4 AF8 F7 F5 F3 F1 Fz F2 F4 F6 F8 FT9 FT7 FC5 FC3 FC1 FCz FC2 FC4 FC6"
    " FT8 FT10 T7 C5 C3 C1 Cz C2 C4 C6 T8 TP7 CP5 CP3 CP1 CPz CP2 CP4 CP6 TP8 P7 P5 P3 P1 Pz"
    " P2 P4 P6 P8 PO7 PO3 POz PO4 PO8 O1 Oz O2 Iz"
)
_CAPS = {
    4: "TP9 AF7 AF8 TP10",  # Muse
    8: "Fp1 Fp2 C3 C4 P7 P8 O1 O2",  # OpenBCI Cyton
    16: "Fp1 Fp2 F7 F3 F4 F8 T7 C3 C4 T8 P7 P3 P4 P8 O1 O2",  # the same with Daisy
    32: "Fp1 Fp2 F7 F3 Fz F4 F8 FC5 FC1 FC2 FC6 T7 C3 Cz C4 T8 CP5 CP1 CP2 CP6 P7 P3 Pz P4 P8"
    " PO7 PO3 PO4 PO8 O1 Oz O2",
    64: _CAP_64,
}


def electrode_labels(count: int) -> tuple[str, ...]:
    """Names of the 10-05 system for `count` electrodes.

    Raises
    ------
    AppError
        `bad_field` outside 1 to 256.
    """
    if not FEWEST <= count <= MOST:
        limit = f"{FEWEST} to {MOST}"
        raise AppError("bad_field", field="--channels", value=count, limit=limit)
    if count in _CAPS:
        return tuple(_CAPS[count].split())
    directions = _directions()
    names = [name for name, at in directions.items() if at[2] > -0.45]
    chosen = ["Oz"]
    points = np.array([directions[name] for name in names])
    distance = np.linalg.norm(points - directions["Oz"], axis=1)
    while len(chosen) < count:
        farthest = int(np.argmax(distance))
        chosen.append(names[farthest])
        distance = np.minimum(distance, np.linalg.norm(points - points[farthest], axis=1))
    return tuple(sorted(chosen, key=names.index))


def electrode_positions(labels: tuple[str, ...]) -> npt.NDArray[np.float64]:
    """Positions [C, 3] in metres on the sphere; x to the right ear, y to the nose, z up."""
    directions = _directions()
    return HEAD_RADIUS_M * np.array([directions[label] for label in labels])


@cache
def _directions() -> dict[str, npt.NDArray[np.float64]]:
    """Unit vectors of all 10-05 places, from the centre of the sphere that fits them best."""
    import mne

    montage = mne.channels.make_standard_montage("colin27_1005")
    places = montage.get_positions()["ch_pos"]
    names = list(places)
    points = np.array([places[name] for name in names])
    # |p|² = 2 p·c + (r² − |c|²) is linear in the centre c.
    design = np.hstack([2 * points, np.ones((len(points), 1))])
    solution, *_ = np.linalg.lstsq(design, (points**2).sum(axis=1), rcond=None)
    centred = points - solution[:3]
    units = centred / np.linalg.norm(centred, axis=1, keepdims=True)
    return dict(zip(names, units, strict=True))
