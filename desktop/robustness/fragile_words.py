"""Words that attacks changed against words that they left alone, and how sure that is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from desktop.robustness.runs import Run
from shared.robustness.changed_words import PRIOR_WORDS, changed_and_kept
from shared.robustness.prompt import words_of
from shared.robustness.word_odds import log_odds


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
    for gone, left in _finds(runs, labels):
        changed.update(gone)
        kept.update(left)
    return odds(changed, kept)


def _finds(
    runs: Iterable[Run], labels: tuple[str, ...]
) -> Iterable[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Of each find, the words that it changed and those that it left alone."""
    for run in runs:
        if run.attacked is not None and run.asked is not None and run.attacked.drop > 0:
            asked = run.asked
            words = words_of(asked.prompt, asked.labels or labels, asked.locked)
            yield changed_and_kept(words, run.attacked.edits)
        for cell in run.cells:
            if cell.figures.drop > 0:
                yield cell.changed_words, cell.kept_words


def odds(changed: Counter[str], kept: Counter[str]) -> tuple[FragileWord, ...]:
    """Words by their odds of being in the first rather than the second; none where one is empty."""
    if not changed.total() or not kept.total():
        return ()
    return tuple(
        FragileWord(one.word, one.delta, one.ci95, one.z, one.fragile, one.robust)
        for one in log_odds(changed, kept, PRIOR_WORDS)
    )
