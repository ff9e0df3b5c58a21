"""Whose chance TextAttack's swaps and searches use: the caller's, instead of the process's."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from random import Random
from typing import Any

_PARTS = ("textattack.transformations", "textattack.search_methods")
# Of this thread only: two attacks at once do not draw from each other's numbers.
_drawn_from: ContextVar[Random | None] = ContextVar("drawn_from", default=None)


@contextmanager
def draws_from(rng: Random) -> Iterator[None]:
    """While it lasts, TextAttack draws from `rng` in this thread."""
    token = _drawn_from.set(rng)
    try:
        yield
    finally:
        _drawn_from.reset(token)


def lay_in_draws() -> None:
    """Let TextAttack's modules see our generators where they name `random` and NumPy."""
    import numpy

    for name, module in list(sys.modules.items()):
        if name.startswith(_PARTS):
            names: dict[str, Any] = vars(module)
            if names.get("np") is numpy:
                names["np"] = _Numpy(numpy)
            if names.get("random") is random:
                names["random"] = _Python()


class _Numpy:
    def __init__(self, numpy: Any) -> None:
        self._numpy, self.random = numpy, _NumpyRandom(numpy.random)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._numpy, name)


class _NumpyRandom:
    def __init__(self, theirs: Any) -> None:
        self._theirs = theirs

    def randint(self, low: int, high: int | None = None, *more: Any) -> Any:
        """One number by our generator; arrays by one of NumPy's that ours seeds."""
        rng = _drawn_from.get()
        if rng is None or more:
            return self.__getattr__("randint")(low, high, *more)
        return rng.randrange(low) if high is None else rng.randrange(low, high)

    def __getattr__(self, name: str) -> Any:
        rng = _drawn_from.get()
        seeded = self._theirs if rng is None else self._theirs.RandomState(rng.getrandbits(32))
        return getattr(seeded, name)


class _Python:
    def __getattr__(self, name: str) -> Any:
        return getattr(_drawn_from.get() or random, name)
