"""What the page for showing pictures asks of the workspace that it is in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desktop.neuro.stimulus.light_source import LightSource
from desktop.neuro.stimulus.options import StimulusOptions


@dataclass(frozen=True)
class PageActions:
    """Calls into the workspace; without them the page works alone.

    Attributes
    ----------
    recording : callable
        The file that is being recorded, or None. Reports of runs are saved beside it, or in the
        worker's folder of recordings if its folder is not on this computer.
    start_recording : callable or None
        Lets the person start a recording; call `ProtocolPage.refresh` when that has happened.
    remember : callable
        Keeps the options for the next time.
    notice : callable
        Takes a severity (`info`, `good`, `warning` or `error`) and a sentence.
    show_file : callable or None
        Shows a saved report in its folder.
    light : LightSource or None
        Where a photodiode may be read from (`StoreLight`).
    """

    recording: Callable[[], Path | None] = lambda: None
    start_recording: Callable[[], object] | None = None
    remember: Callable[[StimulusOptions], object] = lambda options: None
    notice: Callable[[str, str], object] = lambda severity, sentence: None
    show_file: Callable[[Path], object] | None = None
    light: LightSource | None = None
