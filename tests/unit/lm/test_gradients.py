"""Gradients by tokens: they are those of the loss that choices have."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import torch

from tests.unit.lm.doubles import Counting
from worker.lm.causal import CausalModel
from worker.lm.gradients import tells_gradients, token_gradients
from worker.lm.language_model import Question
from worker.lm.loading import load_causal

PROMPT = "Review: a film that is good and bad.\nSentiment:"
QUESTIONS = [
    Question(PROMPT, (" positive", " negative")),
    Question(PROMPT, (" positive", " positive indeed", " terrible")),
]


@pytest.fixture(scope="module")
def model(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> CausalModel:
    return load_causal(str(folder), tmp_path_factory.mktemp("models"), "cpu", "fp32")


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("right", [0, 1])
def test_the_loss_is_that_of_the_choice(model: CausalModel, question: Question, right: int) -> None:
    [told] = model.choose([question])
    expected = math.log(sum(math.exp(value) for value in told)) - told[right]
    found = token_gradients(model, question, right)
    assert found.loss == pytest.approx(expected, abs=1e-4)
    assert found.values.shape[0] == len(found.spans)
    assert np.isfinite(found.values).all()


def test_spans_are_those_of_the_tokens(model: CausalModel) -> None:
    found = token_gradients(model, QUESTIONS[0], 0)
    pieces = [PROMPT[begin:end] for begin, end in found.spans]
    assert "".join("".join(pieces).split()) in "".join(PROMPT.split())
    assert len("".join("".join(pieces).split())) >= len("".join(PROMPT.split())) - 1
    assert list(found.spans) == sorted(found.spans)


def test_a_gradient_tells_what_a_small_step_does(model: CausalModel) -> None:
    """Along the gradient of one token, the loss grows as it says."""
    found = token_gradients(model, QUESTIONS[0], 0)
    place = int(np.linalg.norm(found.values, axis=1).argmax())
    direction = found.values[place] / np.linalg.norm(found.values[place])
    slope = float(np.linalg.norm(found.values[place]))
    # Short enough that curvature adds nothing, long enough that rounding does not either.
    step = min(1e-4, 1e-3 / slope)
    words = model.model.get_input_embeddings()

    def moved(sign: int) -> float:
        def hook(_: object, __: object, output: torch.Tensor) -> torch.Tensor:
            output = output.clone()
            output[:, place] += sign * step * torch.tensor(direction)
            return output

        handle = words.register_forward_hook(hook)
        try:
            return token_gradients(model, QUESTIONS[0], 0).loss
        finally:
            handle.remove()

    assert (moved(1) - moved(-1)) / (2 * step) == pytest.approx(slope, rel=0.1, abs=1e-2)


def test_models_elsewhere_tell_none() -> None:
    assert not tells_gradients(Counting())
