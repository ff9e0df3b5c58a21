"""What set-up has done so far, kept so that the next run goes on from there."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

INCOMPLETE = "incomplete"
READY = "ready"


@dataclass(frozen=True)
class TorchChoice:
    """Where torch comes from: an index, a wheel file, or (both empty) pip's own configuration."""

    index: str = ""
    wheel: str = ""


@dataclass(frozen=True)
class InstallState:
    """Record of an installation: `status` is "ready" only after every check passed."""

    status: str = INCOMPLETE
    root: str = ""
    lock: str = ""
    lock_sha256: str = ""
    project_sha256: str = ""
    python: str = ""
    python_version: str = ""
    torch: TorchChoice = field(default_factory=TorchChoice)
    done: tuple[str, ...] = ()

    def with_step(self, name: str) -> InstallState:
        """The same with one more step done."""
        return self if name in self.done else replace(self, done=(*self.done, name))

    def without_steps(self, *names: str) -> InstallState:
        """The same, incomplete, with these steps still to do."""
        left = tuple(step for step in self.done if step not in names)
        return replace(self, done=left, status=INCOMPLETE)


def load(path: Path) -> InstallState:
    """Read the record; a missing or damaged one reads as nothing done."""
    try:
        raw = json.loads(path.read_text("utf-8"))
        torch = TorchChoice(**raw.pop("torch", {}))
        done = tuple(str(step) for step in raw.pop("done", ()))
        return InstallState(torch=torch, done=done, **raw)
    except (OSError, ValueError, TypeError, AttributeError):
        return InstallState()


def save(path: Path, state: InstallState) -> None:
    """Write the record so that a reader sees the old one or the new one, never half."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    with temporary.open("w", encoding="utf-8") as file:
        json.dump(asdict(state), file, indent=2)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
