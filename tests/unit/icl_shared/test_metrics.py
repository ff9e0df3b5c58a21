"""Metrics against cases worked by hand and against scikit-learn."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.errors import AppError
from shared.icl.metrics import (
    METRICS,
    accuracy,
    exact_match_squad,
    exact_match_triviaqa,
    gains,
    item_values,
    longest_common,
    ndcg,
    normalize_squad,
    normalize_triviaqa,
    rouge_1,
    rouge_2,
    rouge_l,
    total,
    word_f1_squad,
)
from shared.icl.templates import load_templates


def test_accuracy_ignores_case_and_surrounding_spaces() -> None:
    assert [accuracy(said, ["Yes"]) for said in (" yes\n", "Yes.", "no")] == [1, 0, 0]


def test_squad_drops_punctuation_where_triviaqa_makes_it_a_space() -> None:
    text = "The ‘U.S.A.’ and a well-known_man"
    assert normalize_squad(text) == "‘usa’ and wellknownman"
    assert normalize_triviaqa(text) == "u s and well known man"  # the A of U.S.A. is an article
    assert exact_match_squad("the well-known", ["x", "wellknown!"]) == 1
    assert exact_match_triviaqa("the well-known", ["wellknown"]) == 0
    assert exact_match_triviaqa("Well known", ["x", "a “well”", "the well-known"]) == 1


def test_word_f1_takes_the_best_gold() -> None:
    # 2 of 3 words said are right, 2 of 4 right words are said: 2 · 2 / (3 + 4).
    assert word_f1_squad("the cat sat here", ["cat sat on mat", "dog"]) == pytest.approx(4 / 7)
    assert word_f1_squad("cat cat", ["cat"]) == pytest.approx(2 / 3)
    assert word_f1_squad("dog", ["cat"]) == 0 and word_f1_squad("x", []) == 0


def test_rouge_by_hand() -> None:
    said, right = "The cat sat on the mat.", ["the cat is on the mat"]
    assert rouge_1(said, right) == pytest.approx(5 / 6)
    assert rouge_2(said, right) == pytest.approx(3 / 5)
    assert rouge_l(said, right) == pytest.approx(5 / 6)
    # Lin's example: police killed the gunman / police kill the gunman / the gunman kill police.
    reference = ["police killed the gunman"]
    assert rouge_l("police kill the gunman", reference) == pytest.approx(3 / 4)
    assert rouge_l("the gunman kill police", reference) == pytest.approx(2 / 4)
    assert rouge_l("", reference) == 0 and rouge_l("x", [""]) == 0
    assert rouge_1("a a a", ["a b"]) == pytest.approx(2 / 5)


LETTERS = st.text("abc", max_size=7)


@settings(deadline=None)
@given(LETTERS, LETTERS)
def test_the_longest_common_subsequence_is_the_longest_of_all(first: str, second: str) -> None:
    every = {part for size in range(len(first) + 1) for part in combinations(first, size)}
    others = {part for size in range(len(second) + 1) for part in combinations(second, size)}
    assert longest_common(first, second) == max(len(part) for part in every & others)


LABELS = st.lists(st.tuples(st.sampled_from(["Yes", "No"]), st.sampled_from(["Yes", "No"])))


@settings(deadline=None)
@given(LABELS)
def test_binary_f1_is_scikit_learns(pairs: list[tuple[str, str]]) -> None:
    from sklearn.metrics import f1_score

    said, right = [one for one, _ in pairs], [one for _, one in pairs]
    items = item_values("f1_yes", said, [[one] for one in right])
    assert items.shape == (len(pairs), 3)
    expected = f1_score(right, said, pos_label="Yes", zero_division=0.0) if pairs else 0.0
    assert total(items) == pytest.approx(expected)


@pytest.mark.parametrize("seed", range(20))
def test_ndcg_is_scikit_learns(seed: int) -> None:
    from sklearn.metrics import ndcg_score

    rng = np.random.default_rng(seed)
    count, k = int(rng.integers(2, 30)), int(rng.integers(1, 9))
    gain, score = gains(rng.normal(-4, 2, count)), rng.normal(size=count)
    assert ndcg(gain, score, k) == pytest.approx(ndcg_score([gain], [score], k=k))


def test_ndcg_by_hand_and_where_nothing_can_be_gained() -> None:
    gain = np.array([0.0, 1.0, 0.5])
    # Ranked 3, 1, 2: 0.5 / log2(2) + 0 / log2(3), the best being 1 / log2(2) + 0.5 / log2(3).
    got = ndcg(gain, np.array([2.0, 1.0, 3.0]), 2)
    assert got == pytest.approx(0.5 / (1 + 0.5 / np.log2(3)))
    assert ndcg(np.zeros(3), gain, 2) == 1.0
    assert list(gains(np.array([-3.0, -1.0, -2.0]))) == [0.0, 1.0, 0.5]
    assert list(gains(np.array([-3.0, -3.0]))) == [1.0, 1.0]


def test_item_values_average_to_the_total_and_pair_up() -> None:
    golds = [["Yes"], ["No"], ["No", "never"]]
    items = item_values("accuracy", ["yes", "yes", "never"], golds)
    assert list(items) == [1, 0, 1] and total(items) == pytest.approx(2 / 3)
    assert total(items[[0, 0, 1]]) == pytest.approx(2 / 3)
    assert np.isnan(total(item_values("rouge_l", [], [])))


def test_every_metric_of_a_template_is_known() -> None:
    tasks = load_templates().values()
    assert {task.metric for task in tasks} <= set(METRICS)
    for metric in METRICS:
        assert total(item_values(metric, ["Yes it is"], [["Yes it is"]])) == (
            0.0 if metric == "f1_yes" else 1.0
        )
    with pytest.raises(AppError, match="bleu"):
        item_values("bleu", [], [])
    with pytest.raises(AppError, match="1 predictions for 0"):
        item_values("accuracy", ["x"], [])
