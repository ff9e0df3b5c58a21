"""Searches: what they find, and that they find it again."""

from __future__ import annotations

from random import Random

import pytest

from shared.errors import AppError
from shared.robustness.prompt import words_of
from shared.tasks.robustness import SearchName
from tests.unit.robustness_core.conftest import Source, end_of
from tests.unit.robustness_core.doubles import LABELS, PROMPT, RuleModel, samples
from worker.robustness.attacks.registry import AttackKind, Change, WordsInPlay
from worker.robustness.cells.answering import Answering
from worker.robustness.scheduling.scheduler import Scheduler
from worker.robustness.scheduling.wave import Found, Search
from worker.robustness.search.candidates import Mixture, changes_at, places_of
from worker.robustness.search.greedy import greedy
from worker.robustness.search.methods import ensemble_of, search_of
from worker.robustness.search.naive import NaiveLoop

SAMPLES = samples(40)
METHODS: tuple[SearchName, ...] = ("own", "greedy", "beam", "soft", "random")


def ran(source: Source, search: Search, budget: int = 0) -> tuple[str, Scheduler]:
    scheduler = Scheduler(source(RuleModel()), SAMPLES, budget=budget)
    found: Found = end_of(scheduler.run(search))
    return found.prompt, scheduler


@pytest.mark.parametrize("budget", [0, 40, 400, 600, 900, 1200])
@pytest.mark.parametrize("seed", [0, 1])
def test_greedy_finds_what_the_naive_loop_finds(
    source: Source, kind: AttackKind, play: WordsInPlay, budget: int, seed: int
) -> None:
    found, scheduler = ran(source, greedy(kind, play, seed), budget)
    naive = NaiveLoop(RuleModel(), Answering(LABELS), SAMPLES, budget)
    assert found == naive.greedy(kind, play, seed)
    assert scheduler.spent <= naive.queries
    assert budget or found != PROMPT


@pytest.mark.parametrize("method", METHODS)
def test_searches_find_something_that_is_worse(
    source: Source, kind: AttackKind, play: WordsInPlay, method: SearchName
) -> None:
    found, scheduler = ran(source, search_of(kind, play, method, 0))
    assert scheduler.cells(found).right.sum() < scheduler.cells(PROMPT).right.sum()
    words = words_of(found, LABELS)
    assert "{content}" in found
    assert [word.text for word in words if word.lock == "label"] == ["positive", "negative"]


@pytest.mark.parametrize("method", METHODS)
def test_the_same_seed_finds_the_same(
    source: Source, kind: AttackKind, play: WordsInPlay, method: SearchName
) -> None:
    one, two = (ran(source, search_of(kind, play, method, 7))[0] for _ in range(2))
    assert one == two
    others = {ran(source, search_of(kind, play, method, seed))[0] for seed in range(4)}
    assert len(others) > 1


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("budget", [1, 40, 200, 620])
def test_searches_end_with_their_budget(
    source: Source, kind: AttackKind, play: WordsInPlay, method: SearchName, budget: int
) -> None:
    _, scheduler = ran(source, search_of(kind, play, method, 0), budget)
    assert scheduler.spent <= budget


def offered(*texts: str, **given: object) -> AttackKind:
    def transformation(play: WordsInPlay, place: int, rng: Random) -> tuple[str, ...]:
        return texts

    return AttackKind("offered", "word", transformation, **given)  # type: ignore[arg-type]


def test_of_changes_that_are_as_bad_the_first_is_taken(source: Source, play: WordsInPlay) -> None:
    found, _ = ran(source, greedy(offered("first", "second"), play, 0))
    assert "first" in found
    assert "second" not in found


def test_a_change_that_makes_nothing_worse_is_not_taken(source: Source, play: WordsInPlay) -> None:
    found, _ = ran(source, greedy(offered("xxx"), play, 0))
    changed = [word.text for word in play.words if word.text not in found]
    assert "sentiment" in changed
    assert "Please" not in changed


def test_nothing_is_changed_where_all_is_locked(source: Source, kind: AttackKind) -> None:
    words = words_of(PROMPT, LABELS, locked=PROMPT.replace(".", "").split())
    play = WordsInPlay(PROMPT, words, {}, LABELS)
    for method in METHODS:
        found, _ = ran(source, search_of(kind, play, method, 0))
        assert found == PROMPT


