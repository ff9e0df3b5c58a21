"""Finding a command by a few letters of its title."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.core.commands import Command


def match_score(query: str, text: str) -> float | None:
    """How well `query` fits `text`, larger is better; None when its letters do not occur in order.

    Letters that begin a word or follow each other count more, so `op` finds "Open picture" before
    "Stop preview".
    """
    wanted, available = query.casefold().replace(" ", ""), text.casefold()
    score, position = 0.0, 0
    previous = -2
    for letter in wanted:
        found = available.find(letter, position)
        if found < 0:
            return None
        starts_word = found == 0 or not available[found - 1].isalnum()
        score += 1.0 + 2.0 * (found == previous + 1) + 1.5 * starts_word
        previous, position = found, found + 1
    return score - 0.01 * len(available)


def search(query: str, commands: Sequence[Command]) -> list[Command]:
    """The commands that fit, best first; all of them, in their order, for an empty query."""
    if not query.strip():
        return list(commands)
    scored = [(match_score(query, c.title), i, c) for i, c in enumerate(commands)]
    fitting = [(score, i, c) for score, i, c in scored if score is not None]
    return [c for _, _, c in sorted(fitting, key=lambda entry: (-entry[0], entry[1]))]
