"""The task `robustness.transfer`: each find on each model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from shared.errors import AppError
from shared.tasks.events import Partial, Progress
from shared.tasks.robustness import MOVED, MovedPrompt, RobustnessTransferRequest
from tests.unit.robustness_core.conftest import Context
from tests.unit.robustness_core.doubles import LABELS, PROMPT, RuleModel
from worker.robustness.tasks.transfer import transfer

# It reads the one word that the first model does not.
OTHER = {"please": 9}


def request(data: Path, *models: str, **given: Any) -> RobustnessTransferRequest:
    fields = {"prompt": PROMPT, "labels": LABELS, "attack": "deepwordbug", "samples": 40} | given
    return RobustnessTransferRequest(data=str(data), models=models, **fields)


def test_each_find_is_asked_of_each_model(tmp_path: Path, data: Path) -> None:
    first, second = RuleModel(), RuleModel(worth=OTHER)
    ctx = Context(tmp_path / "run", first, other=second)
    steps = list(transfer(ctx, request(data, "default", "other")))  # type: ignore[arg-type]
    found = steps[-1]
    moved = {(one.source, one.target): one.figures for one in found.moved}
    assert list(moved) == [
        ("default", "default"), ("default", "other"), ("other", "default"), ("other", "other"),
    ]  # fmt: skip
    own = moved["default", "default"]
    assert own.clean.n == 60
    assert own.drop > 0 == moved["default", "other"].drop
    assert moved["other", "other"].drop > 0 == moved["other", "default"].drop
    # Both rows of a target have the same clean accuracy.
    assert moved["default", "other"].clean == moved["other", "other"].clean
    pieces = [step for step in steps if isinstance(step, Partial)]
    assert {piece.kind for piece in pieces} == {MOVED}
    assert {msgspec.convert(piece.meta, MovedPrompt) for piece in pieces} == set(found.moved)
    assert all(step.done < step.total for step in steps if isinstance(step, Progress))
    for model in (first, second):
        assert len(model.asked) == len(set(model.asked))


def test_a_model_twice(tmp_path: Path, data: Path) -> None:
    ctx = Context(tmp_path / "run", RuleModel())
    with pytest.raises(AppError, match="models that differ"):
        list(transfer(ctx, request(data, "default", "default")))  # type: ignore[arg-type]
