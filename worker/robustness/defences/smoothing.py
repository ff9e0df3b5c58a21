"""The same prompt without some of its words, again and again: no single word decides."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from shared.robustness.figures import PromptWord
from shared.robustness.prompt import free_places, replaced
from worker.robustness.defences.defence import Defence, Guarded
from worker.robustness.measures.certificates import masks

VIEWS, KEPT = 12, 0.7


def ablated(
    prompt: str, words: Sequence[PromptWord], keep: npt.NDArray[np.bool_]
) -> tuple[str, ...]:
    """The prompt with only some of its free words, for each of `keep` bool [masks, free words]."""
    free = free_places(words)
    dropped = [[place for place, kept in zip(free, row, strict=True) if not kept] for row in keep]
    return tuple(replaced(prompt, words, dict.fromkeys(some, "")) for some in dropped)


def smoothing_defence(guarded: Guarded, seed: int, views: int = VIEWS) -> Defence:
    """Ablation smoothing: views of the prompt with seven of ten free words each."""

    def seen(prompt: str) -> tuple[str, ...]:
        words = guarded.words(prompt)
        free = len(free_places(words))
        if free < 2:
            return (prompt,)
        chosen = masks(free, min(free - 1, max(1, round(KEPT * free))), seed, views).keep
        return ablated(prompt, words, chosen[:views])

    return Defence("smoothing", seen)
