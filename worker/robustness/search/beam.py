"""Word by word as the greedy search, with several prompts at a time."""

from __future__ import annotations

from worker.robustness.attacks.registry import Change, WordsInPlay
from worker.robustness.scheduling.wave import Found, Search, Wave
from worker.robustness.search.candidates import Attacker, changes_at
from worker.robustness.search.greedy import expected, start
from worker.robustness.search.objectives import Objective, errors

WIDTH = 4


def beam(
    kind: Attacker,
    play: WordsInPlay,
    seed: int,
    value: Objective = errors,
    width: int = WIDTH,
) -> Search:
    """At each word, the best `width` of those so far and of all their changes go on.

    Of equals, those that are there already and come first.
    """
    ranked = yield from start(kind, play, value)
    if ranked is None:
        return Found(play.text)
    level, order = ranked
    held = [(level, play)]
    seen = 0
    for number, place in enumerate(order):
        offered = _offered(kind, [one for _, one in held], place, seed)
        seen += len(offered)
        if not offered:
            continue
        about = f"word {number + 1} of {len(order)}"
        more = expected(seen, number + 1, len(order))
        prompts = tuple(change.after for _, change in offered)
        scores = yield Wave(prompts, held[0][1].text, about, more)
        values = value(scores) if len(scores) else ()
        grown = [
            (float(worth), before.with_edit(place, change.text))
            for worth, (before, change) in zip(values, offered, strict=False)
        ]
        held = sorted([*held, *grown], key=lambda one: -one[0])[:width]
        if scores.over:
            break
    return Found(held[0][1].text)


def _offered(
    kind: Attacker, plays: list[WordsInPlay], place: int, seed: int
) -> list[tuple[WordsInPlay, Change]]:
    """All changes of all prompts, each prompt once."""
    found: dict[str, tuple[WordsInPlay, Change]] = {}
    for play in plays:
        for change in changes_at(kind, play, place, seed):
            found.setdefault(change.after, (play, change))
    return list(found.values())
