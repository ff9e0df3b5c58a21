"""What the Robustness workspace remembers between two runs."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import msgspec

from desktop.robustness.setup import Setup
from shared.paths import write_atomic

log = logging.getLogger(__name__)
FILE_NAME = "robustness.json"


class Preferences(msgspec.Struct, frozen=True, kw_only=True):
    """The last settings, and the models that were named."""

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
        except (OSError, msgspec.MsgspecError) as error:
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
