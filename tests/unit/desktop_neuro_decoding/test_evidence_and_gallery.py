"""How much is kept of what was seen, and which pictures are chosen from."""

from __future__ import annotations

import numpy as np

from desktop.neuro.decoding.evidence import Evidence
from desktop.neuro.decoding.gallery import MOST, STANDARD, gallery_of
from shared.tasks.neuro import MAX_REPEATS


def trial(value: float) -> np.ndarray:
    return np.full((2, 5), value, np.float32)


def test_at_most_so_many_trials_of_a_picture_are_kept_and_the_newest() -> None:
    evidence = Evidence()
    for value in range(MAX_REPEATS + 3):
        evidence.add(7, trial(value))
    assert evidence.count(7) == MAX_REPEATS
    trials = evidence.trials(7)
    assert trials.shape == (MAX_REPEATS, 2, 5)
    assert (trials[0, 0, 0], trials[-1, 0, 0]) == (3, MAX_REPEATS + 2)
    assert evidence.trials(7, 1)[:, 0, 0].tolist() == [MAX_REPEATS + 2]


def test_pictures_seen_longest_ago_make_room() -> None:
    evidence = Evidence(most_bytes=4 * trial(0).nbytes)
    for picture in (1, 2, 1, 3):
        evidence.add(picture, trial(picture))
    assert evidence.seen == (2, 1, 3)
    evidence.add(4, trial(4))
    assert evidence.seen == (1, 3, 4)
    assert evidence.count(2) == 0
    evidence.clear()
    assert evidence.seen == ()


def test_one_picture_alone_is_kept_whatever_it_takes() -> None:
    evidence = Evidence(most_bytes=1)
    evidence.add(1, trial(1))
    assert evidence.count(1) == 1


def test_without_a_plan_the_first_pictures_and_those_seen_are_chosen_from() -> None:
    assert gallery_of(()) == STANDARD
    assert gallery_of((3, 900, 450)) == (*STANDARD, 450, 900)


def test_a_plan_narrows_the_choice_but_what_was_seen_is_in_it() -> None:
    assert gallery_of((4,), (9, 4, 6)) == (4, 6, 9)
    assert gallery_of((5,), (9, 4, 6)) == (4, 5, 6, 9)


def test_no_gallery_is_larger_than_allowed_and_the_newest_picture_is_in_it() -> None:
    seen = tuple(range(1000, 1600))
    numbers = gallery_of(seen)
    assert len(numbers) == MOST
    assert set(seen[-200:]) <= set(numbers)
    full = gallery_of((9999,), tuple(range(2 * MOST)))
    assert len(full) == MOST
    assert 9999 in full
