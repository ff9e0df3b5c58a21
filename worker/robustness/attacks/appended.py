"""Attacks that append a text: CheckList (Ribeiro and others 2020), StressTest (Naik, 2018)."""

from __future__ import annotations

import string
from random import Random

from worker.robustness.attacks.registry import AttackKind, WordsInPlay, register

STRINGS, LETTERS = 50, 10
TRUE, FALSE, TIMES = "and true is true", "and false is not true", 5


def checklist(_play: WordsInPlay, _place: int, _rng: Random) -> tuple[str, ...]:
    """Fifty strings of ten letters and digits, always the same ones."""
    rng = Random("checklist")  # noqa: S311 - a fixed list
    signs = string.ascii_letters + string.digits
    return tuple("".join(rng.choices(signs, k=LETTERS)) for _ in range(STRINGS))


def stresstest(_play: WordsInPlay, _place: int, _rng: Random) -> tuple[str, ...]:
    """Truisms that say nothing, one of them five times."""
    return (TRUE, FALSE, " ".join([TRUE] * TIMES))


CHECKLIST = register(
    AttackKind(
        "checklist",
        "sentence",
        checklist,
        order="all",
        search="all",
        about="Appends one of 50 random strings of ten letters and digits.",
    )
)
STRESSTEST = register(
    AttackKind(
        "stresstest",
        "sentence",
        stresstest,
        order="all",
        search="all",
        about="Appends a truism that says nothing.",
    )
)
