"""Long work in steps: an engine that makes none for half a minute counts as stalled."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TypeVar

from shared.tasks.events import Progress

Step = TypeVar("Step")
Result = TypeVar("Result")


def telling(
    steps: Generator[Step, None, Result], tell: Callable[[Step], Progress]
) -> Generator[Progress, None, Result]:
    """The same work whose steps are progress."""
    while True:
        try:
            step = next(steps)
        except StopIteration as end:
            found: Result = end.value
            return found
        yield tell(step)


def result_of(steps: Generator[object, None, Result]) -> Result:
    """Go through all steps at once; returns what they came to."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: Result = end.value
            return found
