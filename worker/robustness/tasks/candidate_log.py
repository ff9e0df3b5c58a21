"""All that a search has scored, kept while it runs and after it broke off."""

from __future__ import annotations

import contextlib
import hashlib
import math
from pathlib import Path
from types import TracebackType

import msgspec

from worker.robustness.scheduling.scheduler import Scored

FOLDER, FILE = "robustness", "candidates.jsonl"


class CandidateLog:
    """JSON lines, one for each prompt, in the output; and in the worker's home until all is done.

    A job's output is gone when it fails; the file in the home is not. The same request writes the
    same file from its beginning: what had been found is found again at once, from the cache.
    """

    def __init__(self, home: Path, out: Path, request: msgspec.Struct) -> None:
        key = hashlib.blake2b(msgspec.json.encode(request), digest_size=8).hexdigest()
        self.path = home / FOLDER / f"{key}.{FILE}"
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.ExitStack() as opened:
            files = [opened.enter_context(path.open("wb")) for path in (self.path, out / FILE)]
            self._files, self._open = files, opened.pop_all()

    def __enter__(self) -> CandidateLog:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()
        if kind is None:
            self.path.unlink(missing_ok=True)

    def note(self, scored: Scored) -> None:
        """Write a prompt down, at once."""
        row = {
            "prompt": scored.prompt,
            "accuracy": scored.accuracy,
            "loss": None if math.isnan(scored.loss) else scored.loss,
            "about": scored.about,
            "probe": scored.probe,
        }
        for file in self._files:
            file.write(msgspec.json.encode(row) + b"\n")
            file.flush()
