"""Choices, prompts and answers of a unit: what is asked, how often, and what comes of it."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import pytest

from shared.errors import AppError
from tests.unit.icl_evaluation.toy import MAKE, Copying, rows, unit
from worker.icl.evaluation.choices import Choice
from worker.icl.evaluation.cleanliness import cleanliness, require_others
from worker.icl.evaluation.measuring import Plan, choices_of, outcomes_of
from worker.icl.evaluation.outcomes import UnitOutcomes
from worker.icl.evaluation.source import Source
from worker.icl.evaluation.units import Unit, info_of
from worker.icl.selection.controls import vote
from worker.icl.selection.corpus import Chosen, Query
from worker.lm.score_cache import ScoreCache

Value = TypeVar("Value")
COLUMNS = (
    "zero", "random", "bm25", "minilm", "label-support", "cone", "oracle", "vote-minilm",
)  # fmt: skip


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[ScoreCache]:
    with ScoreCache(tmp_path / "scores.sqlite") as made:
        yield made


def over(steps: Generator[Any, None, Value]) -> Value:
    """Run a generator to its value."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            value: Value = end.value
            return value


def measured(one: Unit, source: Source, plan: Plan) -> UnitOutcomes | None:
    made = over(choices_of(one, plan, source))
    return None if made is None else over(outcomes_of(made, plan, source, scored=True))


def test_all_columns_answer_and_the_rerun_asks_nothing(cache: ScoreCache) -> None:
    one, plan = unit(), Plan(COLUMNS, 4, MAKE, scored=6)
    first = measured(one, Source(Copying(), cache), plan)
    again = Source(Copying(), cache)
    second = measured(one, again, plan)
    assert first is not None
    assert second is not None
    assert again.asked == 0
    assert again.model.asked == 0  # type: ignore[attr-defined]
    assert {outcome.column for outcome in first.outcomes} == set(COLUMNS)
    assert sum(outcome.column == "random" for outcome in first.outcomes) == 5
    for one_outcome, other in zip(first.outcomes, second.outcomes, strict=True):
        assert one_outcome.shown == other.shown
        assert one_outcome.told == other.told
    assert first.values("minilm").mean() > first.values("random").mean() > 0.1
    assert first.values("zero").mean() == pytest.approx(
        np.mean([query.example.output == one.task.options[0] for query in one.queries])
    )
    assert first.extra["oracle"]["helped"] >= first.extra["minilm"]["helped"]
    assert 0 < first.extra["minilm"]["ndcg4"] <= 1


def test_votes_are_those_of_the_shown_demonstrations(cache: ScoreCache) -> None:
    one = unit()
    found = measured(one, Source(Copying(), cache), Plan(("minilm", "vote-minilm"), 3, MAKE))
    assert found is not None
    by_column = {outcome.column: outcome for outcome in found.outcomes}
    for place, shown in enumerate(by_column["minilm"].shown):
        chosen = [Chosen(row, 0.0) for row in shown]
        assert by_column["vote-minilm"].told[place].prediction == vote(one.corpus, chosen)


def test_a_vote_alone_asks_no_model(cache: ScoreCache) -> None:
    model = Copying()
    found = measured(unit(), Source(model, cache), Plan(("vote-bm25",), 4, MAKE))
    assert found is not None
    assert model.asked == 0


def test_what_is_missing_is_planned_in_two_rounds_and_gives_the_same_figures(
    cache: ScoreCache, tmp_path: Path
) -> None:
    one, plan = unit(), Plan(COLUMNS, 4, MAKE, scored=6)
    with ScoreCache(tmp_path / "direct.sqlite") as other:
        expected = measured(one, Source(Copying(), other), plan)
    rounds = 0
    while True:
        source = Source(Copying(), cache, asks=False)
        found = measured(one, source, plan)
        if found is not None:
            break
        assert source.model.asked == 0  # type: ignore[attr-defined]
        assert len(source.missing) == len(set(source.missing.scores)) + len(source.missing.choices)
        over(Source(Copying(), cache).answers(source.missing))
        rounds += 1
    assert rounds == 2
    assert expected is not None
    assert found.extra == expected.extra
    assert [o.told for o in found.outcomes] == [o.told for o in expected.outcomes]


