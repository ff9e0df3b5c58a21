"""Defences that ask several prompts, ones that show demonstrations, and several together."""

from __future__ import annotations

import numpy as np
import pytest

from shared.robustness.prompt import CONTENT
from shared.robustness.samples import Sample
from tests.unit.robustness_core.conftest import end_of
from tests.unit.robustness_core.doubles import LABELS, PROMPT, RuleModel, samples
from worker.lm.score_cache import ScoreCache
from worker.robustness.cells.answering import Answering
from worker.robustness.cells.asking import InlineAsker
from worker.robustness.cells.matrix import Matrix
from worker.robustness.cells.source import CellSource
from worker.robustness.defences.defence import Defence, Guarded
from worker.robustness.defences.defences import Armoury
from worker.robustness.defences.defended_cells import DefendedCells, combined
from worker.robustness.defences.few_shot import demonstrations, with_demonstrations
from worker.robustness.defences.paraphrase import paraphrase_defence
from worker.robustness.defences.smoothing import smoothing_defence
from worker.robustness.defences.vocabulary import Vocabulary


def cells(model: RuleModel, *, write: bool = False) -> CellSource:
    answering = Answering.of(model, LABELS, write=write)
    return CellSource(InlineAsker(model), ScoreCache(None), answering, model.count_tokens)


def test_smoothed_views_keep_locked_words_and_most_of_the_others(guarded: Guarded) -> None:
    views = smoothing_defence(guarded, seed=3).views(PROMPT)
    assert len(views) == 12
    assert smoothing_defence(guarded, seed=3).views(PROMPT) == views
    assert smoothing_defence(guarded, seed=4).views(PROMPT) != views
    free = sum(not word.lock for word in guarded.words(PROMPT))
    for view in views:
        words = guarded.words(view)
        assert view.endswith("\nReview: {content}\nSentiment:")
        assert {"positive", "negative"} <= {word.text for word in words if word.lock == "label"}
        assert sum(not word.lock for word in words) == round(0.7 * free)
    assert smoothing_defence(guarded, seed=3).views("{content}") == ("{content}",)


def test_rewordings_say_the_same_in_other_words(guarded: Guarded, vocabulary: Vocabulary) -> None:
    prompt = "Please classify teh review as positive or negative: {content}"
    views = paraphrase_defence(guarded, vocabulary, seed=0).views(prompt)
    assert views[0] == prompt
    assert len(set(views)) == len(views) == 5
    for view in views:
        assert "positive or negative: {content}" in view
        assert "{}" not in view
    assert any("teh" not in view for view in views)
    assert paraphrase_defence(guarded, vocabulary, seed=0).views(prompt) == views


def test_demonstrations_are_laid_out_as_the_sample_is() -> None:
    shown = (Sample("a warm film", "positive"), Sample("a cold one", "negative"))
    assert with_demonstrations("Tell me.\nReview: {content}\nSentiment:", shown) == (
        "Tell me.\nReview: a warm film\nSentiment: positive\n\n"
        "Review: a cold one\nSentiment: negative\n\nReview: {content}\nSentiment:"
    )
    assert with_demonstrations("Is {content} good? ", shown[:1]) == (
        "Is a warm film good? positive\n\nIs {content} good? "
    )


def test_demonstrations_have_all_labels_and_no_placeholders() -> None:
    some = [*samples(20), Sample(f"x {CONTENT}", "positive"), Sample("w " * 99, "negative")]
    found = demonstrations(some, LABELS, seed=1)
    assert sorted(one.label for one in found) == ["negative", "negative", "positive", "positive"]
    assert all(CONTENT not in one.content and len(one.content) < 100 for one in found)
    assert found == demonstrations(some, LABELS, seed=1) != demonstrations(some, LABELS, seed=2)
    assert len(demonstrations(some[:1], LABELS, seed=1)) == 1


def test_several_defences_work_one_after_the_other(vocabulary: Vocabulary) -> None:
    shown = (Sample("a warm flim", "positive"), Sample("a cold one", "negative"))
    armoury = Armoury(Guarded(LABELS), vocabulary, shown, seed=2)
    prompt = "Please tеll the sentment of this reveiw.\nReview: {content}\nSentiment:"
    together = armoury.together(("few-shot", "unicode", "spelling"))
    assert together.views(prompt) == (
        with_demonstrations(
            "Please tell the sentiment of this review.\nReview: {content}\nSentiment:", shown
        ),
    )
    assert len(armoury.together(("spelling", "paraphrase", "smoothing")).views(prompt)) == 60
    assert armoury.together(("noise-tuned",)).views(prompt) == (prompt,)


def test_one_view_changes_no_figure_of_the_matrix() -> None:
    same = Defence.rewriting("none", lambda prompt: prompt)
    bare = end_of(cells(RuleModel()).cells([PROMPT, "{content}"], samples(30)))
    through = end_of(
        DefendedCells(cells(RuleModel()), same, LABELS).cells([PROMPT, "{content}"], samples(30))
    )
    for name in ("answers", "right", "loss", "log_probabilities"):
        assert np.array_equal(getattr(bare, name), getattr(through, name))
    assert through.prompts == bare.prompts


def test_views_are_asked_once_and_their_probabilities_averaged() -> None:
    model, some = RuleModel(), samples(30)
    both = Defence("both", lambda prompt: (prompt, prompt.replace("sentiment", "thing")))
    source = DefendedCells(cells(model), both, LABELS)
    found = end_of(source.cells([PROMPT, PROMPT.replace("sentiment", "thing")], some))
    assert len(model.asked) == len(set(model.asked)) == 60
    views = end_of(cells(RuleModel()).cells(both.views(PROMPT), some))
    shares = np.exp(views.log_probabilities)
    shares /= shares.sum(axis=2, keepdims=True)
    assert np.exp(found.log_probabilities[0]) == pytest.approx(shares.mean(axis=0))
    right = np.array([LABELS.index(one.label) for one in some])
    assert np.exp(-found.loss[0]) == pytest.approx(shares.mean(axis=0)[np.arange(30), right])
    assert np.array_equal(found.right[0], shares.mean(axis=0).argmax(axis=1) == right)


def test_written_answers_vote() -> None:
    nan = np.full((3, 4, 2), np.nan)
    answers = np.array([[0, 1, -1, -1], [1, 1, -1, 0], [1, 0, -1, -1]], np.int16)
    gold = np.array([1, 0, 0, 0], np.int16)
    views = Matrix(("a", "b", "c"), answers, answers == gold, nan[:, :, 0], nan)
    found = combined("p", views, gold)
    assert found.answers.tolist() == [[1, 1, -1, 0]]
    assert found.right.tolist() == [[True, False, False, True]]
    assert np.isnan(found.loss).all()
    assert found.prompts == ("p",)
