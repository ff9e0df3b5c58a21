"""No certificate is broken by any change there is, of small vocabularies."""

from __future__ import annotations

from itertools import combinations, product
from math import comb
from zlib import crc32

import numpy as np
import pytest

from worker.robustness.measures.certificates import Masks, certified, masks, touched, voted

LABELS = 3


def model(sample: int, kept: tuple[tuple[int, str], ...]) -> int:
    """Answers by what it is shown: mostly right where clean words are, anything elsewhere."""
    clean = sum(word == "a" for _, word in kept)
    noise = crc32(repr((sample, kept)).encode())
    right = sample % LABELS
    sure = 60 + 13 * (sample % 4) if clean == len(kept) else 10
    if noise % 100 < sure:
        return right
    return -1 if noise % 7 == 0 else (noise // 100) % LABELS


def answers(words: str, choices: Masks, samples: int) -> np.ndarray:
    return np.array(
        [
            [
                model(one, tuple((at, words[at]) for at in np.flatnonzero(row)))
                for one in range(samples)
            ]
            for row in choices.keep
        ],
        np.int16,
    )


@pytest.mark.parametrize(("words", "kept"), [(4, 1), (5, 1), (6, 1), (6, 2)])
def test_no_change_of_the_certified_size_takes_a_certified_answer(words: int, kept: int) -> None:
    samples, choices = 60, masks(words, kept)
    assert choices.exact
    gold = np.arange(samples, dtype=np.int16) % LABELS
    clean = answers("a" * words, choices, samples)
    safe = {r: certified(clean, gold, choices, r, LABELS) for r in range(3)}
    assert safe[0].sum() > samples / 2
    assert safe[1].any()
    assert np.all(safe[0] >= safe[1])
    assert np.all(safe[1] >= safe[2])
    for changed in product("abc", repeat=words):
        count = sum(letter != "a" for letter in changed)
        if 0 < count <= 2:
            after = voted(answers("".join(changed), choices, samples), LABELS)
            for radius in range(count, 3):
                assert np.all((after == gold)[safe[radius]])


def test_the_bound_by_number_certifies_no_more_than_looking_at_every_change(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rng = np.random.default_rng(0)
    choices = masks(9, 2)
    gold = np.zeros(300, np.int16)
    told = (rng.random((len(choices.keep), 300)) > rng.random(300)).astype(np.int16)
    for changed in (1, 2):
        every = certified(told, gold, choices, changed, 2)
        with monkeypatch.context() as patch:
            patch.setattr("worker.robustness.measures.certificates.MOST_CHANGES", 0)
            by_number = certified(told, gold, choices, changed, 2)
        assert by_number.any()
        assert np.all(every >= by_number)
        # Levine and Feizi's own rule, with the share of right votes.
        share = (told == 0).mean(axis=0) - touched(9, 2, changed) > 0.5
        assert np.array_equal(by_number, share)


@pytest.mark.parametrize(
    ("words", "kept", "changed"), [(14, 3, 1), (14, 3, 2), (7, 2, 6), (5, 5, 1)]
)
def test_as_many_masks_are_touched_as_counting_gives(words: int, kept: int, changed: int) -> None:
    held = [set(one) & set(range(changed)) for one in combinations(range(words), kept)]
    expected = sum(map(bool, held)) / len(held)
    assert touched(words, kept, changed) == pytest.approx(expected)


def test_all_masks_there_are_or_drawn_ones() -> None:
    every = masks(14, 3)
    assert every.exact
    assert len(every.keep) == comb(14, 3) == 364
    assert len({row.tobytes() for row in every.keep}) == 364
    drawn = masks(30, 6, seed=1)
    assert not drawn.exact
    assert drawn.keep.shape == (2000, 30)
    assert np.all(drawn.keep.sum(axis=1) == 6)
    assert drawn.keep.mean(axis=0) == pytest.approx(np.full(30, 0.2), abs=0.05)
    assert np.array_equal(masks(30, 6, seed=1).keep, drawn.keep)
    assert not np.array_equal(masks(30, 6, seed=2).keep, drawn.keep)
    with pytest.raises(ValueError, match="5 of 4"):
        masks(4, 5)


def test_drawn_masks_certify_what_is_true_of_all_of_them() -> None:
    """The share of right votes over all masks is known here; drawn ones may not promise more."""
    samples = 200
    shares = np.linspace(0.4, 1.0, samples)
    gold = np.zeros(samples, np.int16)
    choices = masks(25, 5, seed=3)
    limit = 0.5 + touched(25, 5, 1)
    wrong = 0
    for run in range(20):
        rng = np.random.default_rng(run)
        told = (rng.random((2000, samples)) > shares).astype(np.int16)
        safe = certified(told, gold, choices, 1, 2)
        wrong += int((safe & (shares <= limit)).sum())
        assert np.all(safe[shares > limit + 0.06])
    assert wrong <= 2


def test_votes_of_unreadable_answers_count_for_nobody() -> None:
    told = np.array([[-1, -1, 1], [-1, 1, 0], [-1, -1, 0]], np.int16)
    assert voted(told, 2).tolist() == [-1, 1, 0]
