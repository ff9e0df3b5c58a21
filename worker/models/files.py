"""Where the weights of one model lie."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class ModelFiles:
    """A registered model as a task gets it.

    Attributes
    ----------
    id : str
        Its name in the registry; the path itself where the command line gave one.
    kind : str
        As in `worker.models.kinds`.
    path : Path
        Its folder or file.
    base : Path or None
        The folder of the model that it builds on, for kinds that need one.
    """

    id: str
    kind: str
    path: Path
    base: Path | None = None
