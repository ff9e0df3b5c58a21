"""Metrics of the paper's tasks, with a value for each item, so that systems can be paired.

Values are fractions from 0 to 1, not percent. `rouge` here is Lin's definition over lower-case
words: counted n-grams and the longest common subsequence, no stemming. LMOps' numbers come from the
package `rouge`, which counts each n-gram once and parts sentences at full stops, and differ a
little; nothing but numbers of one implementation may be compared.
"""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from shared.errors import AppError

Floats = npt.NDArray[np.float64]
POSITIVE = "Yes"
_ARTICLES = re.compile(r"\b(a|an|the)\b")
_WORDS = re.compile(r"\w+")
_SQUAD_PUNCTUATION = str.maketrans("", "", string.punctuation)
_TRIVIA_PUNCTUATION = str.maketrans(dict.fromkeys(string.punctuation + "‘’´`_", " "))

Golds = Sequence[Sequence[str]]


def normalize_squad(text: str) -> str:
    """Lower case, without punctuation, articles and extra spaces (SQuAD's evaluation)."""
    plain = text.lower().translate(_SQUAD_PUNCTUATION)
    return " ".join(_ARTICLES.sub(" ", plain).split())


def normalize_triviaqa(text: str) -> str:
    """As SQuAD's, but punctuation, with typographic quotes, becomes a space."""
    plain = text.lower().translate(_TRIVIA_PUNCTUATION)
    return " ".join(_ARTICLES.sub(" ", plain).split())


def normalize_label(text: str) -> str:
    """Lower case without surrounding spaces, as LMOps compares labels."""
    return text.lower().strip()


def accuracy(prediction: str, golds: Sequence[str]) -> float:
    """1.0 if the prediction is one of the golds but for case and surrounding spaces."""
    return _exact(prediction, golds, normalize_label)


def exact_match_squad(prediction: str, golds: Sequence[str]) -> float:
    """1.0 if equal to any gold after SQuAD's normalisation."""
    return _exact(prediction, golds, normalize_squad)


def exact_match_triviaqa(prediction: str, golds: Sequence[str]) -> float:
    """1.0 if equal to any gold after TriviaQA's normalisation."""
    return _exact(prediction, golds, normalize_triviaqa)


def word_f1_squad(prediction: str, golds: Sequence[str]) -> float:
    """F1 of the words with the best gold, after SQuAD's normalisation; 0.0 with none in common."""
    return max((_word_f1(prediction, gold, normalize_squad) for gold in golds), default=0.0)


def word_f1_triviaqa(prediction: str, golds: Sequence[str]) -> float:
    """F1 of the words with the best gold, after TriviaQA's normalisation."""
    return max((_word_f1(prediction, gold, normalize_triviaqa) for gold in golds), default=0.0)


def rouge_1(prediction: str, golds: Sequence[str]) -> float:
    """F1 of single words, each counted as often as both have it; best gold."""
    return _rouge_n(prediction, golds, 1)


def rouge_2(prediction: str, golds: Sequence[str]) -> float:
    """F1 of pairs of neighbouring words; best gold."""
    return _rouge_n(prediction, golds, 2)


def rouge_l(prediction: str, golds: Sequence[str]) -> float:
    """F1 of the longest common subsequence of words; best gold."""
    said = _words(prediction)
    best = 0.0
    for gold in golds:
        right = _words(gold)
        best = max(best, _f1(longest_common(said, right), len(said), len(right)))
    return best


ITEM_METRICS: dict[str, Callable[[str, Sequence[str]], float]] = {
    "accuracy": accuracy,
    "em_squad": exact_match_squad,
    "em_triviaqa": exact_match_triviaqa,
    "f1_squad": word_f1_squad,
    "f1_triviaqa": word_f1_triviaqa,
    "rouge_1": rouge_1,
    "rouge_2": rouge_2,
    "rouge_l": rouge_l,
}
METRICS = (*ITEM_METRICS, "f1_yes")


