"""The files that an output was made from: found on this computer, or had from the worker."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject

from desktop.core.link import Link
from desktop.core.outputs import Output
from desktop.widgets.background import Background
from shared.paths import write_atomic

Files = dict[str, Path]


class InputFiles(QObject):
    """Brings files one after the other; those that nobody has are left out.

    Parameters
    ----------
    folder : Path
        Where files of the worker are written, by their hash.
    """

    def __init__(self, link: Link, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._link, self._folder = link, folder
        self._background = Background("restored-inputs", self)

    @property
    def is_busy(self) -> bool:
        """Whether a file is read or written."""
        return self._background.is_busy

    def close(self) -> None:
        """Let go of the thread."""
        self._background.close()

    def bring(
        self, output: Output, refs: tuple[str, ...], suffix: str, done: Callable[[Files], object]
    ) -> None:
        """Call `done` with a path for each reference that can be had.

        `suffix` is that of files whose own name the request does not tell.
        """
        files: Files = {}

        def following(waiting: tuple[str, ...]) -> None:
            if not waiting:
                done(files)
                return
            ref, rest = waiting[0], waiting[1:]

            def take(path: Path | None) -> None:
                if path is not None:
                    files[ref] = path
                following(rest)

            self._background.run(
                lambda: output.local(ref),
                lambda path: (
                    take(path)
                    if path is not None
                    else self._fetch(output.artefact(ref), Path(ref).suffix or suffix, take)
                ),
                lambda _: take(None),
            )

        following(tuple(dict.fromkeys(ref for ref in refs if ref)))

    def _fetch(self, artefact: str, suffix: str, take: Callable[[Path | None], object]) -> None:
        if not artefact:
            take(None)
            return
        target = self._folder / f"{artefact.rpartition(':')[2][:16]}{suffix}"

        def write(data: bytes) -> Path:
            target.parent.mkdir(parents=True, exist_ok=True)
            write_atomic(target, data)
            return target

        self._link.then(
            self._link.fetch(artefact),
            lambda data: self._background.run(lambda: write(data), take, lambda _: take(None)),
            lambda _: take(None),
        )
