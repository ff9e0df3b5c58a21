"""Words that fragile prompts use more often than robust ones, and how sure that is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from shared.robustness.word_odds import WordOdds, log_odds

# As many words as the prior weighs, all together.
PRIOR_WORDS = 100.0


def word_odds(
    fragile: Sequence[Sequence[str]],
    robust: Sequence[Sequence[str]],
    background: Mapping[str, float] | None = None,
    prior_words: float = PRIOR_WORDS,
) -> tuple[WordOdds, ...]:
    """All words of some prompts, the most fragile first; none where there is only one.

    Parameters
    ----------
    fragile, robust : sequence of sequences of str
        The words of each prompt; case is not told apart.
    background, prior_words :
        Of `log_odds`.
    """
    return log_odds(_counted(fragile), _counted(robust), prior_words, background)


def _counted(prompts: Sequence[Sequence[str]]) -> Counter[str]:
    return Counter(word.casefold() for words in prompts for word in words)
