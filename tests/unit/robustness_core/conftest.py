"""Cells of a model of rules."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import pytest

from shared.robustness.prompt import words_of
from shared.tasks.robustness import RobustnessAttackRequest
from tests.unit.robustness_core.doubles import LABELS, PROMPT, RuleModel, samples
from worker.lm.score_cache import ScoreCache
from worker.robustness.attacks.registry import AttackKind, WordsInPlay, attack_kind
from worker.robustness.cells.answering import Answering
from worker.robustness.cells.asking import InlineAsker
from worker.robustness.cells.source import CellSource
from worker.robustness.tasks.attack import attack

Source = Callable[..., CellSource]


@pytest.fixture
def cache() -> Iterator[ScoreCache]:
    with ScoreCache(None) as cache:
        yield cache


@pytest.fixture
def source(cache: ScoreCache) -> Source:
    def made(model: RuleModel, *, write: bool = False, unit: int = 16) -> CellSource:
        answering = Answering.of(model, LABELS, write=write)
        return CellSource(InlineAsker(model), cache, answering, model.count_tokens, unit)

    return made


@pytest.fixture
def play() -> WordsInPlay:
    return WordsInPlay(PROMPT, words_of(PROMPT, LABELS), {}, LABELS)


@pytest.fixture
def kind() -> AttackKind:
    return attack_kind("deepwordbug")


def end_of(steps: Generator[Any, Any, Any]) -> Any:
    """What a generator comes to."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


class Context:
    """As much of a task's context as attacks ask for; models are `model`, or else `others`."""

    device = "cpu"

    def __init__(self, path: Path, model: Any, **others: Any) -> None:
        self.out, self.home, self.model = path / "out", path / "home", model
        self.others = others
        self.out.mkdir(parents=True)

    def input(self, ref: str) -> Path:
        return Path(ref)

    def loaded(self, key: str, load: Callable[[], Any]) -> Any:
        name = key.removeprefix("lm:")
        return self.model if name == "default" else self.others[name]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A hundred samples of two labels."""
    path = tmp_path / "data.jsonl"
    rows = [{"content": one.content, "label": one.label} for one in samples(100)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def steps_of(ctx: Context, request: RobustnessAttackRequest) -> list[Any]:
    """All that an attack yields, its result last."""
    return list(attack(ctx, request))  # type: ignore[arg-type]
