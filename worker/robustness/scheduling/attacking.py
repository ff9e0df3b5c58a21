"""One attack on one prompt: planned, searched and measured on samples that it has not seen."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass

from shared.errors import AppError
from shared.robustness.diff import edits_between
from shared.robustness.figures import Edit, PromptWord
from shared.robustness.samples import Sample, Split
from shared.tasks.robustness import SearchName
from worker.robustness.attacks.registry import WordsInPlay, attack_kind, attack_names
from worker.robustness.cells.matrix import Matrix
from worker.robustness.cells.source import Cells
from worker.robustness.scheduling.scheduler import Scheduler, Scored, Standing
from worker.robustness.scheduling.wave import Search
from worker.robustness.search.methods import ENSEMBLE, ensemble_of, search_of


@dataclass(frozen=True)
class AttackPlan:
    """What is to be done to a prompt.

    Attributes
    ----------
    budget : int
        Prompts times samples of the search at most; 0: no limit.
    soft : bool
        Whether the model tells the cross-entropy of labels.
    """

    prompt: str
    words: tuple[PromptWord, ...]
    labels: tuple[str, ...]
    attack: str
    search: SearchName = "own"
    seed: int = 0
    budget: int = 0
    soft: bool = True


@dataclass(frozen=True)
class AttackFind:
    """The attacked prompt, and what the search saw of it and of the prompt before.

    `by` names the attack, and of an ensemble the member that found it.
    """

    prompt: str
    edits: tuple[Edit, ...]
    clean: Matrix
    attacked: Matrix
    by: str


def check_plan(plan: AttackPlan) -> None:
    """Raise `AppError("bad_field")` for an attack or a search that is not there."""
    if plan.attack != ENSEMBLE:
        _searches(plan, 1)
    if plan.search == "soft" and not plan.soft:
        limit = "own, greedy, beam or random: a written answer has no cross-entropy"
        raise AppError("bad_field", field="search", value="soft", limit=limit)


def run_attack(
    source: Cells,
    plan: AttackPlan,
    split: Split,
    *,
    glance: int = 0,
    note: Callable[[Scored], None] = lambda scored: None,
) -> Generator[Standing, None, AttackFind]:
    """Search on the split's first part; tell on the way, also of `glance` held-out samples.

    Raises
    ------
    AppError
        What `check_plan` and the model raise.
    """
    check_plan(plan)
    scheduler = Scheduler(source, split.search, split.report[:glance], plan.budget, note)
    search, winner = _searches(plan, len(split.search))
    found = yield from scheduler.run(search)
    if not scheduler.knows(plan.prompt):
        limit = f"at least {len(split.search)}, the prompt itself on all samples of the search"
        raise AppError("bad_field", field="queries", value=str(plan.budget), limit=limit)
    return AttackFind(
        found.prompt,
        edits_between(plan.prompt, found.prompt),
        scheduler.cells(plan.prompt),
        scheduler.cells(found.prompt),
        winner(),
    )


def measured(
    source: Cells, prompts: Sequence[str], samples: Sequence[Sample]
) -> Generator[tuple[int, int], None, Matrix]:
    """The cells of prompts on samples, telling (known, wanted) on the way."""
    steps = source.cells(prompts, samples)
    while True:
        try:
            known = next(steps)
        except StopIteration as end:
            matrix: Matrix = end.value
            return matrix
        yield known.done, known.total


def _searches(plan: AttackPlan, samples: int) -> tuple[Search, Callable[[], str]]:
    play = WordsInPlay(plan.prompt, plan.words, {}, plan.labels)
    if plan.attack != ENSEMBLE:
        kind = attack_kind(plan.attack)
        return search_of(kind, play, plan.search, plan.seed), lambda: kind.name
    worst = ensemble_of(
        [attack_kind(name) for name in attack_names()],
        play,
        plan.search,
        plan.seed,
        prompts=plan.budget // samples,
        soft=plan.soft,
    )
    return worst.run(), lambda: f"{ENSEMBLE}: {worst.winner}"
