"""How answers are asked for and read."""

from __future__ import annotations

import math

import pytest

from shared.errors import AppError
from tests.unit.robustness_core.doubles import RuleModel
from worker.lm.calls import LmAnswers
from worker.lm.language_model import Question
from worker.robustness.cells.answering import UNREADABLE, Answer, Answering, check_labels_apart

NLI = Answering(("entailment", "not entailment", "neutral"), "write")


def test_options_go_on_after_the_prompt() -> None:
    answering = Answering(("a", "b"))
    assert answering.call("Q: {content}\nA:", "x") == Question("Q: x\nA:", (" a", " b"))
    assert answering.call("Q: {content}\n", "x") == Question("Q: x\n", ("a", "b"))


def test_the_more_probable_label_is_the_answer_and_the_first_of_equals() -> None:
    answering = Answering(("a", "b"))
    call = answering.call("{content}:", "x")
    assert isinstance(call, Question)
    told = answering.read(call, LmAnswers(choices={call: (-2.0, -1.0)}))
    assert told == Answer(1, (-2.0, -1.0))
    assert answering.read(call, LmAnswers(choices={call: (-1.0, -1.0)})).label == 0


def test_loss_is_the_cross_entropy_among_the_labels() -> None:
    answer = Answer(1, (-2.0, -1.0))
    assert answer.loss(1) == pytest.approx(math.log(1 + math.exp(-1)))
    assert answer.loss(0) == pytest.approx(math.log(1 + math.exp(1)))
    assert math.isnan(Answer(0).loss(0))


@pytest.mark.parametrize(
    ("text", "label"),
    [
        (" Neutral.", 2),
        ("not entailment, I think", 1),
        ("entailment", 0),
        ("The answer is: 'not entailment'", 1),
        ("I'd say NEUTRAL", 2),
        ("neutral or entailment?", 2),
        ("either neutral or entailment", UNREADABLE),
        ("nothing", UNREADABLE),
        ("", UNREADABLE),
        ("neutrality", UNREADABLE),
    ],
)
def test_labels_are_read_from_what_was_written(text: str, label: int) -> None:
    assert NLI.parsed(text) == label


def test_a_model_that_tells_no_probabilities_writes() -> None:
    assert Answering.of(RuleModel("text"), ("a", "b"), write=False).way == "write"
    assert Answering.of(RuleModel("first-token"), ("a", "b"), write=False).way == "choose"
    assert Answering.of(RuleModel(), ("a", "b"), write=True).way == "write"


@pytest.mark.parametrize("labels", [("yes", "Yes!"), ("!", "yes")])
def test_labels_that_cannot_be_told_apart_when_written(labels: tuple[str, ...]) -> None:
    with pytest.raises(AppError, match="labels"):
        check_labels_apart(labels)
