"""The next step's data, made in a thread while the present step trains."""

from __future__ import annotations

from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Made = TypeVar("Made")


def prefetched(
    draw: Callable[[int], Made], steps: range
) -> Generator[tuple[int, Made], None, None]:
    """Yield `(step, draw(step))` in order, one step ahead; what `draw` raises comes out here.

    Since a step's data depends on its number alone, it is the same as without the thread. The
    thread ends when the iterator ends or is closed.
    """
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="training-data") as pool:
        ahead = pool.submit(draw, steps.start) if len(steps) else None
        for step in steps:
            assert ahead is not None
            made = ahead.result()
            if step + 1 < steps.stop:
                ahead = pool.submit(draw, step + 1)
            yield step, made
