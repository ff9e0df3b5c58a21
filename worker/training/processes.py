"""Work that is shared out among processes of this machine, which end with the one that asked."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.connection import wait
from typing import TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")


def in_processes(
    make: Callable[[Given], Made], given: Sequence[Given], processes: int
) -> Iterator[Made]:
    """`make` of each, in the order given; here where there is one process or one thing to make.

    `make` and what goes in and out of it must be picklable; results may not depend on the process.
    """
    used = min(processes, len(given))
    if used <= 1:
        yield from map(make, given)
        return
    # A forked child would hold the locks of threads that it does not have.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(used, mp_context=context, initializer=_end_with_parent) as pool:
        try:
            yield from pool.map(make, given)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _end_with_parent() -> None:
    """A parent that was killed cannot end its children, who would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    sentinel = parent.sentinel

    def watch() -> None:
        wait([sentinel])
        os._exit(1)

    threading.Thread(target=watch, name="parent-watcher", daemon=True).start()
