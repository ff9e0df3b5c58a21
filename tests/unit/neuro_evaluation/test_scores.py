"""Figures against independent computations and cases that can be done by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import binomtest
from sklearn.metrics import roc_auc_score, top_k_accuracy_score

from tests.unit.neuro_evaluation.made import made_trials
from worker.neuro.evaluation.classification import AucScore, HitScore, ManyClasses, auc
from worker.neuro.evaluation.confidence import (
    abstention,
    calibration_error,
    calibration_interval,
    reliability,
)
from worker.neuro.evaluation.intervals import binomial_p, binomial_threshold, permutation_p
from worker.neuro.evaluation.picture_scores import (
    colour_fields,
    identification,
    overlap,
    pixel_correlation,
    structural_similarity,
)
from worker.neuro.evaluation.report import figure
from worker.neuro.evaluation.retrieval import Retrieval, groups, hit_table, rank

RNG = np.random.default_rng(5)


def test_auc_is_sklearns_with_ties() -> None:
    scores = RNG.integers(0, 6, 80).astype(float)
    positive = RNG.random(80) < 0.4
    assert auc(scores, positive) == pytest.approx(roc_auc_score(positive, scores))


def test_folds_of_an_auc_are_weighted_and_not_mixed() -> None:
    """Scores of one fold may all lie above those of another without counting for anything."""
    a, b = np.array([0.0, 1, 2, 3]), np.array([100.0, 101, 102, 103, 104, 105])
    first, second = np.array([False, False, True, True]), np.array([True, False] * 3)
    score = AucScore((a, b), (first, second))
    parts = roc_auc_score(first, a), roc_auc_score(second, b)
    assert score.value == pytest.approx((4 * parts[0] + 6 * parts[1]) / 10)
    low, high = score.interval(0)
    assert low <= score.value <= high


def test_the_permutation_p_of_noise_is_not_small_and_that_of_an_answer_is() -> None:
    positive = np.arange(100) % 2 == 0
    noise = AucScore((np.random.default_rng(1).normal(size=100),), (positive,))
    answer = AucScore((positive + np.random.default_rng(2).normal(size=100),), (positive,))
    assert permutation_p(noise.value, noise.permuted(0)) > 0.05
    assert permutation_p(answer.value, answer.permuted(0)) < 0.005


def test_exact_thresholds_are_those_of_the_binomial_test() -> None:
    threshold = binomial_threshold(200, 1 / 200, 0.05)
    hits = round(threshold * 200)
    assert binomtest(hits, 200, 1 / 200, alternative="greater").pvalue < 0.05
    assert binomtest(hits - 1, 200, 1 / 200, alternative="greater").pvalue >= 0.05
    assert threshold == 0.02
    expected = binomtest(7, 50, 0.1, alternative="greater").pvalue
    assert binomial_p(7, 50, 0.1) == pytest.approx(expected)


def test_hits_of_all_ways_are_sklearns() -> None:
    guesses, gallery = RNG.normal(size=(60, 8)), RNG.normal(size=(20, 8))
    picture = RNG.integers(0, 20, 60)
    alike = guesses / np.linalg.norm(guesses, axis=1, keepdims=True)
    alike = alike @ (gallery / np.linalg.norm(gallery, axis=1, keepdims=True)).T
    ranking = rank(guesses.astype(np.float32), gallery.astype(np.float32), picture)
    for k in (1, 5):
        mine = hit_table(ranking, k, 20)[np.arange(60), picture].mean()
        known = top_k_accuracy_score(picture, alike, k=k, labels=np.arange(20))
        assert mine == pytest.approx(known)


def test_two_ways_are_the_mean_over_all_distractors() -> None:
    guesses, gallery = RNG.normal(size=(6, 4)), RNG.normal(size=(6, 4))
    table = identification(guesses.astype(np.float32), gallery.astype(np.float32), 2)
    cosine = guesses / np.linalg.norm(guesses, axis=1, keepdims=True)
    cosine = cosine @ (gallery / np.linalg.norm(gallery, axis=1, keepdims=True)).T
    for i in range(6):
        others = np.delete(cosine[i], i)
        assert table[i, i] == pytest.approx((cosine[i, i] > others).mean())


def test_equal_answers_are_no_hits_for_free() -> None:
    """A decoder that says the same of everything is right one time in all pictures."""
    same = np.ones((10, 3), np.float32)
    ranking = rank(same, same, np.arange(10))
    assert hit_table(ranking, 1, 10)[np.arange(10), np.arange(10)].mean() == pytest.approx(0.1)


def test_groups_are_of_one_picture_and_never_smaller() -> None:
    trials = made_trials()
    trials = replace(trials, picture=np.arange(len(trials)) % 30)
    found = groups(trials, 2)
    assert all(len(rows) == 2 for rows in found)
    assert all(len(set(trials.picture[rows])) == 1 for rows in found)
    together = np.concatenate(found)
    assert len(together) == len(set(together))


def test_retrieval_of_what_is_known_is_perfect_and_its_figure_is_whole() -> None:
    trials = made_trials()
    trials = replace(trials, picture=np.arange(len(trials)) % 40)
    gallery = {n: RNG.normal(size=16).astype(np.float32) for n in range(40)}
    task = Retrieval("a space", gallery, repetitions=(1, 4))
    exact = np.stack([gallery[int(n)] for n in trials.picture])
    scores = task.scores([exact], [trials])
    top = next(s for s in scores if s.name == "top-1 of 40" and s.repetitions == 1)
    found = figure(top, "a split", [], 0)
    assert set(found) == {
        "value", "ci95", "n", "chance", "p", "split", "leak_audit", "repetitions",
    }  # fmt: skip
    assert found["value"] == 1.0
    assert found["n"] == 160
    assert found["chance"] == 1 / 40
    assert found["p"] < 0.002
    low, high = found["ci95"]
    assert low < 1.0 == high
    place = next(s for s in scores if s.name == "mean rank of 40" and s.repetitions == 1)
    assert figure(place, "a split", [], 0)["value"] == 1.0
    assert figure(place, "a split", [], 0)["p"] < 0.002


def test_a_guess_among_classes_is_counted() -> None:
    trials = made_trials()
    task = ManyClasses(tuple(range(8)))
    (score,) = task.scores([task.targets(trials)], [trials])
    assert score.value == 1.0
    wrong = HitScore((trials.concept + 1) % 8, trials.concept, 8)
    assert wrong.value == 0.0


def test_calibration_error_by_hand() -> None:
    sure = np.array([0.95, 0.95, 0.55, 0.55])
    right = np.array([True, False, True, True])
    assert calibration_error(sure, right) == pytest.approx(0.5 * 0.45 + 0.5 * 0.45)
    perfect = np.full(1000, 0.75)
    hits = np.arange(1000) < 750
    assert calibration_error(perfect, hits) == pytest.approx(0.0, abs=1e-9)
    low, high = calibration_interval(perfect, hits, 0)
    assert 0 <= low <= high < 0.05
    (row,) = reliability(perfect, hits)
    assert (row["confidence"], row["right"], row["n"]) == (0.75, 0.75, 1000)


def test_abstaining_keeps_the_surest() -> None:
    sure = np.linspace(0, 1, 100)
    right = sure > 0.5
    rows = {row["coverage"]: row["right"] for row in abstention(sure, right)}
    assert rows[1.0] == 0.5
    assert rows[0.4] == 1.0


def test_picture_scores_against_numpy_and_skimage() -> None:
    from skimage.color import rgb2gray
    from skimage.metrics import structural_similarity as known

    a, b = RNG.integers(0, 256, (2, 3, 64, 64, 3), np.uint8)
    correlation = pixel_correlation(a, b)
    assert correlation[1] == pytest.approx(np.corrcoef(a[1].ravel(), b[1].ravel())[0, 1])
    assert pixel_correlation(a, a) == pytest.approx(1.0)
    assert pixel_correlation(np.full_like(a, 9), b) == pytest.approx(0.0)
    expected = known(
        rgb2gray(a[2]), rgb2gray(b[2]),
        data_range=1.0, gaussian_weights=True, sigma=1.5, use_sample_covariance=False,
    )  # fmt: skip
    assert structural_similarity(a, b)[2] == pytest.approx(expected)
    assert structural_similarity(a, a) == pytest.approx(1.0)
    fields = colour_fields(a)
    first, next_one = a[0, :8, :8, 0].mean(), a[0, :8, 8:16, 0].mean()
    assert fields[0, 3] - fields[0, 0] == pytest.approx(next_one - first, abs=1e-3)


def test_overlap_of_masks_by_hand() -> None:
    one, other = np.zeros((2, 4, 4)), np.zeros((2, 4, 4))
    one[0, :2], other[0, 1:3] = 1, 1
    assert overlap(one, other).tolist() == [pytest.approx(1 / 3), 0.0]
