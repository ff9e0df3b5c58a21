"""What a command says while it works: a progress bar on a terminal, JSON lines for scripts."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Protocol

from shared.errors import AppError

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class Reporter(Protocol):
    """Tells a person or a script what happens."""

    def __enter__(self) -> Reporter: ...

    def __exit__(self, *_: object) -> None: ...

    def progress(self, done: float, total: float, stage: str) -> None:
        """So much is done."""

    def event(self, name: str, **fields: Any) -> None:
        """Something happened that a script may want to know."""

    def path(self, kind: str, path: str) -> None:
        """A file was written."""

    def error(self, error: AppError) -> None:
        """Something went wrong, in words."""


def write_line(text: str) -> None:
    """One line on standard output."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def write_report(
    report: dict[str, Any], lines: Callable[[dict[str, Any]], Iterable[str]], *, as_json: bool
) -> None:
    """Plain values as one JSON object, or in the words that `lines` makes of them."""
    for line in [json.dumps(report)] if as_json else lines(report):
        write_line(line)


class JsonReporter:
    """One JSON object on a line for each event."""

    def __enter__(self) -> JsonReporter:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def progress(self, done: float, total: float, stage: str) -> None:
        """An event `progress`."""
        self.event("progress", done=done, total=total, stage=stage)

    def event(self, name: str, **fields: Any) -> None:
        """Any event."""
        write_line(json.dumps({"event": name, **fields}))

    def path(self, kind: str, path: str) -> None:
        """An event `file`."""
        self.event("file", kind=kind, path=path)

    def error(self, error: AppError) -> None:
        """An event `error` with code, parameters and sentence."""
        self.event("error", code=error.code, params=error.params, message=str(error))


class TextReporter:
    """A bar where standard error is a terminal, paths on standard output, errors as sentences."""

    def __init__(self) -> None:
        from rich.console import Console

        self._console = Console(stderr=True)
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> TextReporter:
        if self._console.is_terminal:
            from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

            self._bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(),
                TextColumn("{task.completed:.0f}/{task.total:.0f}"),
                TimeRemainingColumn(),
                console=self._console,
            )
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def progress(self, done: float, total: float, stage: str) -> None:
        """Move the bar."""
        if self._bar is None:
            return
        if self._task is None:
            self._task = self._bar.add_task(stage, total=total)
        self._bar.update(self._task, completed=done, total=total, description=stage)

    def event(self, name: str, **fields: Any) -> None:
        """Only a script wants events; a person sees the bar."""

    def path(self, kind: str, path: str) -> None:
        """The path on a line of its own, so that it can be piped."""
        write_line(path)

    def error(self, error: AppError) -> None:
        """The sentence."""
        sys.stderr.write(f"vitrine-worker: {error}\n")


def reporter(*, as_json: bool) -> Reporter:
    """The reporter that `--json` asks for."""
    return JsonReporter() if as_json else TextReporter()
