"""One unit measured: choose, ask what choosing needs, lay out prompts, ask, and look."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field

from shared.errors import AppError
from shared.icl.retrievers import voted
from worker.icl.evaluation import usefulness
from worker.icl.evaluation.choices import DRAWS, Choice, PlannedLm, chosen, needed
from worker.icl.evaluation.cleanliness import Cleanliness, cleanliness, require_others
from worker.icl.evaluation.outcomes import (
    Outcome,
    UnitOutcomes,
    answered,
    planned,
    voted_on,
)
from worker.icl.evaluation.source import Source, Told
from worker.icl.evaluation.units import Unit
from worker.icl.selection.catalogue import LmAccess
from worker.icl.selection.corpus import Selector
from worker.icl.selection.gated import Gated
from worker.icl.selection.lexical import Lexical
from worker.lm.calls import LmAnswers, LmCalls

# One selector by its name; raises AppError where it has to be trained and is not.
Make = Callable[[str, Unit, Lexical, LmAccess], Selector]


@dataclass(frozen=True)
class Plan:
    """What is compared.

    Attributes
    ----------
    columns : tuple of str
        Retrievers and votes.
    scored : int
        Queries of each unit for which demonstrations are scored one by one.
    draws : int
        How often random demonstrations are drawn.
    """

    columns: tuple[str, ...]
    k: int
    make: Make
    scored: int = 0
    draws: int = DRAWS


@dataclass(frozen=True)
class UnitChoices:
    """All choices of a unit; `left_out` has the reason by retriever that could not choose."""

    unit: Unit
    lexical: Lexical
    selectors: Mapping[str, Selector]
    choices: tuple[Choice, ...]
    clean: Cleanliness
    left_out: Mapping[str, str] = field(default_factory=dict)


def choices_of(unit: Unit, plan: Plan, source: Source) -> Generator[Told, None, UnitChoices | None]:
    """Let every retriever choose; None while answers are missing that some of them need."""
    lexical = Lexical(unit.corpus)
    lm = PlannedLm(source.known)
    made, left_out = _made(unit, plan, lexical, lm)
    found: list[Choice] = []
    for selector in made.values():
        first = chosen(unit, selector, plan.k, plan.draws)
        if lm.wanted:
            wanted = lm.calls
            lm.wanted.clear()
            answers = yield from source.answers(wanted)
            first = chosen(unit, selector, plan.k, plan.draws) if answers is not None else []
        found += first
    if len({choice.retriever for choice in found}) < len(made):
        return None
    require_others(unit, found)
    return UnitChoices(unit, lexical, made, tuple(found), cleanliness(unit), left_out)


def outcomes_of(
    made: UnitChoices, plan: Plan, source: Source, *, scored: bool
) -> Generator[Told, None, UnitOutcomes | None]:
    """Let the model answer; None while answers are missing."""
    unit, reader = made.unit, source.reader
    columns = [column for column in plan.columns if not voted(column)]
    plans = [planned(unit, choice, reader) for choice in made.choices]
    plans = [one for one in plans if one.choice.retriever in columns]
    useful = None
    if scored and plan.scored and reader.ability == "full":
        first = [choice for choice in made.choices if choice.draw == 0]
        useful = usefulness.utilities(unit, made.lexical, first, plan.scored)
    calls = [one.calls for one in plans]
    if useful is not None:
        calls.append(useful.calls)
    answers = yield from source.answers(LmCalls.together(calls))
    if answers is None:
        return None
    found: list[Outcome] = []
    for column in plan.columns:
        if name := voted(column):
            found += [voted_on(unit, one) for one in made.choices if one.retriever == name]
        else:
            found += [
                answered(unit, one, answers) for one in plans if one.choice.retriever == column
            ]
    extra = {
        choice.retriever: _looked_at(made, choice) | _useful(made, choice, useful, answers)
        for choice in made.choices
        if choice.draw == 0
    }
    return UnitOutcomes(unit, tuple(found), made.clean.leaking, extra, _used(made))


def _made(
    unit: Unit, plan: Plan, lexical: Lexical, lm: PlannedLm
) -> tuple[dict[str, Selector], dict[str, str]]:
    made: dict[str, Selector] = {}
    left_out: dict[str, str] = {}
    access = lm.access(unit.corpus.examples, unit.labels_of)
    for name in needed(plan.columns):
        try:
            made[name] = plan.make(name, unit, lexical, access)
        except AppError as error:
            left_out[name] = str(error)
    return made, left_out


def _looked_at(made: UnitChoices, choice: Choice) -> dict[str, float]:
    if choice.retriever == "zero":
        return {"demonstrations": 0.0}
    lengths: Sequence[int] = [len(shown) for shown in choice.lists]
    return {
        "demonstrations": sum(lengths) / len(lengths),
        "label_entropy_nats": usefulness.label_entropy(made.unit.corpus, choice),
        "diversity": usefulness.diversity(made.unit.corpus, choice),
    }


def _useful(
    made: UnitChoices, choice: Choice, useful: usefulness.Utilities | None, answers: LmAnswers
) -> dict[str, float]:
    name = choice.retriever
    if useful is None or name == "zero":
        return {}
    found = {"helped": usefulness.helped_share(useful, answers, choice)}
    if name not in usefulness.UNRANKED:
        found["ndcg4"] = usefulness.ranked_ndcg(useful, answers, made.selectors[name])
    return found


def _used(made: UnitChoices) -> dict[str, str]:
    """What a gated retriever used, for its own column and its vote's."""
    found = {}
    for name, selector in made.selectors.items():
        if isinstance(selector, Gated):
            found[name] = selector.picked(made.unit.task.name).selector
    return found
