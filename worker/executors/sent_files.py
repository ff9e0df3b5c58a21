"""Files that went to a cluster: each once, for all that share it."""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path
from typing import Any

KEPT = 64


class SentFiles:
    """Contents of the last files that were sent, kept in the cluster.

    Parameters
    ----------
    ray : module
        Ray, with a cluster joined.
    """

    def __init__(self, ray: Any) -> None:
        self._ray = ray
        self._kept: OrderedDict[str, Any] = OrderedDict()

    def content(self, ref: str, path: Path) -> Any:
        """Ray's reference to the content of the file that `ref` names and that lies at `path`."""
        if ref not in self._kept:
            self._kept[ref] = self._ray.put(path.read_bytes())
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(ref)
        return self._kept[ref]

    def clear(self) -> None:
        """Let go of all."""
        self._kept.clear()
