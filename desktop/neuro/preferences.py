"""What the EEG workspace remembers: how signals are shown, who was asked, where electrodes sit."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from desktop.core.observable import Signal
from desktop.neuro.decoding.calibration_record import Records
from desktop.neuro.stimulus.options import StimulusOptions
from desktop.neuro.view_settings import ViewSettings
from shared.neuro.acquisition import SimulatedChoice
from shared.paths import write_atomic

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


class PreferenceStore:
    """The preferences in use and their file; a field that cannot be read is left at its default."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self.changed: Signal[Preferences] = Signal()
        self.value = self._read()

    def _read(self) -> Preferences:
        try:
            document = msgspec.json.decode(self.path.read_bytes())
        except FileNotFoundError:
            return Preferences()
        except (OSError, msgspec.DecodeError) as error:
            log.warning("%s is not used: %s", self.path, error)
            return Preferences()
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
        self.changed.emit(value)
