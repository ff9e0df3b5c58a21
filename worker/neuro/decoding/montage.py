"""From any electrodes to the 64 places that the encoders see."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from shared.errors import AppError
from shared.neuro.electrodes import directions, match_all
from shared.neuro.splines import spline_matrix

# The 64 places of the 10-10 system that most caps have.
GRID: tuple[str, ...] = tuple(
    "Fp1 Fpz Fp2 AF7 AF3 AFz AF4 AF8 F7 F5 F3 F1 Fz F2 F4 F6 F8 FT7 FC5 FC3 FC1 FCz FC2 FC4 FC6 "  # noqa: SIM905
    "FT8 T7 C5 C3 C1 Cz C2 C4 C6 T8 TP7 CP5 CP3 CP1 CPz CP2 CP4 CP6 TP8 P7 P5 P3 P1 Pz P2 P4 P6 "
    "P8 PO7 PO3 POz PO4 PO8 O1 Oz O2 Iz TP9 TP10".split()
)
LEAST = 4
# An electrode that is there keeps its own signal; mne's 1e-5 smooths all detail of 64 of them away.
SMOOTHING = 1e-9


def to_grid(labels: tuple[str, ...], bad: tuple[str, ...] = ()) -> npt.NDArray[np.float32]:
    """The matrix float32 [64, C] from a montage to the grid; bad channels and others weigh nothing.

    Raises
    ------
    AppError
        `bad_field` where fewer than four channels have a known place.
    """
    return _to_grid(labels, bad)


@cache
def _to_grid(labels: tuple[str, ...], bad: tuple[str, ...]) -> npt.NDArray[np.float32]:
    names = match_all(labels)
    usable = [
        index for index, name in enumerate(names) if name is not None and labels[index] not in bad
    ]
    if len(usable) < LEAST:
        limit = f"at least {LEAST} good channels with names of the 10-05 system, such as Oz or P3"
        raise AppError("bad_field", field="channels", value=len(usable), limit=limit)
    places = directions([name for index in usable if (name := names[index]) is not None])
    matrix = np.zeros((len(GRID), len(labels)), np.float32)
    matrix[:, usable] = spline_matrix(places, directions(GRID), smoothing=SMOOTHING)
    return matrix
