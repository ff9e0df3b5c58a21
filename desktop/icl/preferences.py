"""What the Demos workspace remembers between two runs."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import msgspec

from desktop.icl.setup import Setup
from shared.paths import write_atomic

log = logging.getLogger(__name__)
FILE_NAME = "demos.json"


class Preferences(msgspec.Struct, frozen=True, kw_only=True):
    """The pool that was open last, the settings without query, pins and bans, and the models named.

    A model's key is in none of them: it is given by environment.
    """

    pool: str = ""
    setup: Setup = Setup()
    models: tuple[str, ...] = ()


class PreferenceStore:
    """The preferences in use and their file; one that cannot be read counts as none."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        try:
            self.value = msgspec.json.decode(self.path.read_bytes(), type=Preferences)
        except FileNotFoundError:
            self.value = Preferences()
        except (OSError, msgspec.DecodeError) as error:
            log.warning("%s is not used: %s", self.path, error)
            self.value = Preferences()

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
