"""Calls go to the model in small parts, in an order that shares prompts, each once."""

from __future__ import annotations

from pathlib import Path

from tests.unit.icl_evaluation.test_figures import over
from tests.unit.icl_evaluation.toy import LABELS, Copying
from worker.icl.evaluation.source import PART, Source, parts
from worker.lm.calls import LmCalls
from worker.lm.language_model import Pair, Prompt, Question
from worker.lm.score_cache import ScoreCache

CALLS = LmCalls(
    scores=tuple(Pair(f"film {n % 50}\n", f"answer {n}") for n in range(150)),
    choices=tuple(Question(f"river {n}\n", LABELS) for n in range(70)),
    texts=tuple(Prompt(f"engine {n}\n") for n in range(3)),
)


def test_parts_are_small_and_hold_every_call_once() -> None:
    found = list(parts(CALLS, PART))
    assert max(len(part) for part in found) <= PART
    assert {pair for part in found for pair in part.scores} == set(CALLS.scores)
    assert sum(len(part) for part in found) == len(CALLS)
    first = [pair.prompt for pair in found[0].scores]
    assert first == sorted(first)  # the same prompt's answers are asked together


def test_progress_grows_and_nothing_is_asked_twice(tmp_path: Path) -> None:
    model = Copying()
    with ScoreCache(tmp_path / "scores.sqlite") as cache:
        source = Source(model, cache)
        told = list(source.answers(LmCalls.together([CALLS, CALLS])))
        assert [known for known, _ in told] == [64, 128, 150, 214, 220, 223]
        assert {wanted for _, wanted in told} == {223}
        assert source.asked == model.asked == 223
        again = over(source.answers(CALLS))
    assert again is not None
    assert again.choices.keys() == set(CALLS.choices)
    assert source.asked == 223


def test_a_source_that_does_not_ask_notes_what_is_missing_and_gives_what_is_there(
    tmp_path: Path,
) -> None:
    some = LmCalls(scores=CALLS.scores[:10])
    with ScoreCache(tmp_path / "scores.sqlite") as cache:
        over(Source(Copying(), cache).answers(some))
        away = Source(Copying(), cache, asks=False)
        assert over(away.answers(some)) is not None
        assert not len(away.missing)
        assert over(away.answers(CALLS)) is None
        assert set(away.missing.scores) == set(CALLS.scores[10:])
        other = Source(Copying(), cache, asks=False, answerer="another")
        assert over(other.answers(some)) is None
