"""What a gate picked for each task, and the selector that follows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import msgspec
import numpy as np

from worker.icl.selection.corpus import Chosen, Corpus, Query, Selector
from worker.icl.selection.kinds import Kind, kind_of


class Picked(msgspec.Struct, frozen=True, kw_only=True):
    """The selector of a task.

    Attributes
    ----------
    margin : float
        Its mean less that of what it was compared with, on validation.
    low : float
        Lower bound of the margin's interval.
    n : int
        Validation queries; 0 where the task was not seen in training.
    p : float
        Of the paired bootstrap that there is no difference.
    why : str
        In words.
    """

    selector: str
    margin: float = 0.0
    low: float = 0.0
    n: int = 0
    p: float = 1.0
    why: str = ""


class Gate(msgspec.Struct, frozen=True, kw_only=True):
    """What is used for each task; for tasks that training did not see, by their kind.

    Attributes
    ----------
    variants : int
        Selectors with LM feedback that were tried on validation.
    """

    tasks: dict[str, Picked] = {}
    kinds: dict[str, Picked] = {}
    variants: int = 0

    def has_seen(self, task: str, kind: Kind) -> bool:
        """Whether training has seen the task, or so many of its kind that the gate has one."""
        return task in self.tasks or kind in self.kinds

    def pick(self, task: str, kind: Kind) -> Picked:
        """The task's selector, or that of its kind, or the default without any feedback."""
        known = self.tasks.get(task) or self.kinds.get(kind)
        return known or (UNSEEN_LABELS if kind == "labels" else UNSEEN)


UNSEEN = Picked(selector="minilm", why="no validation; nothing but similarity is sure")
UNSEEN_LABELS = Picked(selector="label-support", why="no validation; label support needs none")


@dataclass(frozen=True)
class Gated:
    """Follows the gate, task by task."""

    corpus: Corpus
    gate: Gate
    parts: Mapping[str, Selector]
    name: str = "llmr"
    _picked: dict[str, Picked] = field(default_factory=dict)

    def picked(self, task: str) -> Picked:
        """What is used for a task, and why."""
        if task not in self._picked:
            rows = [self.corpus.examples[row] for row in self.corpus.of_task(task)]
            self._picked[task] = self.gate.pick(task, kind_of(rows))
        return self._picked[task]

    def select(
        self, queries: Sequence[Query], k: int, rng: np.random.Generator
    ) -> list[list[Chosen]]:
        """See `Selector`."""
        found: list[list[Chosen]] = [[] for _ in queries]
        by_selector: dict[str, list[int]] = {}
        for place, query in enumerate(queries):
            name = self.picked(query.example.task).selector
            by_selector.setdefault(name, []).append(place)
        for name, places in by_selector.items():
            chosen = self.parts[name].select([queries[place] for place in places], k, rng)
            for place, ranked in zip(places, chosen, strict=True):
                found[place] = ranked
        return found
