"""Selectors give what their definitions say, and never the query itself."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.icl.example import Example
from worker.icl.selection.controls import LabelSupport, vote
from worker.icl.selection.corpus import Chosen, Corpus, Query, Selector
from worker.icl.selection.diverse import Determinantal, MaximalMarginalRelevance, greedy_map
from worker.icl.selection.fusion import ReciprocalRank
from worker.icl.selection.lexical import Lexical
from worker.icl.selection.plain import Dense, KMeans, Random, Zero

WORDS = ("film", "river", "engine", "market", "garden", "violin", "planet", "bread")


def unit(values: np.ndarray) -> np.ndarray:
    return (values / np.linalg.norm(values, axis=-1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    """Two tasks of 60; the answer goes with the direction of the vector and a word of the text."""
    rng = np.random.default_rng(0)
    examples, vectors = [], []
    for task in ("topic", "mood"):
        for number in range(60):
            label = number % 4
            word = WORDS[label if task == "topic" else label + 4]
            text = f"{word} {WORDS[int(rng.integers(8))]} number {number} of {task}"
            group = f"g{number // 5}"
            examples.append(Example(f"{number}", task, text, f"label{label}", group=group))
            direction = np.eye(8)[label if task == "topic" else label + 4]
            vectors.append(direction + 0.3 * rng.normal(size=8))
    return Corpus(tuple(examples), unit(np.array(vectors)))


def selectors(corpus: Corpus) -> list[Selector]:
    lexical = Lexical(corpus)
    dense = Dense(corpus)
    return [
        Random(corpus),
        dense,
        lexical,
        KMeans(corpus),
        MaximalMarginalRelevance(corpus),
        Determinantal(corpus),
        LabelSupport(corpus, lexical),
        ReciprocalRank((dense, lexical)),
    ]


def queries(corpus: Corpus, rows: list[int]) -> list[Query]:
    return [Query(corpus.examples[row], corpus.vectors[row]) for row in rows]


def test_no_query_is_given_itself_its_group_or_another_task(corpus: Corpus) -> None:
    rows = list(range(0, 120, 7))
    for selector in selectors(corpus):
        found = selector.select(queries(corpus, rows), 8, np.random.default_rng(1))
        for row, chosen in zip(rows, found, strict=True):
            own = corpus.examples[row]
            assert chosen, selector.name
            assert len({one.row for one in chosen}) == len(chosen) <= 8
            for one in chosen:
                other = corpus.examples[one.row]
                assert other.task == own.task
                assert other.id != own.id
                assert other.group != own.group


def test_a_copy_of_the_query_under_another_id_is_no_demonstration(corpus: Corpus) -> None:
    own = corpus.examples[3]
    copy = Example("copy", own.task, own.input.upper() + "  ", own.output)
    found = Dense(corpus).select([Query(copy, corpus.vectors[3])], 60, np.random.default_rng(0))[0]
    assert 3 not in {one.row for one in found}


def test_the_answer_of_a_query_changes_nothing(corpus: Corpus) -> None:
    for selector in selectors(corpus):
        given = queries(corpus, [5, 70])
        hidden = [
            Query(Example(q.example.id, q.example.task, q.example.input, "", (), q.example.group),
                  q.vector)
            for q in given
        ]  # fmt: skip
        one = selector.select(given, 4, np.random.default_rng(2))
        other = selector.select(hidden, 4, np.random.default_rng(2))
        assert one == other, selector.name


def test_the_same_seed_chooses_the_same(corpus: Corpus) -> None:
    given = queries(corpus, [1, 2, 3, 64])
    for one, other in zip(selectors(corpus), selectors(corpus), strict=True):
        a = one.select(given, 4, np.random.default_rng(9))
        assert a == other.select(given, 4, np.random.default_rng(9)), one.name


def test_dense_is_the_order_of_cosines(corpus: Corpus) -> None:
    query = queries(corpus, [10])[0]
    found = Dense(corpus).select([query], 5, np.random.default_rng(0))[0]
    rows = corpus.allowed(query.example)
    expected = sorted(rows, key=lambda row: -float(corpus.vectors[row] @ query.vector))[:5]
    assert [one.row for one in found] == expected


def test_bm25_prefers_rare_words_in_common(corpus: Corpus) -> None:
    example = Example("q", "topic", "violin number 17", "")
    found = Lexical(corpus).select(
        [Query(example, corpus.vectors[0])], 3, np.random.default_rng(0)
    )[0]
    assert "17" in corpus.examples[found[0].row].input.split()
    nothing = Example("q", "topic", "zzz", "")
    assert Lexical(corpus).scores(Query(nothing, corpus.vectors[0]), np.arange(9)).max() == 0


def test_label_support_finds_the_answer_of_the_neighbours(corpus: Corpus) -> None:
    given = queries(corpus, list(range(0, 120, 3)))
    selector = LabelSupport(corpus, Lexical(corpus))
    found = selector.select(given, 4, np.random.default_rng(0))
    right = [
        vote(corpus, chosen) == query.example.output
        for query, chosen in zip(given, found, strict=True)
    ]
    assert np.mean(right) > 0.9


def test_mmr_takes_no_copies_where_dense_does() -> None:
    base = unit(np.random.default_rng(3).normal(size=(6, 8)))
    vectors = unit(np.vstack([base[:1]] * 5 + [base[1:]]))
    examples = tuple(Example(str(n), "t", f"text {n}", "a") for n in range(len(vectors)))
    corpus = Corpus(examples, vectors)
    query = Query(Example("q", "t", "other"), base[0])
    dense = Dense(corpus).select([query], 3, np.random.default_rng(0))[0]
    diverse = MaximalMarginalRelevance(corpus, 0.3).select([query], 3, np.random.default_rng(0))[0]
    assert {one.row for one in dense} <= set(range(5))
    assert len({one.row for one in diverse} & set(range(5))) == 1


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_the_first_two_of_the_determinantal_choice_are_greedy(seed: int) -> None:
    """Each step takes what makes the determinant largest, by an independent computation."""
    rng = np.random.default_rng(seed)
    root = rng.normal(size=(7, 9))
    kernel = root @ root.T
    chosen = greedy_map(kernel, 3)
    for step in range(1, 4):
        before = chosen[: step - 1]
        sizes = {
            place: np.linalg.det(kernel[np.ix_([*before, place], [*before, place])])
            for place in range(7)
            if place not in before
        }
        assert sizes[chosen[step - 1]] == pytest.approx(max(sizes.values()))


def test_fusion_follows_ranks_alone() -> None:
    class Fixed:
        def __init__(self, rows: list[int]) -> None:
            self.name, self._rows = "fixed", rows

        def select(
            self, queries: list[Query], k: int, rng: np.random.Generator
        ) -> list[list[Chosen]]:
            return [[Chosen(row, 0.0) for row in self._rows] for _ in queries]

    fused = ReciprocalRank((Fixed([1, 2, 3]), Fixed([2, 3, 4])))  # type: ignore[arg-type]
    query = Query(Example("q", "t", "x"), np.zeros(2, np.float32))
    found = fused.select([query], 4, np.random.default_rng(0))[0]
    assert [one.row for one in found] == [2, 3, 1, 4]


def test_nothing_is_chosen_where_there_is_nothing(corpus: Corpus) -> None:
    stranger = Query(Example("q", "another task", "text"), corpus.vectors[0])
    for selector in [Zero(), *selectors(corpus)]:
        assert selector.select([stranger], 4, np.random.default_rng(0)) == [[]]


def test_a_vote_is_that_of_most_and_of_the_best_among_equals(corpus: Corpus) -> None:
    rows = {label: next(n for n, e in enumerate(corpus.examples) if e.output == f"label{label}")
            for label in range(3)}  # fmt: skip
    pick = [Chosen(rows[label], 0.0) for label in (2, 0, 0, 2, 1)]
    assert vote(corpus, pick) == "label2"
    assert vote(corpus, [*pick, Chosen(rows[0], 0.0)]) == "label0"
    assert vote(corpus, []) == ""


def test_all_pairs_of_selectors_differ(corpus: Corpus) -> None:
    given = queries(corpus, list(range(0, 120, 5)))
    lists = {s.name: s.select(given, 4, np.random.default_rng(4)) for s in selectors(corpus)}
    for one, other in combinations(lists, 2):
        assert lists[one] != lists[other], (one, other)
