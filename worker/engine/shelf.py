"""What runs loaded and the next one may need again: the last few things, by key."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any, TypeVar

Loaded = TypeVar("Loaded")
KEEP = 6


class Shelf:
    """Keeps what was used last; used by the engine's one thread."""

    def __init__(self, keep: int = KEEP) -> None:
        self._keep = keep
        self._things: OrderedDict[str, Any] = OrderedDict()

    def get(self, key: str, load: Callable[[], Loaded]) -> Loaded:
        """What `key` names, loaded if it is not there; a failed load leaves nothing behind."""
        if key not in self._things:
            self._things[key] = load()
            while len(self._things) > self._keep:
                self._things.popitem(last=False)
        self._things.move_to_end(key)
        loaded: Loaded = self._things[key]
        return loaded
