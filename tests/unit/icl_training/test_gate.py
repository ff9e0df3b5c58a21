"""The gate lets feedback in only where it beats every control, and never takes the worse."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from worker.icl.selection.kinds import Kind
from worker.icl.training.gate import TaskOutcomes, gate

FEEDBACK = ("rerank", "llmr-2")


def outcomes(kind: Kind, n: int = 300, seed: int = 0, **means: float) -> TaskOutcomes:
    """Right and wrong answers with given shares; selectors agree as far as they can."""
    draws = np.random.default_rng(seed).random(n)
    values = {
        name.replace("_", "-"): (draws < mean).astype(np.float64) for name, mean in means.items()
    }
    return TaskOutcomes(kind, values)


def test_feedback_that_beats_every_control_is_used() -> None:
    one = outcomes(
        "labels", minilm=0.6, bm25=0.55, label_support=0.7, llmr_nolm=0.69, rerank=0.8, llmr_2=0.71
    )
    picked = gate({"t": one}, FEEDBACK).tasks["t"]
    assert picked.selector == "rerank"
    assert picked.margin == pytest.approx(0.1, abs=0.05)
    assert picked.low > 0
    assert picked.p < 0.01
    assert "label-support" in picked.why


@pytest.mark.parametrize("control", ["label_support", "llmr_nolm"])
def test_one_control_that_is_as_good_takes_the_credit(control: str) -> None:
    means = {"minilm": 0.6, "bm25": 0.55, "label_support": 0.7, "llmr_nolm": 0.7, "rerank": 0.8}
    means[control] = 0.8
    picked = gate({"t": outcomes("labels", **means)}, FEEDBACK).tasks["t"]
    assert picked.selector == "label-support"
    assert "not proven" in picked.why


def test_without_its_controls_feedback_is_never_used() -> None:
    one = outcomes("labels", minilm=0.4, bm25=0.4, label_support=0.4, rerank=0.9)
    assert gate({"t": one}, FEEDBACK).tasks["t"].selector == "label-support"


def test_label_support_that_is_worse_gives_way() -> None:
    one = outcomes("labels", minilm=0.6, bm25=0.7, label_support=0.65, llmr_nolm=0.6, rerank=0.7)
    assert gate({"t": one}, FEEDBACK).tasks["t"].selector == "bm25"


def test_free_text_has_the_better_of_the_two() -> None:
    one = outcomes("text", minilm=0.3, bm25=0.25, llmr_nolm=0.3, rerank=0.31)
    assert gate({"t": one}, FEEDBACK).tasks["t"].selector == "minilm"


def test_many_tries_have_to_be_surer() -> None:
    right = np.arange(150)
    values = {name: (right < 75).astype(np.float64) for name in ("minilm", "bm25", "llmr-nolm")}
    one = TaskOutcomes("text", {**values, "rerank": (right < 81).astype(np.float64)})
    few = gate({"t": one}, ("rerank",)).tasks["t"]
    many = gate({"t": one}, ("rerank", *(f"v{n}" for n in range(99)))).tasks["t"]
    assert few.selector == "rerank"
    assert many.selector == "minilm"


def test_tasks_that_were_not_seen_go_by_their_kind() -> None:
    some = {
        f"t{n}": outcomes("text", 200, n, minilm=0.5, bm25=0.4, llmr_nolm=0.5, rerank=0.6)
        for n in range(3)
    }
    made = gate(some, FEEDBACK)
    assert made.pick("new", "text").selector == "rerank"
    assert made.pick("new", "labels").selector == "label-support"
    assert made.pick("new", "choice").selector == "minilm"


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(["labels", "choice", "text"]))
def test_what_is_used_is_never_below_the_better_of_bm25_and_minilm(seed: int, kind: Kind) -> None:
    rng = np.random.default_rng(seed)
    names = ["minilm", "bm25", "llmr-nolm", *FEEDBACK, *(["label-support"] * (kind == "labels"))]
    values = {name: (rng.random(40) < rng.random()).astype(np.float64) for name in names}
    picked = gate({"t": TaskOutcomes(kind, values)}, FEEDBACK, seed).tasks["t"]
    base = max(values["minilm"].mean(), values["bm25"].mean())
    assert values[picked.selector].mean() >= base
    if picked.selector in FEEDBACK:
        for control in {"llmr-nolm", "label-support"} & set(names):
            assert values[picked.selector].mean() > values[control].mean()


def test_nothing_validated_is_nothing_picked() -> None:
    empty = TaskOutcomes("labels", {name: np.empty(0) for name in ("minilm", "bm25")})
    made = gate({"t": empty}, FEEDBACK)
    assert made.tasks == {}
    assert made.pick("t", "labels").selector == "label-support"