def test_words_in_which_only_two_changes_together_matter(source: Source) -> None:
    """Greedy search by answers stops at a plateau; with several edits it does not."""
    prompt = PROMPT.replace("sentiment of this review", "sentiment, sentiment of this review")
    others = [word.text for word in words_of(prompt, LABELS) if word.text.casefold() != "sentiment"]
    play = WordsInPlay(prompt, words_of(prompt, LABELS, locked=others), {}, LABELS)
    kind = offered("xxx")
    greedy_find, _ = ran(source, search_of(kind, play, "greedy", 0))
    random_find, _ = ran(source, search_of(kind, play, "random", 0))
    assert greedy_find == prompt
    assert random_find.count("xxx") == 2


def test_rules_of_an_attack_are_kept(source: Source, play: WordsInPlay) -> None:
    def short(play: WordsInPlay, changes: list[Change]) -> list[bool]:
        return [len(change.text) < 4 for change in changes]

    kind = offered(
        "ab", "abcdef", constraints=(short,), places=(lambda play, place: place % 2 == 0,)
    )
    assert [change.text for change in changes_at(kind, play, 2, 0)] == ["ab"]
    assert all(place % 2 == 0 for place in places_of(kind, play))
    other = offered("zz", places=(lambda play, place: place % 2 == 1,))
    mixed = Mixture("both", (kind, other))
    assert [change.text for change in changes_at(mixed, play, 2, 0)] == ["ab"]
    assert [change.text for change in changes_at(mixed, play, 3, 0)] == ["zz"]
    assert places_of(mixed, play) == list(play.free)


def test_a_word_is_changed_once(play: WordsInPlay) -> None:
    kind = offered("ab")
    place = places_of(kind, play)[0]
    assert place not in places_of(kind, play.with_edit(place, "ab"))


# --- whole prompts --------------------------------------------------------------------------------


def whole(level: str, *texts: str) -> AttackKind:
    return AttackKind(level, level, lambda *_: texts, order="all", search="all")  # type: ignore[arg-type]


def test_the_worst_of_appended_texts_is_found(source: Source, play: WordsInPlay) -> None:
    found, scheduler = ran(source, search_of(whole("sentence", "so so"), play, "own", 0))
    assert found == PROMPT  # it hurts nobody
    assert scheduler.spent == 2 * len(SAMPLES)


def test_the_worst_of_whole_prompts_is_found(source: Source, play: WordsInPlay) -> None:
    bad, worse = "What is this?\nReview: {content}\n:", "Well?\nReview: {content}\n:"
    kind = whole("semantic", bad, worse, "no place for a sample")
    for method in ("own", "greedy", "soft"):
        found, scheduler = ran(source, search_of(kind, play, method, 0))
        assert found == worse
        assert not scheduler.knows("no place for a sample")


@pytest.mark.parametrize("method", ["beam", "random"])
def test_attacks_of_whole_prompts_know_no_words(play: WordsInPlay, method: SearchName) -> None:
    with pytest.raises(AppError, match="changes no single words"):
        search_of(whole("semantic", "{content}"), play, method, 0)


# --- ensembles ------------------------------------------------------------------------------------


def test_an_ensemble_is_as_bad_as_its_worst_member(
    source: Source, kind: AttackKind, play: WordsInPlay
) -> None:
    kinds = (kind, offered("xxx"), whole("semantic", "Well?\nReview: {content}\n:"))
    worst = ensemble_of(kinds, play, "own", 0)
    found, scheduler = ran(source, worst.run())
    assert list(worst.finds) == [
        "deepwordbug", "offered", "semantic", "all words, by cross-entropy",
        "all words, at random",
    ]  # fmt: skip
    lowest = min(accuracy for _, accuracy in worst.finds.values())
    assert scheduler.cells(found).right.mean() == lowest == worst.finds[worst.winner][1]
    for one in kinds:
        alone, apart = ran(source, search_of(one, play, "own", 0))
        assert apart.cells(alone).right.mean() >= lowest


def test_members_of_an_ensemble_share_its_budget(
    source: Source, kind: AttackKind, play: WordsInPlay
) -> None:
    kinds = (kind, offered("xxx"), whole("semantic", "Well?\nReview: {content}\n:"))
    worst = ensemble_of(kinds, play, "own", 0, prompts=60)
    _, scheduler = ran(source, worst.run(), 60 * len(SAMPLES))
    assert len(worst.finds) == 5
    assert scheduler.spent <= 60 * len(SAMPLES)


def test_a_budget_of_one_prompt_ends_an_ensemble(
    source: Source, kind: AttackKind, play: WordsInPlay
) -> None:
    worst = ensemble_of((kind, offered("xxx")), play, "own", 0, prompts=1)
    found, scheduler = ran(source, worst.run(), len(SAMPLES))
    assert found == PROMPT
    assert scheduler.spent <= len(SAMPLES)
