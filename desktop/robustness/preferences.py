"""What the Robustness workspace remembers between two runs."""

from __future__ import annotations

from pathlib import Path

import msgspec

from desktop.core.preference_file import PreferenceFile
from desktop.robustness.setup import Setup

FILE_NAME = "robustness.json"


class Preferences(msgspec.Struct, frozen=True, kw_only=True):
    """The last settings, and the models that were named."""

    setup: Setup = Setup()
    models: tuple[str, ...] = ()


class PreferenceStore(PreferenceFile[Preferences]):
    """The preferences in their file."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / FILE_NAME, Preferences)
