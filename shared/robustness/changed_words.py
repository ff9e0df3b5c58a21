"""Which words of a prompt an attack changed, and which it left alone though it might have."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from shared.robustness.figures import Edit, PromptWord
from shared.robustness.prompt import words_of

# A prompt has few words: a weaker prior than for long texts.
PRIOR_WORDS = 10.0


def changed_and_kept(
    words: Sequence[PromptWord], edits: Iterable[Edit]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Free words that were changed or left out, and the other free ones, in small letters."""
    gone = _changed_places(edits, len(words))
    changed: list[str] = []
    kept: list[str] = []
    for place, word in enumerate(words):
        if not word.lock:
            (changed if place in gone else kept).append(word.text.casefold())
    return tuple(changed), tuple(kept)


def _changed_places(edits: Iterable[Edit], count: int) -> set[int]:
    found: set[int] = set()
    for edit in edits:
        if edit.before:
            length = max(1, len(words_of(edit.before, ())))
            found.update(range(edit.at, min(count, edit.at + length)))
    return found
