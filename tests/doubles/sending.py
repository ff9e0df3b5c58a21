"""A sender of samples in a process of its own, which says that it is ready."""

from __future__ import annotations

import subprocess
import sys
import uuid

from shared.closing import Closing


class ReadySender(Closing):
    """Runs `python -m MODULE --name NAME …` until the end of a `with`; `name` is its stream's."""

    def __init__(self, module: str, kind: str, *options: object) -> None:
        self.name = f"{kind}-{uuid.uuid4().hex[:8]}"
        command = [sys.executable, "-m", module, "--name", self.name]
        self._process = subprocess.Popen(
            [*command, *map(str, options)], stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        if self._process.stdout.readline().strip() != "ready":
            raise RuntimeError("the sender did not start")

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.wait(timeout=10)
        if self._process.stdout is not None:
            self._process.stdout.close()
