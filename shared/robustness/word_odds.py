"""Words that one of two texts uses more often than the other, and how sure that is.

Monroe, Colaresi and Quinn, "Fightin' Words" (2008), section 3.4: log-odds with an informative
Dirichlet prior, which keeps rare words from the top of the list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import log, sqrt

Z95 = 1.959963984540054


@dataclass(frozen=True)
class WordOdds:
    """A word in two texts, of which the first is the fragile one.

    Attributes
    ----------
    delta : float
        Log-odds in the fragile text less those in the robust one: above 0 for fragile.
    ci95 : (float, float)
    z : float
        `delta` in its standard deviations.
    fragile, robust : int
        How often it stands there.
    """

    word: str
    delta: float
    ci95: tuple[float, float]
    z: float
    fragile: int
    robust: int


def log_odds(
    fragile: Mapping[str, int],
    robust: Mapping[str, int],
    prior_words: float,
    background: Mapping[str, float] | None = None,
) -> tuple[WordOdds, ...]:
    """All words of two texts, the most fragile first; none where there is only one.

    Parameters
    ----------
    fragile, robust : mapping
        By word, how often it stands in each.
    prior_words : float
        How many words' weight the prior has, above 0: the more, the more a difference must show.
    background : mapping, optional
        By word, how often it is used elsewhere. Default: the words of both together.
    """
    both = {word: fragile.get(word, 0) + robust.get(word, 0) for word in (*fragile, *robust)}
    both = {word: times for word, times in both.items() if times > 0}
    if len(both) < 2:
        return ()
    weights = _weights(both, background or {})
    scale = prior_words / sum(weights.values())
    n, m = sum(fragile.values()), sum(robust.values())
    found = []
    for word in both:
        one, other = fragile.get(word, 0), robust.get(word, 0)
        found.append(_odds(word, (one, n), (other, m), scale * weights[word], prior_words))
    return tuple(sorted(found, key=lambda each: (-each.z, each.word)))


def _weights(both: Mapping[str, int], background: Mapping[str, float]) -> dict[str, float]:
    """How common each word is; one that the background lacks is as rare as its rarest."""
    known = {word: float(background.get(word, 0.0)) for word in both}
    if not any(known.values()):
        known = {word: float(times) for word, times in both.items()}
    least = min(value for value in known.values() if value > 0)
    return {word: value or least for word, value in known.items()}


def _odds(
    word: str, fragile: tuple[int, int], robust: tuple[int, int], alpha: float, total: float
) -> WordOdds:
    """One word: its uses of all words in each text, and the weight of its prior of `total`."""
    one, other = fragile[0] + alpha, robust[0] + alpha
    rest, other_rest = fragile[1] + total - one, robust[1] + total - other
    delta = log(one) - log(rest) - log(other) + log(other_rest)
    deviation = sqrt(1 / one + 1 / other)
    ends = (delta - Z95 * deviation, delta + Z95 * deviation)
    return WordOdds(word, delta, ends, delta / deviation, fragile[0], robust[0])
