"""What is seen in the first pictures, kept: drawing all of them takes seconds.

Run `python -m worker.neuro.simulation.description_table` after a change of how scenes are drawn or
described; the table is tracked, so nobody else needs to.
"""

from __future__ import annotations

import io
from functools import cache

import numpy as np
import numpy.typing as npt

from shared.neuro.scenes.concepts import PACK_DIR
from shared.paths import write_atomic

TABLE = PACK_DIR.parent / "descriptions.npy"


@cache
def kept() -> npt.NDArray[np.float64]:
    """Contrast and look of each picture in one row, [240, 74]."""
    table: npt.NDArray[np.float64] = np.load(TABLE, allow_pickle=False)
    return table


def main() -> None:
    """Write the table."""
    from worker.neuro.simulation.pictures import CONCEPTS, described

    rows = []
    for number in range(CONCEPTS):
        seen = described(number)
        rows.append(np.concatenate([seen.contrast.ravel(), seen.look]))
    data = io.BytesIO()
    np.save(data, np.array(rows), allow_pickle=False)
    write_atomic(TABLE, data.getvalue())


if __name__ == "__main__":
    main()
