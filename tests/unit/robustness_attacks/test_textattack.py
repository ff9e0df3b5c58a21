"""TextAttack at work: its candidates are ours, and its search runs on our cells."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from shared.errors import AppError
from shared.robustness.samples import Sample
from tests.unit.robustness_attacks.conftest import PROMPTS, play_of
from worker.robustness.attacks.registry import AttackKind, attack_kind
from worker.robustness.scheduling.wave import Found, Scores, Search
from worker.robustness.search.candidates import changes_at, places_of
from worker.robustness.search.greedy import greedy
from worker.robustness.search.naive import NaiveLoop
from worker.robustness.textattack_bridge.adapter import (
    constraint_of,
    pieces_of,
    textattack_kind,
    transformation_of,
)
from worker.robustness.textattack_bridge.baseline import textattack_loop
from worker.robustness.textattack_bridge.offline import load_textattack
from worker.robustness.textattack_bridge.searching import textattack_search

# The import takes 6 s of a processor, and minutes where several share it.
pytestmark = pytest.mark.timeout(600)


@pytest.fixture(autouse=True)
def _imported() -> None:
    load_textattack()


@pytest.mark.parametrize("prompt", PROMPTS)
@pytest.mark.parametrize("name", ["deepwordbug", "textbugger", "textfooler"])
def test_the_same_draws_give_the_same_candidates(name: str, prompt: str) -> None:
    play = play_of(prompt)
    ours, theirs = attack_kind(name), transformation_of(pieces_of(name).transformation)
    for seed in range(3):
        for place in places_of(ours, play):
            want = theirs(play, place, Random(seed))
            assert ours.transformation(play, place, Random(seed)) == want
            assert want


def test_after_an_edit_the_word_is_still_found() -> None:
    play = play_of(PROMPTS[0])
    first, *_, last = places_of(attack_kind("deepwordbug"), play)
    play = play.with_edit(first, "Re ad")
    theirs = transformation_of(pieces_of("deepwordbug").transformation)
    ours = attack_kind("deepwordbug").transformation
    assert theirs(play, last, Random(0)) == ours(play, last, Random(0))


def test_their_constraints_agree_with_ours() -> None:
    kind, play = attack_kind("textfooler"), play_of(PROMPTS[3])
    free = AttackKind("free", "word", kind.transformation)
    for theirs, ours in zip(
        map(constraint_of, pieces_of("textfooler").constraints[:1]),
        kind.constraints[1:2],
        strict=True,
    ):
        for place in places_of(kind, play):
            changes = changes_at(free, play, place, 0)
            assert theirs(play, changes) == list(ours(play, changes))


def test_their_attack_runs_in_our_search() -> None:
    found, asked = _run(greedy(textattack_kind("textattack:deepwordbug"), play_of(PROMPTS[0]), 0))
    same, _ = _run(greedy(attack_kind("deepwordbug"), play_of(PROMPTS[0]), 0))
    assert found != PROMPTS[0] and "{content}" in found and "positive" in found
    assert asked > 30
    assert (
        _run(greedy(textattack_kind("textattack:deepwordbug"), play_of(PROMPTS[0]), 0))[0] == found
    )
    assert same != PROMPTS[0]


def test_any_transformation_of_theirs_is_an_attack_by_its_name() -> None:
    kind = attack_kind("textattack:WordSwapQWERTY")
    play = play_of(PROMPTS[0])
    offered = [one for place in places_of(kind, play) for one in changes_at(kind, play, place, 0)]
    assert offered and all("{content}" in one.after for one in offered)
    for name in ("nothing", "Transformation", "WordSwapMaskedLM"):
        with pytest.raises(AppError):
            attack_kind(f"textattack:{name}")


def test_their_search_on_our_cells_finds_what_ours_finds() -> None:
    from textattack.search_methods import GreedyWordSwapWIR

    play = play_of(PROMPTS[3])
    pieces = pieces_of("textfooler")
    theirs, asked = _run(textattack_search(pieces, lambda: GreedyWordSwapWIR("delete"), play, 0))
    kind = textattack_kind("textattack:textfooler")
    ours, _ = _run(greedy(kind, play, 0))
    assert theirs == ours != PROMPTS[3]
    assert asked > 20


def test_their_search_ends_when_nobody_listens() -> None:
    from textattack.search_methods import GreedyWordSwapWIR

    search = textattack_search(
        pieces_of("deepwordbug"), lambda: GreedyWordSwapWIR("unk"), play_of(PROMPTS[0]), 0
    )
    next(search)
    search.close()


class _Counting(NaiveLoop):
    """Cells as below, asked one by one."""

    def wrong(self, prompt: str) -> int:
        self.queries += len(self.samples)
        return _right(prompt).count(False)


def test_their_own_loop_is_the_baseline_and_keeps_its_budget() -> None:
    samples = [Sample(content=str(n), label="positive") for n in range(12)]
    for budget in (0, 12 * 5, 12 * 30):
        loop = _Counting(None, None, samples, budget)  # type: ignore[arg-type]
        found = textattack_loop(loop, "deepwordbug", play_of(PROMPTS[0]), 0)
        assert "{content}" in found and "positive or negative" in found
        assert loop.queries <= budget or not budget
        assert _right(found).count(False) >= _right(PROMPTS[0]).count(False)
        again = _Counting(None, None, samples, budget)  # type: ignore[arg-type]
        assert textattack_loop(again, "deepwordbug", play_of(PROMPTS[0]), 0) == found
    assert loop.queries > 12 * 20


def _run(search: Search) -> tuple[str, int]:
    """Runs a search against cells that lose samples with the letters that a prompt loses."""
    wave = next(search)
    asked = 0
    while True:
        asked += len(wave.prompts)
        right = np.array([_right(prompt) for prompt in wave.prompts])
        try:
            wave = search.send(Scores(right, np.zeros(right.shape)))
        except StopIteration as end:
            found: Found = end.value
            return found.prompt, asked


def _right(prompt: str) -> list[bool]:
    # Letters only: without a word, TextAttack leaves other spaces and marks behind than we do.
    letters = sum(ord(sign) for sign in prompt if sign.isalnum())
    values = [letters * (n + 7) % 101 for n in range(12)]
    return [value > 40 for value in values]
