"""The scheduler: prompts once, budgets, and how far a search is."""

from __future__ import annotations

import math

import pytest

from tests.unit.robustness_core.conftest import Source, end_of
from tests.unit.robustness_core.doubles import PROMPT, RuleModel, samples
from worker.robustness.attacks.registry import AttackKind, WordsInPlay
from worker.robustness.scheduling.scheduler import Scheduler, Scored, Standing
from worker.robustness.scheduling.wave import Found, Scores, Search, Wave
from worker.robustness.search.candidates import places_of
from worker.robustness.search.greedy import greedy

A, B, C = (PROMPT.replace("Please", word) for word in ("Do", "Now", "Well"))
SAMPLES = samples(20)


def told(waves: list[tuple[str, ...]], heard: list[Scores]) -> Search:
    for prompts in waves:
        scores = yield Wave(prompts, PROMPT, "some", more=5)
        heard.append(scores)
        if scores.over:
            break
    return Found(waves[0][0])


def test_prompts_are_asked_once_and_told_each_time(source: Source) -> None:
    model, heard, noted = RuleModel(), [], []
    scheduler = Scheduler(source(model), SAMPLES, note=noted.append)
    end_of(scheduler.run(told([(A, B, A), (B, C)], heard)))
    assert len(model.asked) == 60
    assert [len(scores) for scores in heard] == [3, 2]
    assert (heard[0].right[0] == heard[0].right[2]).all()
    assert (heard[0].right[1] == heard[1].right[0]).all()
    assert [one.prompt for one in noted] == [A, B, C]
    assert scheduler.spent == 60


@pytest.mark.parametrize(
    ("budget", "counts"), [(40, [3, 0]), (59, [3, 0]), (60, [3, 2]), (20, [1])]
)
def test_a_budget_ends_a_search(source: Source, budget: int, counts: list[int]) -> None:
    model, heard = RuleModel(), []
    end_of(Scheduler(source(model), SAMPLES, budget=budget).run(told([(A, B, A), (C, B)], heard)))
    assert [len(scores) for scores in heard] == counts
    assert heard[-1].over == (budget < 60)
    assert len(model.asked) == 20 * (budget // 20)


def test_a_budget_does_not_depend_on_what_is_known_from_earlier_runs(source: Source) -> None:
    for _ in range(2):
        heard: list[Scores] = []
        scheduler = Scheduler(source(RuleModel()), SAMPLES, budget=40)
        end_of(scheduler.run(told([(A,), (B,), (C,)], heard)))
        assert [len(scores) for scores in heard] == [1, 1, 0]


def test_a_search_that_ignores_the_end_of_its_budget_is_a_mistake(source: Source) -> None:
    def endless() -> Search:
        while True:
            yield Wave((A, B), PROMPT)

    with pytest.raises(RuntimeError):
        end_of(Scheduler(source(RuleModel()), SAMPLES, budget=20).run(endless()))


def test_standing_grows_to_the_end(source: Source, kind: AttackKind, play: WordsInPlay) -> None:
    now = iter(range(1000))
    scheduler = Scheduler(
        source(RuleModel()), SAMPLES, samples(60)[20:], clock=lambda: float(next(now))
    )
    steps: list[Standing] = list(scheduler.run(greedy(kind, play, 0)))
    done = [step.candidates_done for step in steps]
    assert done == sorted(done)
    assert all(step.candidates_done <= step.candidates_total for step in steps)
    last = steps[-1]
    assert last.candidates_total == last.candidates_done
    assert last.eta_s is None
    assert last.best != PROMPT
    assert last.accuracy == last.curve[-1][1] < last.curve[0][1]
    assert last.report_accuracy == pytest.approx(last.curve[-1][2])
    assert [row[1] for row in last.curve] == sorted((row[1] for row in last.curve), reverse=True)
    assert last.queries == scheduler.source.counts.queries
    assert any(step.eta_s for step in steps)


def test_probes_are_noted_as_such(source: Source, kind: AttackKind, play: WordsInPlay) -> None:
    noted: list[Scored] = []
    end_of(Scheduler(source(RuleModel()), SAMPLES, note=noted.append).run(greedy(kind, play, 0)))
    probes = [one.prompt for one in noted if one.probe]
    assert len(probes) == len(places_of(kind, play)) > 3
    assert all("[UNK]" in prompt for prompt in probes)
    assert not any("[UNK]" in one.prompt for one in noted if not one.probe)
    assert not any(math.isnan(one.loss) for one in noted)
