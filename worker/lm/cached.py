"""A language model that remembers: each pair is computed once, ever."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from worker.lm.language_model import AnswerScore, LanguageModel, Pair
from worker.lm.score_cache import COMMIT_PAIRS, ScoreCache


def cached_scores(
    model: LanguageModel,
    cache: ScoreCache,
    pairs: Sequence[Pair],
    *,
    use: Callable[[AnswerScore], float] = lambda score: score.log_probability,
    done: Callable[[int], None] = lambda count: None,
) -> list[float]:
    """Scores of the pairs in their order; only what is new is asked, 256 at a time.

    `done` is told how many are known after each part, so that a job can show its progress and
    yield to others in between.
    """
    known = cache.scores(model.fingerprint, pairs)
    missing = list(dict.fromkeys(p for p, found in zip(pairs, known, strict=True) if found is None))
    fresh: dict[Pair, AnswerScore] = {}
    count = len(pairs) - len(missing)
    done(count)
    # Neighbours in this order share prompts: that is what makes them quick.
    missing.sort(key=lambda pair: (pair.prompt, pair.answer))
    for begin in range(0, len(missing), COMMIT_PAIRS):
        part = missing[begin : begin + COMMIT_PAIRS]
        scores = model.score(part)
        cache.keep_scores(model.fingerprint, part, scores)
        fresh |= dict(zip(part, scores, strict=True))
        done(count + len(fresh))
    found = [one if one is not None else fresh[p] for one, p in zip(known, pairs, strict=True)]
    return [use(score) for score in found]
