"""The window's settings: a typed value, kept as a TOML file that a person can edit."""

from __future__ import annotations

import logging
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from desktop.core.observable import Signal
from desktop.core.toml_text import dump_toml
from shared.paths import write_atomic

log = logging.getLogger(__name__)

FILE_NAME = "window.toml"
MAX_RECENT = 12
ThemeName = Literal["system", "dark", "light", "high_contrast"]
Language = Literal["system", "en", "zh_CN"]


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that the window remembers.

    Attributes
    ----------
    worker_home : str
        Folder of the worker's queue and results; empty: the default.
    keep_rendering : bool
        The worker finishes its jobs after the window is closed.
    lsl_network : bool
        LSL streams of other computers are found, and ours by them.
    font_scale : float
        1.0 is 13 px body text.
    notify_when_done : bool
        The system tells of a job that ended while the window is behind others.
    welcome_at_start : bool
        The welcome page is in front when the window opens.
    recent : tuple of str
        Documents, the newest first.
    panes : dict
        Sizes in px of a workspace's panes, by `workspace.splitter`.
    """

    theme: ThemeName = "dark"
    language: Language = "system"
    worker_home: str = ""
    keep_rendering: bool = False
    lsl_network: bool = False
    reduced_motion: bool = False
    font_scale: Annotated[float, Meta(ge=0.8, le=2.0)] = 1.0
    notify_when_done: bool = True
    welcome_at_start: bool = True
    workspace: Literal["motion", "neuro", "icl", "robustness"] = "motion"
    window_size: tuple[int, int] = (1440, 900)
    window_maximized: bool = False
    recent: Annotated[tuple[str, ...], Meta(max_length=MAX_RECENT)] = ()
    panes: dict[str, list[int]] = {}


class SettingsStore:
    """The settings in use and their file.

    A key that is unknown or has a bad value is reported in `warnings`, ignored, and kept in the
    file.
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self.changed: Signal[Settings] = Signal()
        self.warnings: list[str] = []
        self._document: dict[str, Any] = self._read()
        self.value = self._parse(self._document)

    def _read(self) -> dict[str, Any]:
        try:
            return tomllib.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            kept = self.path.with_suffix(".bad.toml")
            self.warnings.append(f"{self.path}: {error}. Kept as {kept.name}; defaults are used.")
            self._keep_aside(kept)
        except OSError as error:
            self.warnings.append(f"{self.path}: {error.strerror}. Defaults are used.")
        return {}

    def _keep_aside(self, kept: Path) -> None:
        try:
            self.path.replace(kept)
        except OSError as error:
            self.warnings.append(f"{self.path} could not be kept as {kept.name}: {error.strerror}.")

    def _parse(self, document: dict[str, Any]) -> Settings:
        value = Settings()
        types = {field.encode_name: field.type for field in msgspec.structs.fields(Settings)}
        for key, raw in document.items():
            if key not in types:
                self.warnings.append(f"{self.path}: {key} is not a setting.")
                continue
            try:
                parsed = msgspec.convert(raw, types[key], strict=True)
            except msgspec.ValidationError as error:
                self.warnings.append(f"{self.path}: {key} = {raw!r} is ignored: {error}.")
                continue
            value = msgspec.structs.replace(value, **{key: parsed})
        return value

    def update(self, **changes: Any) -> None:
        """Change settings, tell everyone and save.

        Raises
        ------
        msgspec.ValidationError
            If a value is out of its range.
        """
        value = msgspec.convert(
            msgspec.to_builtins(msgspec.structs.replace(self.value, **changes)), Settings
        )
        if value == self.value:
            return
        self.value = value
        # Only what was changed is written, so a bad or default value that the person did not touch
        # stays as it is.
        built = msgspec.to_builtins(value)
        self._document = {**self._document, **{key: built[key] for key in changes}}
        self._save()
        self.changed.emit(value)

    def add_recent(self, path: Path) -> None:
        """Put a document at the front of the recent ones."""
        others = [entry for entry in self.value.recent if entry != str(path)]
        self.update(recent=(str(path), *others)[:MAX_RECENT])

    def _save(self) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            write_atomic(self.path, dump_toml(self._document).encode())
        except OSError as error:
            # The window goes on with the new settings; they are lost when it closes.
            log.warning("settings not saved to %s: %s", self.path, error.strerror)
