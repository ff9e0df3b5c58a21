"""Where a batch leaves its results: a folder, or any storage that fsspec knows by a URI.

Items are always finished in a folder first, where they appear whole or not at all; for a URI that
folder is in the worker's home, and a finished item is uploaded from there, its `result.json` last.
So a cut line leaves nothing half there that counts as done, and costs no work: `--resume` uploads
what is finished.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from shared.errors import AppError, first_line
from shared.paths import private_dir, write_atomic
from shared.tasks.spec import RESULT_FILE

REPORT_FILE = "report.json"
ITEMS = "items"
_URI = re.compile(r"^[a-z][a-z0-9+.-]+://", re.IGNORECASE)
_FIX = "what is finished is kept here, and --resume uploads it"


class BatchOutput(Protocol):
    """The place of a batch's results."""

    items: Path
    """Folder of this machine in which items are finished."""

    def has_batch(self) -> bool:
        """Whether results of a batch are there already."""

    def is_done(self, item_id: str) -> bool:
        """Whether an item need not run any more; `finished` sees to the rest."""

    def finished(self, item_id: str) -> None:
        """Bring a finished item to its place."""

    def place(self, item_id: str) -> str:
        """Where a person finds an item that is done."""

    def report(self, document: bytes, *, last: bool) -> None:
        """Write the overview; for a URI only the `last` one of a run is uploaded."""

    def name(self, file: str) -> str:
        """A file of this output as a person finds it."""


def batch_output(out: str, home: Path) -> BatchOutput:
    """A folder, or the storage of a URI such as `s3://bucket/path`.

    Raises
    ------
    AppError
        `bad_field` for a URI that cannot be used here, in words.
    """
    return UriOutput(out, home) if _URI.match(out) else FolderOutput(Path(out))


class FolderOutput:
    """A folder of this machine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.items = folder / ITEMS

    def has_batch(self) -> bool:
        """Whether its overview is there."""
        return (self._folder / REPORT_FILE).exists()

    def is_done(self, item_id: str) -> bool:
        """Whether the item's `result.json`, which is written last, is there."""
        return (self.items / item_id / RESULT_FILE).is_file()

    def finished(self, item_id: str) -> None:
        """It is where it belongs."""

    def place(self, item_id: str) -> str:
        """Its folder."""
        return str(self.items / item_id)

    def report(self, document: bytes, *, last: bool) -> None:
        """As a whole: a stop at any time leaves a readable one."""
        self._folder.mkdir(parents=True, exist_ok=True)
        write_atomic(self._folder / REPORT_FILE, document)

    def name(self, file: str) -> str:
        """Its path."""
        return str(self._folder / file)


class UriOutput:
    """Storage behind fsspec; `home/batches` has what is not there yet."""

    def __init__(self, uri: str, home: Path) -> None:
        self._uri = uri.rstrip("/")
        _refuse_password(self._uri)
        self._storage, self._root = _opened(self._uri)
        digest = hashlib.sha256(self._uri.encode()).hexdigest()[:16]
        self._folder = private_dir(private_dir(home) / "batches") / digest
        self.items = self._folder / ITEMS

    def has_batch(self) -> bool:
        """Whether its overview is there."""
        return bool(self._asked(lambda: self._storage.exists(f"{self._root}/{REPORT_FILE}")))

    def is_done(self, item_id: str) -> bool:
        """Whether its `result.json` is here, to be uploaded, or there, where it comes last."""
        if (self.items / item_id / RESULT_FILE).is_file():
            return True
        there = f"{self._root}/{ITEMS}/{item_id}/{RESULT_FILE}"
        return bool(self._asked(lambda: self._storage.exists(there)))

    def finished(self, item_id: str) -> None:
        """Upload all files that are still here, then let go of them.

        Raises
        ------
        AppError
            `bad_request`, retryable: the item stays here.
        """
        folder, target = self.items / item_id, f"{self._root}/{ITEMS}/{item_id}"
        names = sorted(path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
        names.sort(key=lambda name: name == Path(RESULT_FILE))
        for name in names:
            self._upload((folder / name).read_bytes(), f"{target}/{name.as_posix()}")
        shutil.rmtree(folder, ignore_errors=True)

    def place(self, item_id: str) -> str:
        """Its URI."""
        return f"{self._uri}/{ITEMS}/{item_id}"

    def report(self, document: bytes, *, last: bool) -> None:
        """Of a run that still goes on the copy in the home tells."""
        self._folder.mkdir(parents=True, exist_ok=True)
        write_atomic(self._folder / REPORT_FILE, document)
        if last:
            self._upload(document, f"{self._root}/{REPORT_FILE}")

    def name(self, file: str) -> str:
        """Its URI."""
        return f"{self._uri}/{file}"

    def _upload(self, data: bytes, target: str) -> None:
        def put() -> None:
            self._storage.makedirs(target.rpartition("/")[0], exist_ok=True)
            self._storage.pipe_file(target, data)

        self._asked(put)

    def _asked(self, action: Callable[[], Any]) -> Any:
        try:
            return action()
        except Exception as error:  # storages raise what their libraries raise
            reason = f"{self._uri} does not answer as it should ({first_line(error)}); {_FIX}."
            raise AppError("bad_request", retryable=True, reason=reason) from error


def _opened(uri: str) -> tuple[Any, str]:
    import fsspec  # a folder needs none of it

    try:
        storage, root = fsspec.core.url_to_fs(uri)
    except (ImportError, ValueError, OSError) as error:
        limit = f"a URI whose storage is installed here: {first_line(error)}"
        raise AppError("bad_field", field="--out", value=uri, limit=limit) from None
    return storage, str(root).rstrip("/")


def _refuse_password(uri: str) -> None:
    try:
        secret = urlsplit(uri).password is not None
    except ValueError:
        secret = False
    if secret:
        # Reports and results would carry it.
        shown = f"{uri.partition('://')[0]}://…@{uri.rpartition('@')[2]}"
        limit = "a URI without a password; storages read theirs from the environment"
        raise AppError("bad_field", field="--out", value=shown, limit=limit)
