"""From cells to the figures that results have."""

from __future__ import annotations

from collections.abc import Sequence

from shared.robustness.figures import Drop
from shared.robustness.samples import Sample
from worker.robustness.cells.matrix import Matrix, gold_of
from worker.robustness.measures.drop import drop_of


def drop_between(
    before: Matrix, after: Matrix, samples: Sequence[Sample], labels: Sequence[str]
) -> Drop:
    """What the accuracy loses from one prompt to another on the same samples.

    Parameters
    ----------
    before, after : Matrix
        Of one prompt each.
    """
    return drop_of(before.answers[0], after.answers[0], gold_of(samples, labels))
