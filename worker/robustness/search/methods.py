"""Searches by the names that requests have for them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from shared.errors import AppError
from shared.tasks.robustness import SearchName
from worker.robustness.attacks.registry import AttackKind, WordsInPlay
from worker.robustness.scheduling.wave import Search
from worker.robustness.search.beam import beam
from worker.robustness.search.candidates import Mixture
from worker.robustness.search.ensemble import Member, Worst
from worker.robustness.search.greedy import every, greedy
from worker.robustness.search.objectives import cross_entropy
from worker.robustness.search.random_edits import random_edits

ENSEMBLE = "ensemble"
_ONE_BY_ONE: tuple[SearchName, ...] = ("beam", "random")


def search_of(kind: AttackKind, play: WordsInPlay, method: SearchName, seed: int) -> Search:
    """The search of that name; `own` is the one that belongs to the attack.

    Attacks of whole prompts try all that there is, whichever search is asked for; `soft` takes the
    worst by cross-entropy, in their case as well.

    Raises
    ------
    AppError
        `bad_field` for a search by words of an attack that knows no words.
    """
    whole = kind.search == "all"
    if whole and method in _ONE_BY_ONE:
        limit = f"own, greedy or soft for {kind.name}, which changes no single words"
        raise AppError("bad_field", field="search", value=method, limit=limit)
    step = every if whole else greedy
    if method == "soft":
        return step(kind, play, seed, cross_entropy)
    if method == "beam":
        return beam(kind, play, seed)
    if method == "random":
        return random_edits(kind, play, seed)
    return step(kind, play, seed)


def ensemble_of(
    kinds: Sequence[AttackKind],
    play: WordsInPlay,
    method: SearchName,
    seed: int,
    *,
    prompts: int = 0,
    soft: bool = True,
) -> Worst:
    """All attacks, each with its search; with `own`, their words mixed as well.

    The mixture is searched by cross-entropy, where the model tells it, and by random edits of
    several words: both find what attack after attack, change after change, does not.
    """
    by_words = tuple(kind for kind in kinds if kind.search != "all")
    single = "own" if method in _ONE_BY_ONE else method
    members = [
        Member(
            kind.name, partial(search_of, kind, play, method if kind in by_words else single, seed)
        )
        for kind in kinds
    ]
    if method == "own" and by_words:
        mixture = Mixture("all words", by_words)
        if soft:
            begin = partial(greedy, mixture, play, seed, cross_entropy)
            members.append(Member("all words, by cross-entropy", begin))
        members.append(Member("all words, at random", partial(random_edits, mixture, play, seed)))
    return Worst(play.text, members, prompts)
