"""What a workspace remembers between two runs: a struct in a JSON file."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any, Generic, TypeVar

import msgspec

from shared.paths import write_atomic

log = logging.getLogger(__name__)
T = TypeVar("T", bound=msgspec.Struct)


class PreferenceFile(Generic[T]):
    """The preferences in use and their file; one that cannot be read counts as none.

    Parameters
    ----------
    path : Path
        The file, made with its folder at the first change.
    kind : type
        A frozen struct all of whose fields have defaults.
    """

    def __init__(self, path: Path, kind: type[T]) -> None:
        self.path, self._kind = path, kind
        try:
            self.value = self._read(path.read_bytes())
        except FileNotFoundError:
            self.value = kind()
        except (OSError, msgspec.MsgspecError) as error:
            log.warning("%s is not used: %s", path, error)
            self.value = kind()

    def _read(self, data: bytes) -> T:
        return msgspec.json.decode(data, type=self._kind)

    def update(self, **changes: Any) -> None:
        """Change fields and save."""
        value = msgspec.structs.replace(self.value, **changes)
        if value == self.value:
            return
        self.value = value
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            write_atomic(self.path, msgspec.json.format(msgspec.json.encode(value)))
        except OSError as error:
            # The window goes on with the new values; they are lost when it closes.
            log.warning("%s was not saved: %s", self.path, error.strerror)
