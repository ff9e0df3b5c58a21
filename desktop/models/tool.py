"""Adds, checks and forgets models by the worker's own command line, on this computer.

The protocol carries no paths: whoever may name folders is the person at this computer.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from shared.errors import AppError
from shared.protocol.launch import child_environment

# Hashing 100 GB from a slow disk takes half an hour.
TIMEOUT_S = 3600.0
_ROOT = Path(__file__).resolve().parents[2]


class ModelTool:
    """Calls `vitrine-worker models` for one home; each call waits, so use a thread.

    Every method raises `AppError` with what the command says.
    """

    def __init__(self, home: Path) -> None:
        self._home = home

    def add(self, model_id: str, kind: str, path: Path, base: Path | None, licence: str) -> None:
        """Register files that lie somewhere, after a look at their layout."""
        options = ["--kind", kind, "--path", str(path), "--licence", licence]
        self._call("add", model_id, *options, *(["--base", str(base)] if base else []))

    def check(self, model_id: str) -> None:
        """Compare the hashes of what came with Vitrine; look at the layout of one's own."""
        self._call("check", model_id)

    def forget(self, model_id: str) -> None:
        """Take a model of one's own off the list; its files stay."""
        self._call("remove", model_id)

    def _call(self, action: str, model_id: str, *options: str) -> None:
        command = [sys.executable, "-m", "worker", "models", action]
        command += ["--json", "--home", str(self._home), *options, "--", model_id]
        try:
            run = subprocess.run(
                command, capture_output=True, text=True, encoding="utf-8", errors="replace",
                timeout=TIMEOUT_S, cwd=_ROOT, env=child_environment(), stdin=subprocess.DEVNULL,
            )  # fmt: skip
        except subprocess.TimeoutExpired as error:
            raise AppError("timeout", seconds=TIMEOUT_S) from error
        if run.returncode:
            raise _told(run.stdout) or AppError("internal", reason=_last(run.stderr)[:300])


def _told(output: str) -> AppError | None:
    """The error that a command's last JSON line names."""
    try:
        event = json.loads(_last(output))
        return AppError.from_params(event["code"], event["params"])
    except (ValueError, KeyError, TypeError):
        return None


def _last(text: str) -> str:
    return (text.strip().splitlines() or ["the command said nothing"])[-1]
