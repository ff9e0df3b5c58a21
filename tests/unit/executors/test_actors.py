"""A pool of actors keeps them at work."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from tests.unit.lm.test_executors import FakeRay, Handle
from worker.executors.actors import ActorPool


def test_an_actor_goes_on_while_the_answer_before_is_written_down() -> None:
    begun: list[int] = []

    def make() -> Any:
        return SimpleNamespace(greet=SimpleNamespace(remote=lambda: Handle(lambda: "hello")))

    def begin(actor: Any, place: int) -> Handle:
        begun.append(place)
        return Handle(lambda: place)

    pool = ActorPool(SimpleNamespace(ray=FakeRay()), make, 1)  # type: ignore[arg-type]
    answers = pool.run(3, begin)
    assert next(answers) == (0, 0)
    assert begun == [0, 1], "the second item waits for who writes the first answer"
    assert list(answers) == [(1, 1), (2, 2)]
    assert begun == [0, 1, 2]
