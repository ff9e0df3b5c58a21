"""Runs searches: asks each prompt once, within a budget, and says how far it has come."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

import numpy as np

from shared.robustness.samples import Sample
from worker.robustness.cells.matrix import Matrix
from worker.robustness.cells.source import Cells
from worker.robustness.scheduling.wave import Found, Scores, Search, Wave


@dataclass(frozen=True)
class Scored:
    """A prompt that was scored, in the order in which that happened.

    `probe` marks those that are no candidates; `loss` is NaN where answers are written.
    """

    prompt: str
    accuracy: float
    loss: float
    about: str
    probe: bool


@dataclass(frozen=True)
class Standing:
    """How far a search has come; see `shared.tasks.robustness.Searched`.

    `curve` has a row (queries, accuracy, held-out accuracy) for each step.
    """

    best: str
    step: int
    candidates_done: int
    candidates_total: int
    accuracy: float
    report_accuracy: float | None
    queries: int
    cached: int
    tokens: int
    queries_per_second: float
    eta_s: float | None
    current: str
    curve: tuple[tuple[float, float, float], ...]


@dataclass
class Scheduler:
    """Asks the cells that searches want, on `search`; and on `glance`, of what is best so far.

    Attributes
    ----------
    budget : int
        Prompts times samples of the search, at most; 0 for no limit. What is known from earlier
        runs counts as well, so that the same budget finds the same.
    note : callable
        Is told of each prompt once, when it is scored.
    """

    source: Cells
    search: Sequence[Sample]
    glance: Sequence[Sample] = ()
    budget: int = 0
    note: Callable[[Scored], None] = lambda scored: None
    clock: Callable[[], float] = time.monotonic
    spent: int = 0
    _known: dict[str, Matrix] = field(default_factory=dict, repr=False)
    _glanced: dict[str, float] = field(default_factory=dict, repr=False)
    _curve: list[tuple[float, float, float]] = field(default_factory=list, repr=False)
    _began: float | None = None
    _asked_before: int = 0

    def run(self, search: Search) -> Generator[Standing, None, Found]:
        """Run a search to its end, and tell after each unit of cells how far it is."""
        try:
            wave = next(search)
            while True:
                scores = yield from self._scored(wave)
                wave = search.send(scores)
                if scores.over:
                    raise RuntimeError("a search goes on after its budget is used up")
        except StopIteration as end:
            found: Found = end.value
        finally:
            search.close()
        yield from self._glance(found.prompt)
        yield self._standing(Wave((), found.prompt), 0)
        return found

    def knows(self, prompt: str) -> bool:
        """Whether a prompt was scored."""
        return prompt in self._known

    def cells(self, prompt: str) -> Matrix:
        """The cells of a prompt that was scored before."""
        return self._known[prompt]

    # --- a wave -----------------------------------------------------------------------------------

    def _scored(self, wave: Wave) -> Generator[Standing, None, Scores]:
        self._began = self.clock() if self._began is None else self._began
        new = [prompt for prompt in dict.fromkeys(wave.prompts) if prompt not in self._known]
        affordable = self._affordable(len(new))
        if affordable:
            steps = self.source.cells(new[:affordable], self.search)
            while True:
                try:
                    known = next(steps)
                except StopIteration as end:
                    matrix: Matrix = end.value
                    break
                yield self._standing(wave, known.done // max(1, len(self.search)))
            self._learn(wave, matrix)
        yield from self._glance(wave.best)
        return self._scores(wave.prompts, over=affordable < len(new))

    def _affordable(self, count: int) -> int:
        if not self.budget:
            return count
        return min(count, max(0, self.budget - self.spent) // max(1, len(self.search)))

    def _learn(self, wave: Wave, matrix: Matrix) -> None:
        self.spent += matrix.right.size
        for place, prompt in enumerate(matrix.prompts):
            row = matrix.rows([place])
            self._known[prompt] = row
            accuracy, loss = float(row.right.mean()), float(row.loss.mean())
            self.note(Scored(prompt, accuracy, loss, wave.about, wave.probes))

    def _scores(self, prompts: Sequence[str], *, over: bool) -> Scores:
        """In the order of the prompts, up to the first one that the budget did not reach."""
        rows = [self._known[one] for one in takewhile(self._known.__contains__, prompts)]
        if not rows:
            shape = (0, len(self.search))
            return Scores(np.zeros(shape, np.bool_), np.zeros(shape), over)
        matrix = Matrix.stacked(rows)
        return Scores(matrix.right, matrix.loss, over)

    # --- how far it is ----------------------------------------------------------------------------

    def _glance(self, prompt: str) -> Generator[Standing, None, None]:
        """Measure what is best so far on held-out samples."""
        if prompt in self._glanced or prompt not in self._known:
            return
        value = np.nan
        if self.glance:
            steps = self.source.cells([prompt], self.glance)
            while True:
                try:
                    next(steps)
                except StopIteration as end:
                    value = float(end.value.right.mean())
                    break
                yield self._standing(Wave((), prompt), 0)
        self._glanced[prompt] = value
        accuracy = float(self._known[prompt].right.mean())
        self._curve.append((float(self.source.counts.queries), accuracy, value))

    def _standing(self, wave: Wave, done: int) -> Standing:
        counts = self.source.counts
        seconds = max(1e-9, self.clock() - (self._began or 0.0))
        best = wave.best if wave.best in self._known else ""
        accuracy = float(self._known[best].right.mean()) if best else float("nan")
        report = self._glanced.get(wave.best)
        scored = len(self._known) + done
        left = max(0, len(wave.prompts) - done) + wave.more
        if self.budget:
            left = min(left, max(0, self.budget - self.spent) // max(1, len(self.search)))
        rate = scored / seconds
        return Standing(
            best=wave.best,
            step=len(self._curve),
            candidates_done=scored,
            candidates_total=scored + left,
            accuracy=accuracy,
            report_accuracy=None if report is None or np.isnan(report) else report,
            queries=counts.queries,
            cached=counts.cached,
            tokens=counts.tokens,
            queries_per_second=counts.queries / seconds,
            eta_s=left / rate if rate and left else None,
            current=wave.about,
            curve=tuple(self._curve),
        )
