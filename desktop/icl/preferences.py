"""What the Demos workspace remembers between two runs."""

from __future__ import annotations

from pathlib import Path

import msgspec

from desktop.core.preference_file import PreferenceFile
from desktop.icl.setup import Setup

FILE_NAME = "demos.json"


class Preferences(msgspec.Struct, frozen=True, kw_only=True):
    """The pool that was open last, the settings without query, pins and bans, and the models named.

    A model's key is in none of them: it is given by environment.
    """

    pool: str = ""
    setup: Setup = Setup()
    models: tuple[str, ...] = ()


class PreferenceStore(PreferenceFile[Preferences]):
    """The preferences in their file."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / FILE_NAME, Preferences)
