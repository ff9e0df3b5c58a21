"""How a task is answered: with one of its labels, an option of the query, or free text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from shared.icl.example import Example

Kind = Literal["labels", "choice", "text"]

# Without options, answers are labels where each stands for so many rows on average.
_ROWS_A_LABEL = 5


def kind_of(examples: Sequence[Example]) -> Kind:
    """The kind of a task by its rows."""
    options = {tuple(sorted(example.options)) for example in examples}
    if options == {()} or not options:
        labels = {example.output for example in examples}
        return "labels" if len(labels) * _ROWS_A_LABEL <= len(examples) else "text"
    return "labels" if len(options) == 1 else "choice"


def labels_of(examples: Sequence[Example]) -> tuple[str, ...]:
    """All answers of a task, sorted; what a query of it without options is answered with."""
    return tuple(sorted({example.output for example in examples if example.output}))
