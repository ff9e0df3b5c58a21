"""Words that attacks changed against words that they left alone, and how sure that is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from desktop.robustness.runs import Run
from shared.robustness.figures import Edit
from shared.robustness.prompt import words_of
from shared.robustness.word_odds import log_odds

# A single prompt has few words: a weaker prior than for many prompts.
PRIOR_WORDS = 10.0


class FragileWord(NamedTuple):
    """A word: its log-odds of being changed, above 0 for fragile; how often it was, and was not."""

    word: str
    log_odds: float
    ci95: tuple[float, float]
    z: float
    changed: int
    kept: int


def fragile_words(runs: Iterable[Run], labels: tuple[str, ...] = ()) -> tuple[FragileWord, ...]:
    """All free words of the attacked prompts, the most fragile first.

    Only attacks that took accuracy count: one that took none shows nothing of the words. `labels`
    are those of the data, where a run names none.
    """
    changed: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    for prompt, known, locked, edits in _finds(runs):
        words = words_of(prompt, known or labels, locked)
        gone = _changed_places(edits, len(words))
        for place, word in enumerate(words):
            if not word.lock:
                (changed if place in gone else kept)[word.text.casefold()] += 1
    return odds(changed, kept)


Find = tuple[str, tuple[str, ...], tuple[str, ...], tuple[Edit, ...]]


def _finds(runs: Iterable[Run]) -> Iterable[Find]:
    """Prompt, labels, words locked by hand, edits."""
    for run in runs:
        if run.attacked is not None and run.asked is not None and run.attacked.drop > 0:
            asked = run.asked
            yield asked.prompt, asked.labels, asked.locked, run.attacked.edits
        for cell in run.cells:
            if cell.figures.drop > 0:
                yield cell.prompt, (), (), cell.edits


def _changed_places(edits: Iterable[Edit], count: int) -> set[int]:
    found: set[int] = set()
    for edit in edits:
        if edit.before:
            length = max(1, len(words_of(edit.before, ())))
            found.update(range(edit.at, min(count, edit.at + length)))
    return found


def odds(changed: Counter[str], kept: Counter[str]) -> tuple[FragileWord, ...]:
    """Words by their odds of being in the first rather than the second; none where one is empty."""
    if not changed.total() or not kept.total():
        return ()
    return tuple(
        FragileWord(one.word, one.delta, one.ci95, one.z, one.fragile, one.robust)
        for one in log_odds(changed, kept, PRIOR_WORDS)
    )
