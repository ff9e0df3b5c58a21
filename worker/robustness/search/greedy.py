"""Word by word, the most important first; a change stays where it makes things strictly worse.

The search of TextFooler, TextBugger, DeepWordBug and BERTAttack (word importance ranking).
"""

from __future__ import annotations

from collections.abc import Generator

from worker.robustness.attacks.registry import AttackKind, WordsInPlay
from worker.robustness.scheduling.wave import Found, Scores, Search, Wave
from worker.robustness.search.candidates import (
    Attacker,
    changes_at,
    places_of,
    probes_of,
    whole_changes,
)
from worker.robustness.search.objectives import Objective, errors, first_best

# How many texts an attack offers for a word, until that is seen.
_GUESS = 8


def greedy(kind: Attacker, play: WordsInPlay, seed: int, value: Objective = errors) -> Search:
    """See the module; `value` is what has to grow."""
    ranked = yield from start(kind, play, value)
    if ranked is None:
        return Found(play.text)
    level, order = ranked
    seen = 0
    for number, place in enumerate(order):
        changes = changes_at(kind, play, place, seed)
        seen += len(changes)
        if not changes:
            continue
        more = expected(seen, number + 1, len(order))
        about = f"word {number + 1} of {len(order)}"
        scores = yield Wave(tuple(one.after for one in changes), play.text, about, more)
        if len(scores):
            values = value(scores)
            best = first_best(values)
            if values[best] > level:
                level = float(values[best])
                play = play.with_edit(place, changes[best].text)
        if scores.over:
            break
    return Found(play.text)


def every(kind: AttackKind, play: WordsInPlay, seed: int, value: Objective = errors) -> Search:
    """Whatever the attack offers for the whole prompt; the worst of it, if it is worse."""
    scores = yield Wave((play.text,), play.text, "the prompt itself")
    if scores.over:
        return Found(play.text)
    level = float(value(scores)[0])
    changes = whole_changes(kind, play, seed)
    if not changes:
        return Found(play.text)
    scores = yield Wave(tuple(one.after for one in changes), play.text, "all that there is")
    if not len(scores):
        return Found(play.text)
    values = value(scores)
    best = first_best(values)
    return Found(changes[best].after if values[best] > level else play.text)


Ranked = tuple[float, list[int]]


def start(
    kind: Attacker, play: WordsInPlay, value: Objective
) -> Generator[Wave, Scores, Ranked | None]:
    """What the prompt itself comes to, and its words in the order of their importance.

    None where there is nothing to change or to ask any more.
    """
    places = places_of(kind, play)
    more = len(places) * (1 + _GUESS)
    scores = yield Wave((play.text,), play.text, "the prompt itself", more)
    if scores.over or not places:
        return None
    level = float(value(scores)[0])
    probes = tuple(probes_of(kind, play, places))
    wave = Wave(probes, play.text, "importance of words", len(places) * _GUESS, probes=True)
    scores = yield wave
    if scores.over:
        return None
    values = value(scores)
    order = sorted(range(len(places)), key=lambda n: -values[n])  # stable: equals keep their order
    return level, [places[n] for n in order]


def expected(seen: int, done: int, total: int) -> int:
    """How many prompts the places to come will offer, when those before offered `seen`."""
    return round(seen / done * (total - done))
