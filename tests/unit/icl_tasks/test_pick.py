"""The picker's task: pieces in their order with all that is known, and in words what fails."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import msgspec
import numpy as np
import pytest

from shared.errors import AppError
from shared.tasks.events import Partial
from shared.tasks.icl_pick import (
    DemoScores,
    IclPickRequest,
    OrderTries,
    Prediction,
    Retrieved,
    check_pick,
)
from tests.unit.icl_evaluation.toy import LABELS, rows
from tests.unit.icl_tasks.conftest import Bench
from worker.icl.selection.features import NAMES
from worker.icl.selection.gated import Gate, Picked
from worker.icl.selection.trained import Trained, TrainedConfig, save_trained
from worker.icl.tasks.pick import pick
from worker.icl.tasks.pick_answers import other_orders
from worker.icl.training.tree_fitting import fit_trees

QUERY = rows("topic", 1, 44)[0]


@pytest.fixture
def pool(bench: Bench) -> str:
    return bench.file("pool.jsonl", [*rows("topic", 40), *rows("facts", 40, kind="text")])


def request(pool: str, **fields: Any) -> IclPickRequest:
    return IclPickRequest(**{"pool": pool, "query": QUERY.input, "task": "topic", **fields})


def pieces(bench: Bench, asked: IclPickRequest) -> tuple[list[Partial], Any]:
    steps, result, _ = bench.run(pick, asked)
    return [step for step in steps if step.kind != "loading"], result


def test_the_list_comes_first_and_scores_stream_in(bench: Bench, pool: str) -> None:
    told, result = pieces(bench, request(pool, output=QUERY.output, candidates=10, orders=6))
    kinds = [piece.kind for piece in told]
    assert kinds[0] == "retrieved"
    assert [kind for kind, after in pairwise([*kinds, ""]) if kind != after] == [
        "retrieved", "prediction", "scores", "orders",
    ]  # fmt: skip
    found = msgspec.convert(told[0].meta, Retrieved)
    assert len(found.demos) == 10
    assert (found.used, found.why) == ("label-support", "untrained")
    inside = sorted((demo for demo in found.demos if demo.place >= 0), key=lambda d: d.place)
    assert [demo.place for demo in inside] == [0, 1, 2, 3]
    assert inside[-1] == found.demos[0]  # the best is next to the query
    assert found.prompt.endswith(f"{inside[-1].input}\n{inside[-1].output}\n\n{QUERY.input}\n")
    grown = [msgspec.convert(p.meta, DemoScores) for p in told if p.kind == "scores"]
    assert [len(one.scores) for one in grown] == [4, 8, 10]
    assert grown[1].scores[:4] == grown[0].scores
    arrays = [piece.array for piece in told if piece.kind == "scores"]
    assert np.isnan(arrays[0]).sum() == 6
    assert result.scores == grown[-1]
    assert result.scores.measure == "gain"
    by_id = {demo.id: demo for demo in found.demos}
    for one in result.scores.scores:
        assert (one.gain > 0) == (by_id[one.id].output == QUERY.output)
    assert result.prediction == msgspec.convert(
        next(piece.meta for piece in told if piece.kind == "prediction"), Prediction
    )
    assert result.retrieved.demos[0].tokens > 0


def test_probabilities_are_those_of_the_options(bench: Bench, pool: str) -> None:
    _, result = pieces(bench, request(pool, output=QUERY.output, score=False))
    told = result.prediction
    assert set(told.options) == set(LABELS)
    assert sum(told.probabilities) == pytest.approx(1)
    assert told.text == told.options[int(np.argmax(told.probabilities))]
    assert told.correct is (told.text == QUERY.output)
    assert told.entropy == pytest.approx(-sum(p * math.log(p) for p in told.probabilities))
    assert told.tokens > 0
    assert result.scores is None


def test_without_the_right_answer_there_is_no_gain_but_cone_and_entropy(
    bench: Bench, pool: str
) -> None:
    _, result = pieces(bench, request(pool, candidates=6, orders=3))
    assert result.scores.measure == "cone"
    assert result.scores.zero_shot is None
    for one in result.scores.scores:
        assert one.gain is None
        assert one.cone is not None
        assert one.entropy is not None
    assert result.prediction.correct is None


def test_without_a_model_none_is_loaded(bench: Bench, pool: str) -> None:
    told, result = pieces(bench, request(pool, score=False, predict=False, compare=("bm25",)))
    assert [piece.kind for piece in told] == ["retrieved", "compared"]
    assert bench.model.asked == 0
    assert not any(key.startswith("lm:") for key in bench.shelf)
    assert result.compared.lists[0].retriever == "bm25"
    again, _ = pieces(bench, request(pool, compare=("bm25",)))
    first, second = (msgspec.convert(p[0].meta, Retrieved) for p in (told, again))
    assert [demo.id for demo in first.demos] == [demo.id for demo in second.demos]


def test_the_pool_is_read_and_encoded_once(bench: Bench, pool: str) -> None:
    steps, _, _ = bench.run(pick, request(pool, score=False, predict=False))
    assert {"encoding", "indexing"} == {s.meta["stage"] for s in steps if s.kind == "loading"}
    encoded = bench.shelf["encoder"].encoded
    steps, _, _ = bench.run(pick, request(pool, score=False, predict=False))
    assert bench.shelf["encoder"].encoded == encoded + 1  # the query
    assert not [step for step in steps if step.kind == "loading"]
    bench.file("pool.jsonl", rows("topic", 20))
    _, result, _ = bench.run(pick, request(pool, score=False, predict=False))
    assert result.retrieved.pool_rows == 20


def test_pins_bans_and_quota_are_kept(bench: Bench, pool: str) -> None:
    plain = pieces(bench, request(pool, score=False, predict=False))[1].retrieved
    gone, far = plain.demos[0].id, "topic-2"
    assert far not in {demo.id for demo in plain.demos}
    asked = request(
        pool, score=False, predict=False, pinned=(far,), banned=(gone,), per_label=1, candidates=16
    )
    found = pieces(bench, asked)[1].retrieved
    assert gone not in {demo.id for demo in found.demos}
    assert found.demos[-1].id == far
    assert found.demos[-1].pinned
    assert found.demos[-1].place >= 0
    inside = [demo for demo in found.demos if demo.place >= 0]
    assert len({demo.output for demo in inside}) == len(inside)
    assert {"quota", "beyond k"} >= {one.reason for one in found.left_out}


def test_an_order_by_hand_is_exactly_that_order(bench: Bench, pool: str) -> None:
    arranged = ("topic-5", "topic-9", "topic-4")
    found = pieces(bench, request(pool, arranged=arranged, score=False, predict=False))[1].retrieved
    inside = sorted((demo for demo in found.demos if demo.place >= 0), key=lambda d: d.place)
    assert tuple(demo.id for demo in inside) == arranged


def test_a_row_of_the_pool_is_never_its_own_demonstration(bench: Bench, pool: str) -> None:
    own = rows("topic", 40)[7]
    asked = IclPickRequest(
        pool=pool, task="topic", query=own.input, query_id=own.id, candidates=64, score=False,
        predict=False,
    )  # fmt: skip
    found = pieces(bench, asked)[1].retrieved
    assert own.id not in {demo.id for demo in found.demos}
    pinned = msgspec.structs.replace(asked, pinned=(own.id,))
    with pytest.raises(AppError, match="not the query"):
        bench.run(pick, pinned)


def test_a_tight_budget_drops_in_the_open(bench: Bench, pool: str) -> None:
    found = pieces(bench, request(pool, limit_tokens=22))[1]
    assert "budget" in {one.reason for one in found.retrieved.left_out}
    assert found.prediction.tokens <= 22
    assert (found.retrieved.budget_tokens, found.retrieved.window_tokens) == (22, 8192)
    assert found.prediction.tokens + found.retrieved.answer_tokens <= 22
    assert pieces(bench, request(pool))[1].retrieved.budget_tokens == 8192
    assert len([demo for demo in found.retrieved.demos if demo.place >= 0]) < 4
    with pytest.raises(AppError, match="Shorten the query"):
        bench.run(pick, request(pool, limit_tokens=4))


def test_orders_are_different_and_the_first_is_the_prompt(bench: Bench, pool: str) -> None:
    told, result = pieces(bench, request(pool, orders=24, score=False, retriever="random"))
    tries = result.orders.tries
    assert len(tries) == len({one.ids for one in tries}) == result.orders.total == 24
    inside = sorted(
        (demo for demo in result.retrieved.demos if demo.place >= 0), key=lambda d: d.place
    )
    assert tries[0].ids == tuple(demo.id for demo in inside)
    assert tries[0].text == result.prediction.text
    assert result.orders.lowest <= result.orders.median <= result.orders.highest
    assert result.orders.flips == 0  # this model does not mind the order
    grown = [msgspec.convert(p.meta, OrderTries) for p in told if p.kind == "orders"]
    assert [len(one.tries) for one in grown] == [4, 8, 12, 16, 20, 24]


def test_orders_of_free_text_can_flip(bench: Bench, pool: str) -> None:
    text = rows("facts", 1, 44, kind="text")[0]
    asked = IclPickRequest(
        pool=pool, task="facts", query=text.input, output=text.output, orders=6, k=3, score=False
    )
    found = pieces(bench, asked)[1].orders
    assert len(found.tries) == 6
    assert 0 < found.flips <= 1  # this model writes the last demonstration's answer


@pytest.mark.parametrize(("size", "count"), [(0, 5), (1, 5), (3, 24), (4, 24), (5, 24), (9, 24)])
def test_orders_are_as_many_as_there_are(size: int, count: int) -> None:
    found = other_orders(size, count, np.random.default_rng(0))
    assert len(found) == len(set(found)) == min(count, math.factorial(size))
    assert found[0] == tuple(range(size))
    assert all(sorted(order) == list(range(size)) for order in found)


def test_cone_and_the_oracle_ask_before_they_choose(bench: Bench, pool: str) -> None:
    asked = request(pool, retriever="oracle", output=QUERY.output, predict=False, candidates=8)
    told, result = pieces(bench, asked)
    assert told[0].kind == "retrieved"
    gains = [one.gain for one in result.scores.scores]
    assert gains == sorted(gains, reverse=True)
    with pytest.raises(AppError, match="asks the language model"):
        bench.run(pick, request(pool, retriever="cone", score=False, predict=False))


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"task": "nowhere"}, "topic, facts"),
        ({"task": ""}, "topic, facts"),
        ({"pinned": ("none",)}, "ids of rows"),
        ({"retriever": "rerank"}, "train icl"),
    ],
)
def test_what_is_not_there_is_said(
    bench: Bench, pool: str, fields: dict[str, Any], word: str
) -> None:
    with pytest.raises(AppError, match=word):
        bench.run(pick, request(pool, **fields))


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"options": ("a", "b"), "output": "c"}, "a | b"),
        ({"options": ("a",)}, "two different"),
        ({"options": ("a", "a")}, "two different"),
        ({"per_label": 0}, "at least 1"),
    ],
)
def test_a_request_without_sense_is_refused(fields: dict[str, Any], word: str) -> None:
    with pytest.raises(AppError, match=word.replace("|", r"\|")):
        check_pick(IclPickRequest(pool="p", query="q", **fields))


# --- what a trained re-ranker expects -------------------------------------------------------------


def trained_on(bench: Bench, task: str) -> str:
    """A re-ranker whose trees like what is similar, by its reference."""
    table = np.random.default_rng(0).normal(size=(300, len(NAMES))).astype(np.float32)
    trees = fit_trees(table, table[:, NAMES.index("cosine")], 0)
    gate = Gate(tasks={task: Picked(selector="label-support", n=40, why="as for the test")})
    config = TrainedConfig(
        recipe="lite", seed=0, features=NAMES, encoder="toy", lm="toy", trees=("rerank",), gate=gate
    )
    save_trained(bench.root / "selector", Trained(config, {"rerank": trees}))
    bench.models["own"] = bench.root / "selector"
    return "own"


def test_rewards_are_those_of_a_re_ranker_that_saw_the_task(bench: Bench, pool: str) -> None:
    asked = request(pool, selector=trained_on(bench, "topic"), pinned=("topic-2",))
    demos = pieces(bench, asked)[1].retrieved.demos
    assert demos[-1].pinned
    assert all(demo.reward is not None for demo in demos)
    ranked = pieces(bench, msgspec.structs.replace(asked, retriever="rerank"))[1].retrieved.demos
    rewards = {demo.id: demo.reward for demo in demos}
    for demo in ranked[:-1]:
        assert demo.score == pytest.approx(demo.reward)
        assert rewards.get(demo.id, demo.reward) == pytest.approx(demo.reward)


def test_rewards_do_not_know_the_right_answer(bench: Bench, pool: str) -> None:
    asked = request(pool, selector=trained_on(bench, "topic"))
    found = [
        pieces(bench, msgspec.structs.replace(asked, output=output))[1].retrieved.demos
        for output in ("", *LABELS[:2])
    ]
    rewards = [[(demo.id, demo.reward) for demo in demos] for demos in found]
    assert rewards[0] == rewards[1] == rewards[2]


def test_there_is_no_reward_where_none_was_trained(bench: Bench, pool: str) -> None:
    elsewhere = trained_on(bench, "facts")
    for fields in ({}, {"selector": elsewhere}):
        demos = pieces(bench, request(pool, **fields))[1].retrieved.demos
        assert {demo.reward for demo in demos} == {None}
    quick = request(pool, selector=trained_on(bench, "topic"), score=False, predict=False)
    assert {demo.reward for demo in pieces(bench, quick)[1].retrieved.demos} == {None}


def test_what_the_model_tells_is_said_once_it_was_asked(bench: Bench, pool: str) -> None:
    told = pieces(bench, request(pool))[0]
    found = [msgspec.convert(p.meta, Retrieved) for p in told if p.kind == "retrieved"]
    assert [one.ability for one in found] == ["", bench.model.ability]
