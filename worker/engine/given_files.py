"""Files that were given one by one, as the folder that they were in."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from worker.engine.context import TaskContext

FOLDER = "files"


@dataclass(frozen=True)
class GivenFiles:
    """Files below a folder of their own, in the order in which they were given."""

    root: Path
    paths: tuple[Path, ...]

    @property
    def path(self) -> Path:
        """The only file, where there is one that stands in no folder; otherwise the root."""
        return self.paths[0] if [path.parent for path in self.paths] == [self.root] else self.root


@contextmanager
def given_files(
    ctx: TaskContext, files: Sequence[str], names: Sequence[str]
) -> Iterator[GivenFiles | None]:
    """The files in a folder while it is needed; None where there are none.

    Parameters
    ----------
    files : sequence of str
        References to files.
    names : sequence of str
        Where each one stands below the folder; empty for the files' own names.

    Raises
    ------
    AppError
        `missing_file`.
    """
    if not files:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="vitrine-") as parent:
        root = Path(parent) / FOLDER
        sources = [ctx.input(ref) for ref in files]
        targets = [root / PurePosixPath(name) for name in names or _own_names(sources)]
        for source, target in zip(sources, targets, strict=True):
            target.parent.mkdir(parents=True, exist_ok=True)
            _place(source, target)
        yield GivenFiles(root, tuple(targets))


def _own_names(sources: Sequence[Path]) -> list[str]:
    """Names of files from anywhere; a number tells those apart that are called the same."""
    names: list[str] = []
    for number, source in enumerate(sources):
        is_taken = source.name in names
        names.append(f"{number}/{source.name}" if is_taken else source.name)
    return names


def _place(source: Path, target: Path) -> None:
    try:
        target.symlink_to(source.resolve())
    except OSError:
        # Windows lets few people make links.
        shutil.copyfile(source, target)
