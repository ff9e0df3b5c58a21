"""Feedback is credited only with what the controls do not show."""

from __future__ import annotations

import numpy as np
import pytest

from tests.unit.icl_evaluation.test_figures import outcomes
from worker.icl.evaluation.report import Results, verdict_text
from worker.icl.evaluation.verdict import Claim, verdicts
from worker.statistics.bootstrap import Compared

SURE_GAIN = Compared(0.122, (0.084, 0.160), 0.0002)
SMALL_GAIN = Compared(0.02, (0.005, 0.035), 0.01)
NOTHING = Compared(-0.004, (-0.024, 0.016), 0.7)
LOSS = Compared(-0.05, (-0.08, -0.02), 0.0004)


def claim(support: Compared, nolm: Compared, name: str = "rerank") -> Claim:
    controls = {"label-support": SURE_GAIN, "llmr-nolm": SURE_GAIN}
    return Claim(name, {"label-support": support, "llmr-nolm": nolm}, SURE_GAIN, controls)


def test_a_gain_over_both_controls_is_the_feedbacks() -> None:
    (found,) = verdicts([claim(SMALL_GAIN, SMALL_GAIN)])
    assert found.effect == "helps"
    assert "+2.0 [+0.5, +3.5]" in found.text
    assert found.p == 0.01


@pytest.mark.parametrize("pair", [(SMALL_GAIN, NOTHING), (NOTHING, SMALL_GAIN), (NOTHING, NOTHING)])
def test_what_a_control_shows_as_well_is_not_the_feedbacks(
    pair: tuple[Compared, Compared],
) -> None:
    (found,) = verdicts([claim(*pair)])
    assert found.effect == "none"
    assert "helps" not in found.text
    assert "rerank − bm25 is +12.2 [+8.4, +16.0]" in found.text
    assert "controls without any score of the model gain, too" in found.text


def test_a_loss_is_told() -> None:
    (found,) = verdicts([claim(LOSS, NOTHING)])
    assert found.effect == "hurts"
    assert "−5.0 [−8.0, −2.0]" in found.text


def test_many_selectors_need_more_to_be_sure() -> None:
    barely = Compared(0.02, (0.001, 0.04), 0.04)
    (alone,) = verdicts([claim(barely, barely)])
    several = verdicts([claim(barely, barely), *(claim(NOTHING, NOTHING, f"r{n}") for n in "ab")])
    assert alone.effect == "helps"
    assert several[0].effect == "none"
    assert several[0].p == pytest.approx(0.12)


def test_without_the_controls_nothing_is_said() -> None:
    (found,) = verdicts([Claim("rerank", {"label-support": SURE_GAIN}, SURE_GAIN, {})])
    assert found.effect == "unknown"
    assert "llmr-nolm is not in the table" in found.text
    assert found.p is None


def test_a_gain_over_bm25_alone_is_not_called_the_feedbacks() -> None:
    bare = Claim("rerank", {"label-support": NOTHING, "llmr-nolm": NOTHING}, SURE_GAIN, {})
    (found,) = verdicts([bare])
    assert "do not say that it is the feedback's" in found.text


def drawn(shares: dict[str, float], task: str, *, same: tuple[str, ...] = ()) -> dict[str, list]:
    rng = np.random.default_rng(len(task))
    base = rng.random(400)
    return {
        name: [((base if name in same else rng.random(400)) < share).astype(float).tolist()]
        for name, share in shares.items()
    }


def test_a_table_with_a_real_effect_says_so_and_one_without_does_not() -> None:
    shares = {"bm25": 0.5, "label-support": 0.6, "llmr-nolm": 0.6, "rerank": 0.8}
    real = Results("lm", (outcomes(drawn(shares, "one"), task="one"),)).document()
    assert real["feedback"]["mean"][0]["effect"] == "helps"
    assert real["feedback"]["kinds"]["labels"][0]["effect"] == "helps"
    shares = {"bm25": 0.5, "label-support": 0.8, "llmr-nolm": 0.8, "rerank": 0.8}
    same = ("label-support", "llmr-nolm", "rerank")
    none = Results("lm", (outcomes(drawn(shares, "one", same=same), task="one"),)).document()
    assert none["feedback"]["mean"][0]["effect"] == "none"
    text = verdict_text(none)
    assert "No effect of the language model's feedback was measured" in text
    assert "gain, too" in text


def test_a_gate_that_let_no_feedback_in_is_told() -> None:
    from dataclasses import replace

    one = outcomes({"bm25": [[1.0, 0.0]], "llmr": [[1.0, 1.0]]})
    document = Results("lm", (replace(one, used={"llmr": "label-support"}),)).document()
    assert document["feedback"]["mean"] == []
    assert "used no feedback of a language model: label-support" in verdict_text(document)
