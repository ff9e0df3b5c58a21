"""Makes `resources/stimuli/descriptions.npy`, what is seen in the pictures of all concepts.

Run `python -m worker.neuro.simulation.description_table` after a change of how scenes are drawn or
described; the table is tracked, so nobody else needs to. Without it they would be drawn each time a
participant is made, which takes seconds.
"""

from __future__ import annotations

import io

import numpy as np

from shared.paths import write_atomic
from worker.neuro.simulation.pictures import CONCEPTS, TABLE, described


def main() -> None:
    """Write the table."""
    seen = [described(number) for number in range(CONCEPTS)]
    rows = [np.concatenate([each.contrast.ravel(), each.look]) for each in seen]
    data = io.BytesIO()
    np.save(data, np.array(rows), allow_pickle=False)
    write_atomic(TABLE, data.getvalue())


if __name__ == "__main__":
    main()
