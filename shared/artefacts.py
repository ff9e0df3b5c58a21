"""The artefact store: files by the hash of their content, so that a job can be repeated exactly."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from shared.errors import AppError
from shared.ids import sha256_file
from shared.paths import sync_dir

SCHEME = "sha256:"
_REFERENCE = re.compile(r"^sha256:[0-9a-f]{64}$")


def is_artefact(ref: str) -> bool:
    """True for `sha256:<64 hex digits>`."""
    return _REFERENCE.match(ref) is not None


class ArtefactStore:
    """Files under `root/ab/cdef…`; written to a temporary name, flushed, then renamed.

    A file of the store never changes, so results share its bytes through hard links.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.incoming = root / "incoming"

    def prepare(self) -> None:
        """Make the folders and sweep what a crash left half written."""
        self.incoming.mkdir(parents=True, exist_ok=True)
        for leftover in self.incoming.iterdir():
            leftover.unlink()

    def path(self, sha256: str) -> Path:
        """Where the artefact of that hash lies or would lie."""
        return self.root / sha256[:2] / sha256[2:]

    def has(self, sha256: str) -> bool:
        """True if the artefact is complete."""
        return self.path(sha256).is_file()

    def resolve(self, ref: str) -> Path:
        """The file of a `sha256:` reference.

        Raises
        ------
        AppError
            `bad_field` for anything else, such as a path; `missing_file` if the store does not have
            it.
        """
        if not is_artefact(ref):
            raise AppError("bad_field", field="file", value=ref, limit="sha256:<64 hex digits>")
        path = self.path(ref.removeprefix(SCHEME))
        if not path.is_file():
            raise AppError("missing_file", file=ref)
        return path

    def add_file(self, source: Path) -> str:
        """Store a copy of `source`; returns its hash."""
        sha256 = sha256_file(source)
        if not self.has(sha256):
            self.incoming.mkdir(parents=True, exist_ok=True)
            temporary = self.incoming / f"{sha256}.{os.getpid()}"
            shutil.copyfile(source, temporary)
            self.commit(temporary, sha256)
        return sha256

    def commit(self, temporary: Path, sha256: str) -> None:
        """Flush a file of `incoming` and give it its name.

        Raises
        ------
        AppError
            `bad_request` if its content is not what `sha256` says; the file is removed.
        """
        actual = sha256_file(temporary)
        if actual != sha256:
            temporary.unlink()
            raise AppError("bad_request", reason=f"The upload has hash {actual}, not {sha256}.")
        descriptor = os.open(temporary, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        target = self.path(sha256)
        target.parent.mkdir(exist_ok=True)
        temporary.replace(target)
        sync_dir(target.parent)

    def link(self, sha256: str, target: Path) -> None:
        """Put the artefact at `target`, sharing its bytes where the file system can."""
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(self.path(sha256), target)
        except OSError:  # no hard links here (FAT, network folder, other disk)
            shutil.copyfile(self.path(sha256), target)