def test_no_selector_but_the_oracle_sees_an_answer(cache: ScoreCache) -> None:
    one, seen = unit(), []

    class Peeking:
        name = "minilm"

        def select(
            self, queries: tuple[Query, ...], k: int, rng: np.random.Generator
        ) -> list[list[Chosen]]:
            seen.extend(query.example.accepted for query in queries)
            return [[] for _ in queries]

    plan = Plan(("minilm",), 2, lambda *_: Peeking())
    assert over(choices_of(one, plan, Source(Copying(), cache))) is not None
    assert seen == [()] * len(one.queries)


def test_the_best_demonstration_is_next_to_the_query(cache: ScoreCache) -> None:
    one = unit()
    source = Source(Copying(), cache, asks=False)
    made = over(choices_of(one, Plan(("bm25",), 3, MAKE), source))
    assert made is not None
    over(outcomes_of(made, Plan(("bm25",), 3, MAKE), source, scored=False))
    best = one.corpus.examples[made.choices[0].lists[0][0].row]
    query = one.queries[0].example
    (question,) = [q for q in source.missing.choices if q.prompt.endswith(f"{query.input}\n")]
    assert question.prompt.endswith(f"{best.text}\n\n{query.input}\n")


def test_a_narrow_window_drops_the_worst_first(cache: ScoreCache) -> None:
    one, model = unit(), Copying()
    words = model.count_tokens(one.queries[0].example.input)
    model.longest = 2 * words + 6
    source = Source(model, cache, asks=False)
    plan = Plan(("minilm",), 3, MAKE)
    made = over(choices_of(one, plan, source))
    assert made is not None
    over(outcomes_of(made, plan, source, scored=False))
    prompts = [question.prompt for question in source.missing.choices]
    assert prompts
    for place, prompt in enumerate(prompts):
        best = one.corpus.examples[made.choices[0].lists[place][0].row]
        assert prompt == f"{best.text}\n\n{one.queries[place].example.input}\n"


@pytest.mark.parametrize(("kind", "metric"), [("choice", "accuracy"), ("text", "em_triviaqa")])
def test_other_kinds_are_scored_or_written(cache: ScoreCache, kind: str, metric: str) -> None:
    one, model = unit(kind=kind), Copying()
    assert one.task.kind == kind
    assert one.task.metric == metric
    source = Source(model, cache)
    found = measured(one, source, Plan(("bm25", "minilm"), 3, MAKE))
    assert found is not None
    outcome = found.outcomes[0]
    for told, query in zip(outcome.told, one.queries, strict=True):
        assert len(told.option_logprobs) == len(query.example.options)
        assert kind == "text" or told.prediction in query.example.options


def test_a_model_without_log_probabilities_writes_an_option(cache: ScoreCache) -> None:
    found = measured(unit(), Source(Copying("text"), cache), Plan(("minilm",), 4, MAKE))
    assert found is not None
    assert not cache.choices("copying", [])
    assert found.values("minilm").mean() > 0.5


def test_one_that_has_to_be_trained_is_left_out_with_the_reason(cache: ScoreCache) -> None:
    source = Source(Copying(), cache)
    made = over(choices_of(unit(), Plan(("bm25", "rerank"), 2, MAKE), source))
    assert made is not None
    assert set(made.selectors) == {"bm25"}
    assert "train icl" in made.left_out["rerank"]


def test_the_query_its_copies_and_its_group_are_refused_as_demonstrations() -> None:
    one = unit()
    twin = replace(one, queries=(Query(one.corpus.examples[5], one.corpus.vectors[5]),))
    with pytest.raises(AppError, match="topic-5"):
        require_others(twin, [Choice("mine", 0, ((Chosen(5, 1.0),),))])
    require_others(twin, [Choice("mine", 0, ((Chosen(6, 1.0),),))])


def test_planted_leaks_are_found_and_counted() -> None:
    one = unit()
    copied = one.corpus.examples[3]
    leaking = Query(replace_id(copied, "copy"), one.corpus.vectors[3])
    found = cleanliness(replace(one, queries=(*one.queries, leaking)))
    assert found.leaking == {"copy"}
    assert found.counts["query-in-pool"] == 1
    assert not found.split_groups


def replace_id(example: Any, name: str) -> Any:
    import msgspec

    return msgspec.structs.replace(example, id=name, input=example.input.upper() + "!")


def test_a_task_of_the_paper_brings_its_metric_and_category() -> None:
    assert info_of("rte", [*rows("rte", 30)]).category == "NLI"
    own = info_of("mine", rows("mine", 30))
    assert (own.kind, own.category, own.held_out) == ("labels", "own", False)
    assert set(own.options) == {"art", "nature", "technology", "business"}
