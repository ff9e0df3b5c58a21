"""What the EEG workspace remembers: how signals are shown, who was asked, where electrodes sit."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from desktop.core.observable import Signal
from desktop.core.preference_file import PreferenceFile
from desktop.neuro.decoding.calibration_record import Records
from desktop.neuro.stimulus.options import StimulusOptions
from desktop.neuro.view_settings import ViewSettings
from shared.neuro.acquisition import SimulatedChoice

log = logging.getLogger(__name__)
FILE_NAME = "eeg.json"
MAX_MONTAGES = 50


class Consent(msgspec.Struct, frozen=True):
    """Which text a participant agreed to, and when (UTC, ISO 8601)."""

    version: str
    at: str


class Codes(msgspec.Struct, frozen=True, kw_only=True):
    """The last codes that were typed."""

    subject: str = ""
    session: str = ""
    task: str = ""


class Preferences(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is kept between two runs.

    Attributes
    ----------
    montages : dict
        For each source (`montage.source_key`) the 10-05 names that a person gave to its labels.
    consents : dict
        By subject code.
    calibrations : dict
        By person (`decoding.calibration_record.person_key`).
    """

    view: ViewSettings = ViewSettings()
    codes: Codes = Codes()
    simulated: SimulatedChoice = SimulatedChoice()
    stimulus: StimulusOptions = StimulusOptions()
    montages: Annotated[dict[str, dict[str, str]], Meta(max_length=MAX_MONTAGES)] = {}
    consents: dict[str, Consent] = {}
    calibrations: Records = {}


class PreferenceStore(PreferenceFile[Preferences]):
    """The preferences in their file; a field that cannot be read is left at its default."""

    def __init__(self, folder: Path) -> None:
        self.changed: Signal[Preferences] = Signal()
        super().__init__(folder / FILE_NAME, Preferences)

    def _read(self, data: bytes) -> Preferences:
        document = msgspec.json.decode(data)
        value = Preferences()
        types = {field.name: field.type for field in msgspec.structs.fields(Preferences)}
        for name, raw in document.items() if isinstance(document, dict) else ():
            try:
                parsed = msgspec.convert(raw, types[name])
            except (KeyError, msgspec.ValidationError) as error:
                log.warning("%s: %s is ignored: %s", self.path, name, error)
                continue
            value = msgspec.structs.replace(value, **{name: parsed})
        return value

    def update(self, **changes: Any) -> None:
        """Change fields, save and tell."""
        before = self.value
        super().update(**changes)
        if self.value != before:
            self.changed.emit(self.value)