def item_values(metric: str, predictions: Sequence[str], golds: Golds) -> Floats:
    """Each item's value, float64 [n]; of `f1_yes`, its counts [n, 3] for `total` to sum.

    Raises
    ------
    AppError
        `not_found` for an unknown metric; `bad_request` when the lengths differ.
    """
    if len(predictions) != len(golds):
        raise AppError(
            "bad_request", reason=f"{len(predictions)} predictions for {len(golds)} answers."
        )
    pairs = zip(predictions, golds, strict=True)
    if metric == "f1_yes":
        counts = [binary_counts(prediction, gold) for prediction, gold in pairs]
        return np.array(counts, np.float64).reshape(-1, 3)
    score = ITEM_METRICS.get(metric)
    if score is None:
        raise AppError("not_found", what="The metric", value=metric)
    return np.array([score(prediction, gold) for prediction, gold in pairs], np.float64)


def total(items: Floats) -> float:
    """The metric of all items (or of a resample of them): their mean, or F1 of summed counts.

    No item gives nan.
    """
    if items.ndim == 2:
        hits, false_alarms, misses = items.sum(axis=0)
        wrong = float(false_alarms + misses)
        return float(2 * hits) / (float(2 * hits) + wrong) if hits or wrong else 0.0
    return float(items.mean()) if len(items) else float("nan")


def binary_counts(prediction: str, golds: Sequence[str], positive: str = POSITIVE) -> list[int]:
    """True positive, false positive, false negative of one item, each 0 or 1."""
    wanted = normalize_label(positive)
    said = normalize_label(prediction) == wanted
    right = any(normalize_label(gold) == wanted for gold in golds)
    return [int(said and right), int(said and not right), int(right and not said)]


def gains(utilities: Floats) -> Floats:
    """Utilities of one query's candidates [n] as gains from 0 (worst) to 1 (best).

    Log-likelihoods are negative and of a level that belongs to the query, so only their place
    between the worst and the best candidate counts. All equal gives ones.
    """
    span = float(np.ptp(utilities))
    if span == 0:
        return np.ones_like(utilities)
    scaled: Floats = (utilities - utilities.min()) / span
    return scaled


def ndcg(gain: Floats, score: Floats, k: int) -> float:
    """nDCG@k of candidates ranked by `score` (both [n], highest first), with linear gains.

    Equal scores keep their order. Without any gain every ranking is as good: 1.0.
    """
    order = np.argsort(-score, kind="stable")
    discount = 1 / np.log2(np.arange(min(k, len(gain))) + 2)
    best = float(np.sort(gain)[::-1][:k] @ discount)
    return float(gain[order][:k] @ discount) / best if best > 0 else 1.0


def longest_common(first: Sequence[str], second: Sequence[str]) -> int:
    """Length of the longest common subsequence."""
    row = [0] * (len(second) + 1)
    for one in first:
        diagonal = 0
        for place, other in enumerate(second, 1):
            above = row[place]
            row[place] = diagonal + 1 if one == other else max(above, row[place - 1])
            diagonal = above
    return row[-1]


def _exact(prediction: str, golds: Sequence[str], normalize: Callable[[str], str]) -> float:
    said = normalize(prediction)
    return float(any(said == normalize(gold) for gold in golds))


def _word_f1(prediction: str, gold: str, normalize: Callable[[str], str]) -> float:
    said, right = normalize(prediction).split(), normalize(gold).split()
    return _f1((Counter(said) & Counter(right)).total(), len(said), len(right))


def _rouge_n(prediction: str, golds: Sequence[str], n: int) -> float:
    said = _ngrams(prediction, n)
    best = 0.0
    for gold in golds:
        right = _ngrams(gold, n)
        best = max(best, _f1((said & right).total(), said.total(), right.total()))
    return best


def _ngrams(text: str, n: int) -> Counter[tuple[str, ...]]:
    words = _words(text)
    return Counter(tuple(words[start : start + n]) for start in range(len(words) - n + 1))


def _words(text: str) -> list[str]:
    return _WORDS.findall(text.lower())


def _f1(common: int, said: int, right: int) -> float:
    return 2 * common / (said + right) if common else 0.0
