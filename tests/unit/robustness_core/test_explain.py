"""The task `robustness.explain`: words by place, both ways to tell, and certificates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from shared.errors import AppError
from shared.robustness.prompt import words_of
from shared.tasks.events import Partial, Progress
from shared.tasks.robustness import (
    EXPLAINED,
    RobustnessExplainRequest,
    RobustnessExplainResult,
)
from tests.unit.lm.conftest import made
from tests.unit.robustness_core.conftest import Context
from tests.unit.robustness_core.doubles import LABELS, PROMPT, RuleModel
from worker.lm.loading import load_causal
from worker.robustness.tasks.explain import explain
from worker.robustness.tasks.importance import owners_of, places_in


def request(data: Path, **given: Any) -> RobustnessExplainRequest:
    fields = {"prompt": PROMPT, "labels": LABELS, "samples": 60} | given
    return RobustnessExplainRequest(data=str(data), **fields)


def steps_of(tmp_path: Path, model: Any, asked: RobustnessExplainRequest) -> list[Any]:
    ctx = Context(tmp_path / f"run {len(list(tmp_path.iterdir()))}", model)
    return list(explain(ctx, asked))  # type: ignore[arg-type]


def test_words_that_matter_are_told_by_leaving_them_out(tmp_path: Path, data: Path) -> None:
    found = steps_of(tmp_path, RuleModel(), request(data))[-1].prompt
    assert found.gradient is None
    assert found.agreement is None
    rise = {word.text: value for word, value in zip(found.words, found.deletion, strict=True)}
    assert rise["sentiment"] > rise["tell"] > rise["this"] > 0
    assert rise["Please"] == 0
    # Without the sample it can only guess.
    assert rise["{content}"] > 0
    for value, (low, high) in zip(found.deletion, found.deletion_ci95, strict=True):
        assert low <= value <= high


def test_a_word_that_stands_twice_has_two_values(tmp_path: Path, data: Path) -> None:
    found = steps_of(tmp_path, RuleModel(), request(data))[-1].prompt
    values = [
        value
        for word, value in zip(found.words, found.deletion, strict=True)
        if word.text.casefold() == "sentiment"
    ]
    assert values[0] > 0 == values[1]


def test_the_attacked_form_is_explained_beside_it(tmp_path: Path, data: Path) -> None:
    attacked = PROMPT.replace("sentiment", "sentimont")
    steps = steps_of(tmp_path, RuleModel(), request(data, attacked=attacked))
    pieces = [step for step in steps if isinstance(step, Partial)]
    assert [piece.kind for piece in pieces] == [EXPLAINED] * 2
    first = msgspec.convert(pieces[0].meta, RobustnessExplainResult)
    assert (first.prompt is None, first.attacked is None) == (False, True)
    last = steps[-1]
    assert first.prompt == last.prompt
    rise = dict(zip([w.text for w in last.attacked.words], last.attacked.deletion, strict=True))
    assert rise["sentimont"] == 0
    assert all(step.done < step.total for step in steps if isinstance(step, Progress))


def test_a_model_that_writes_is_explained_by_its_errors(tmp_path: Path, data: Path) -> None:
    found = steps_of(tmp_path, RuleModel("text"), request(data))[-1].prompt
    rise = dict(zip([word.text for word in found.words], found.deletion, strict=True))
    assert 0 < rise["sentiment"] < 1
    assert rise["Please"] == 0


def test_samples_of_an_attack_are_asked_first(tmp_path: Path, data: Path) -> None:
    few, many = RuleModel(), RuleModel()
    steps_of(tmp_path, few, request(data, samples=20))
    steps_of(tmp_path, many, request(data, samples=80))
    assert set(few.asked) < set(many.asked)


# --- gradients ------------------------------------------------------------------------------------


def test_a_model_of_this_machine_tells_gradients(tmp_path: Path, data: Path) -> None:
    folder = made("llama", tmp_path / "llama")
    model = load_causal(str(folder), tmp_path, "cpu", "fp32")
    prompt = "Tell whether this unbelievably good film is good: {content}\nSentiment:"
    found = steps_of(tmp_path, model, request(data, prompt=prompt, samples=6))[-1].prompt
    words = [word.text for word in found.words]
    own = [value for word, value in zip(words, found.gradient, strict=True) if word[0] != "{"]
    assert (min(own), max(own)) == (0.0, 1.0)
    twice = [value for word, value in zip(words, found.gradient, strict=True) if word == "good"]
    assert twice[0] != twice[1]
    assert -1 <= found.agreement <= 1


def test_words_move_when_a_sample_is_filled_in() -> None:
    words = words_of("Is {content} good or {content} bad?", ())
    text = "Is a film good or a film bad?"
    places = places_in(words, "a film")
    assert [text[begin:end] for begin, end in places] == [
        "Is", "a film", "good", "or", "a film", "bad",
    ]  # fmt: skip


def test_parts_of_a_word_belong_to_it() -> None:
    #         un believ able  sp fun  ? (special)
    spans = [(0, 2), (2, 8), (8, 12), (12, 16), (16, 17), (0, 0)]
    owners = owners_of(spans, [(0, 12), (13, 16)])
    assert owners.tolist() == [0, 0, 0, 1, -1, -1]
    assert owners_of([(0, 3)], []).tolist() == [-1]
    assert owners.dtype == np.int64


# --- certificates ---------------------------------------------------------------------------------


def test_a_certificate_holds_against_every_change_of_a_word(tmp_path: Path, data: Path) -> None:
    words = ["one", "two", "three", "four", "five", "six", "seven", "eight"]
    model = RuleModel(worth=dict.fromkeys(words, 5))

    def found(some: list[str]) -> RobustnessExplainResult:
        prompt = f"{' '.join(some)}.\nReview: {{content}}\nSentiment:"
        asked = request(data, prompt=prompt, ablated=1, samples=40)
        return steps_of(tmp_path, model, asked)[-1]  # type: ignore[no-any-return]

    whole = found(words)
    assert (whole.masks, whole.exact) == (8, True)
    assert whole.smoothed is not None
    assert whole.smoothed.n == 40
    shares = [one.accuracy.value for one in whole.certificate]
    assert [one.changed for one in whole.certificate] == [1, 2, 3, 4]
    assert whole.smoothed.value >= shares[0] > 0 == shares[3]
    for place in range(8):
        changed = found([*words[:place], "other", *words[place + 1 :]])
        assert changed.smoothed is not None
        assert changed.smoothed.value >= shares[0]


def test_no_certificate_unless_asked_for(tmp_path: Path, data: Path) -> None:
    found = steps_of(tmp_path, RuleModel(), request(data, samples=4))[-1]
    assert (found.smoothed, found.certificate, found.masks) == (None, (), 0)


def test_more_words_kept_than_there_are(tmp_path: Path, data: Path) -> None:
    with pytest.raises(AppError, match="fewer than the 10 words"):
        steps_of(tmp_path, RuleModel(), request(data, ablated=10))
