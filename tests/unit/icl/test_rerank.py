"""The re-ranker and all selectors by name: rules they keep, and features without answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import pytest

from shared.errors import AppError
from shared.icl.example import Example
from shared.icl.retrievers import RETRIEVERS
from worker.icl.feedback.scoring import ScoredJob, ScoreJob
from worker.icl.selection.bi_encoder import HeadedDense, LowRankHead, TrainedDense
from worker.icl.selection.catalogue import LmAccess, selectors
from worker.icl.selection.corpus import Corpus, Query, Selector
from worker.icl.selection.features import NAMES, PairFeatures
from worker.icl.selection.gated import Gate, Picked
from worker.icl.selection.lexical import Lexical
from worker.icl.selection.plain import Dense
from worker.icl.selection.quota import LabelQuota
from worker.icl.selection.trained import Trained, TrainedConfig, load_trained, save_trained
from worker.icl.selection.trees import BoostedTrees
from worker.icl.selection.view import View
from worker.icl.training.tree_fitting import SETTINGS, fit_trees, plain_trees
from worker.lm.language_model import Pair

WORDS = ("film", "river", "engine", "market", "garden", "violin", "planet", "bread")


def unit(values: np.ndarray) -> np.ndarray:
    return (values / np.linalg.norm(values, axis=-1, keepdims=True)).astype(np.float32)


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    """60 rows with four labels, and 60 whose answers are texts of their own."""
    rng = np.random.default_rng(0)
    examples, vectors = [], []
    for task in ("topic", "open"):
        for number in range(60):
            label = number % 4
            text = f"{WORDS[label]} {WORDS[int(rng.integers(8))]} number {number} of {task}"
            answer = f"label{label}" if task == "topic" else f"answer {number}"
            examples.append(Example(f"{number}", task, text, answer, group=f"g{number // 5}"))
            vectors.append(np.eye(8)[label] + 0.3 * rng.normal(size=8))
    return Corpus(tuple(examples), unit(np.array(vectors)))


def fitted_trees(seed: int = 0) -> BoostedTrees:
    rng = np.random.default_rng(seed)
    table = rng.normal(size=(400, len(NAMES))).astype(np.float32)
    return fit_trees(table, table[:, 0] + np.sin(3 * table[:, 5]), seed)


def lm_double(corpus: Corpus) -> LmAccess:
    """Long texts are improbable, and every score depends on the pair."""

    def ask(pairs: Sequence[Pair]) -> list[float]:
        return [-1.0 - (len(pair.prompt) * 31 % 97) / 97 for pair in pairs]

    def score(jobs: Sequence[ScoreJob]) -> Iterable[ScoredJob]:
        for job in jobs:
            yield ScoredJob(job.query, job.rows, tuple(-float(row % 7) for row in job.rows), -3.0)

    return LmAccess(ask, score)


def trained() -> Trained:
    rng = np.random.default_rng(3)
    a, b = rng.normal(size=(8, 2)) * 0.3, rng.normal(size=(2, 8)) * 0.3
    head = LowRankHead(a.astype(np.float32), b.astype(np.float32))
    heads = dict.fromkeys(("epr", "llmr-1", "llmr-2", "llmr-3"), head)
    gate = Gate(
        tasks={"topic": Picked(selector="rerank"), "open": Picked(selector="bm25")}, variants=2
    )
    config = TrainedConfig(
        recipe="lite",
        seed=0,
        features=NAMES,
        encoder="minilm-hash",
        lm="lm-hash",
        trees=("rerank", "llmr-nolm"),
        heads=tuple(heads),
        gate=gate,
    )
    return Trained(config, {"rerank": fitted_trees(1), "llmr-nolm": fitted_trees(2)}, heads)


def queries(corpus: Corpus, rows: Sequence[int]) -> list[Query]:
    return [Query(corpus.examples[row], corpus.vectors[row]) for row in rows]


def hidden(given: Sequence[Query]) -> list[Query]:
    """The same queries without their answers."""
    return [
        Query(Example(q.example.id, q.example.task, q.example.input, "", (), q.example.group),
              q.vector)
        for q in given
    ]  # fmt: skip


def test_plain_trees_predict_as_scikit_learn_does() -> None:
    from sklearn.ensemble import HistGradientBoostingRegressor

    rng = np.random.default_rng(5)
    table = rng.normal(size=(3000, len(NAMES)))
    table[rng.random(table.shape) < 0.05] = np.nan
    target = np.nan_to_num(table[:, 0]) * np.nan_to_num(table[:, 3]) + np.isnan(table[:, 2])
    model = HistGradientBoostingRegressor(**SETTINGS, random_state=0).fit(table, target)
    fresh = rng.normal(size=(500, len(NAMES)))
    fresh[rng.random(fresh.shape) < 0.1] = np.nan
    found = plain_trees(model).predict(fresh)
    np.testing.assert_allclose(found, model.predict(fresh), atol=1e-6, rtol=0)
    assert found.std() > 0.1


def test_every_name_there_is_can_be_made_and_keeps_the_rules(corpus: Corpus) -> None:
    lexical = Lexical(corpus)
    made = selectors(RETRIEVERS, corpus, lexical, trained(), lm_double(corpus))
    assert tuple(made) == RETRIEVERS
    rows = list(range(0, 120, 11))
    for name, selector in made.items():
        assert selector.name == name
        found = selector.select(queries(corpus, rows), 8, np.random.default_rng(1))
        for row, chosen in zip(rows, found, strict=True):
            own = corpus.examples[row]
            assert chosen or name == "zero", name
            assert len({one.row for one in chosen}) == len(chosen) <= 8
            for one in chosen:
                other = corpus.examples[one.row]
                assert other.task == own.task
                assert other.id != own.id
                assert other.group != own.group
        again = selectors([name], corpus, lexical, trained(), lm_double(corpus))[name]
        assert again.select(queries(corpus, rows), 8, np.random.default_rng(1)) == found, name


def test_only_the_oracle_reads_the_answer_of_the_query(corpus: Corpus) -> None:
    lexical = Lexical(corpus)
    given = queries(corpus, [5, 33, 70, 111])
    made = selectors(RETRIEVERS, corpus, lexical, trained(), lm_double(corpus))
    for name, selector in made.items():
        one = selector.select(given, 4, np.random.default_rng(2))
        other = selector.select(hidden(given), 4, np.random.default_rng(2))
        if name == "oracle":
            assert other == [[], [], [], []]
        else:
            assert one == other, name


def test_features_are_what_their_names_say(corpus: Corpus) -> None:
    features = PairFeatures(corpus, Lexical(corpus))
    query = queries(corpus, [10])[0]
    view = View.of(corpus, features.lexical, query)
    table = features.table(query, view, np.arange(len(view.rows)))
    column = {name: table[:, place] for place, name in enumerate(NAMES)}
    assert table.shape == (len(view.rows), 15)
    np.testing.assert_allclose(column["cosine"], view.near)
    assert np.argmin(column["cosine_rank"]) == np.argmax(view.near)
    assert column["bm25"].max() == pytest.approx(1)
    same = np.array([corpus.examples[row].output == "label2" for row in view.rows])
    # The query is about label 2 by its vector and by its words.
    assert column["support"][same].min() > column["support"][~same].max()
    assert (column["support_lead"][same] > 0).all()
    assert (column["support_lead"][~same] < 0).all()
    assert column["neighbour_share"][same].mean() > 2 * column["neighbour_share"][~same].mean()


def test_an_answer_that_nobody_else_has_has_no_support(corpus: Corpus) -> None:
    features = PairFeatures(corpus, Lexical(corpus))
    query = queries(corpus, [75])[0]
    view = View.of(corpus, features.lexical, query)
    table = features.table(query, view, view.union(40))
    assert not table[:, NAMES.index("support")].any()
    assert not table[:, NAMES.index("neighbour_share")].any()
    # "answer 12" has one of two words in common with every other answer.
    assert table[:, NAMES.index("answer_overlap")] == pytest.approx(0.5)


def test_question_words_are_compared() -> None:
    texts = ("Who wrote it?", "who is she", "When was it?", "a river")
    examples = tuple(Example(f"{n}", "t", text, f"{n}") for n, text in enumerate(texts))
    corpus = Corpus(examples, unit(np.ones((4, 3))))
    features = PairFeatures(corpus, Lexical(corpus))
    query = Query(Example("q", "t", "Who knows?"), corpus.vectors[0])
    view = View.of(corpus, features.lexical, query)
    table = features.table(query, view, np.arange(4))
    assert table[:, NAMES.index("same_question")].tolist() == [1, 1, -1, 0]


def test_a_small_task_has_features_too() -> None:
    corpus = Corpus(
        (Example("a", "t", "one row", "x"), Example("b", "t", "another", "y")), unit(np.eye(2))
    )
    features = PairFeatures(corpus, Lexical(corpus))
    query = queries(corpus, [0])[0]
    view = View.of(corpus, features.lexical, query)
    assert view.rows.tolist() == [1]
    assert np.isfinite(features.table(query, view, np.array([0]))).all()


def test_a_head_without_a_turn_is_the_encoder_itself(corpus: Corpus) -> None:
    head = LowRankHead(np.ones((8, 2), np.float32), np.zeros((2, 8), np.float32))
    given = queries(corpus, [3, 64])
    same = Dense(corpus).select(given, 6, np.random.default_rng(0))
    found = HeadedDense(corpus, head, "llmr-1").select(given, 6, np.random.default_rng(0))
    assert [[o.row for o in one] for one in found] == [[o.row for o in one] for one in same]


def test_a_trained_encoder_reads_answers_of_the_pool_and_not_of_queries(corpus: Corpus) -> None:
    seen: list[str] = []

    def encode(texts: Sequence[str]) -> np.ndarray:
        seen.extend(texts)
        return unit(np.array([[len(text), text.count("e") + 1] for text in texts], np.float64))

    selector = TrainedDense(corpus, encode, "llmr-1")
    given = queries(corpus, [3, 64])
    selector.select(given, 4, np.random.default_rng(0))
    selector.select(given, 4, np.random.default_rng(0))
    pool = [example.text for example in corpus.examples]
    asked = [query.example.input for query in given]
    assert sorted(seen) == sorted(pool + asked + asked)


def test_the_quota_takes_answers_in_turn(corpus: Corpus) -> None:
    given = queries(corpus, [10])
    plain = Dense(corpus).select(given, 4, np.random.default_rng(0))[0]
    assert len({corpus.examples[one.row].output for one in plain}) < 4
    found = LabelQuota(corpus, Dense(corpus)).select(given, 4, np.random.default_rng(0))[0]
    assert len({corpus.examples[one.row].output for one in found}) == 4
    assert found[0] == plain[0]


def test_llmr_follows_the_gate_task_by_task(corpus: Corpus) -> None:
    lexical, model = Lexical(corpus), trained()
    made = selectors(("llmr", "rerank", "bm25", "label-support", "minilm"), corpus, lexical, model)

    def rows(selector: Selector) -> list[list[int]]:
        found = selector.select(queries(corpus, [7, 80]), 4, np.random.default_rng(0))
        return [[one.row for one in chosen] for chosen in found]

    assert rows(made["llmr"]) == [rows(made["rerank"])[0], rows(made["bm25"])[1]]
    # Without a training: what needs none.
    bare = selectors(("llmr",), corpus, lexical)["llmr"]
    assert rows(bare) == [rows(made["label-support"])[0], rows(made["minilm"])[1]]


def test_what_is_trained_comes_back_from_its_folder(corpus: Corpus, tmp_path: Path) -> None:
    model = trained()
    save_trained(tmp_path, model)
    found = load_trained(tmp_path, encoder="minilm-hash")
    assert found.config == model.config
    lexical, given = Lexical(corpus), queries(corpus, range(0, 120, 17))
    for name in model.names:
        one = selectors([name], corpus, lexical, model)[name]
        other = selectors([name], corpus, lexical, found)[name]
        rng = np.random.default_rng(0)
        assert one.select(given, 5, rng) == other.select(given, 5, rng)
    with pytest.raises(AppError, match="another encoder"):
        load_trained(tmp_path, encoder="other-hash")
    (tmp_path / "model.safetensors").write_bytes(b"cut")
    with pytest.raises(AppError, match="Train it again"):
        load_trained(tmp_path)


def test_what_cannot_be_made_is_said(corpus: Corpus) -> None:
    lexical = Lexical(corpus)
    for name, words in (
        ("rerank", "has to be trained"),
        ("oracle", "asks a language model"),
        ("nonsense", "is not known"),
    ):
        with pytest.raises(AppError, match=words):
            selectors([name], corpus, lexical)
