"""Tasks say that they load a model while they do, and load it once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shared.errors import AppError
from shared.tasks.events import Progress
from worker.engine.shelf import Shelf
from worker.lm import task_model
from worker.lm.task_model import language_model, loading


class Context:
    """A home, a device and a shelf."""

    device = "cpu"

    def __init__(self, home: Path) -> None:
        self.home = home
        self._shelf = Shelf()

    def loaded(self, key: str, load: Callable[[], Any]) -> Any:
        return self._shelf.get(key, load)


@pytest.fixture
def ctx(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(task_model, "_WORD_EVERY_S", 0.01)
    return Context(tmp_path)


def test_a_slow_model_is_told_of_until_it_is_there(
    ctx: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, calls = threading.Event(), []

    def slow(*given: object) -> str:
        calls.append(given)
        assert go_on.wait(60)
        return "model"

    monkeypatch.setattr(task_model, "load_causal", slow)
    steps = loading(ctx, "some")
    told = [next(steps), next(steps)]
    assert all(isinstance(each, Progress) and each.done < each.total for each in told)
    go_on.set()
    assert all(isinstance(each, Progress) for each in steps)
    with language_model(ctx, "some") as model:
        assert model == "model"
    assert list(loading(ctx, "some")) == []
    assert len(calls) == 1


def test_what_loading_refuses_is_told(ctx: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*given: object) -> str:
        raise AppError("bad_model", model="some", reason="it is empty", fix="Choose another.")

    monkeypatch.setattr(task_model, "load_causal", refuse)
    for _ in range(2):  # a failure leaves nothing behind
        with pytest.raises(AppError, match="it is empty"):
            list(loading(ctx, "some"))


def test_servers_are_not_loaded(ctx: Any) -> None:
    assert list(loading(ctx, "http://localhost:1/v1#name")) == []
