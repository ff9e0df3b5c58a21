"""What is shown of the traces: live or frozen, where, and with which settings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

from desktop.core.observable import Observable
from desktop.neuro.preferences import PreferenceStore
from desktop.neuro.view_settings import SCALES_UV, WINDOWS_S, ViewSettings, stepped
from shared.neuro.filters import FilterSettings


@dataclass(frozen=True)
class Cursor:
    """A point that was clicked: a channel at a slot."""

    label: str
    index: int


@dataclass(frozen=True)
class Stretch:
    """Slots that were dragged over, in order."""

    start: int
    stop: int


class TraceModel:
    """The state of the trace view; every change is seen by its listeners.

    Attributes
    ----------
    settings : Observable of ViewSettings
        Kept in the preferences.
    frozen : Observable of bool
        The picture stands still; samples go on being kept.
    stop_index : Observable of int or None
        The slot behind the right edge of a picture that was scrolled back; None: where it froze.
    first_lane : Observable of int
        The first channel, where not all have room.
    cursor, stretch : Observable
        What was clicked or dragged over last.
    """

    def __init__(self, preferences: PreferenceStore) -> None:
        self._preferences = preferences
        self.settings: Observable[ViewSettings] = Observable(preferences.value.view)
        self.frozen: Observable[bool] = Observable(False)
        self.stop_index: Observable[int | None] = Observable(None)
        self.first_lane: Observable[int] = Observable(0)
        self.cursor: Observable[Cursor | None] = Observable(None)
        self.stretch: Observable[Stretch | None] = Observable(None)

    def begin(self) -> None:
        """Another session: live, and nothing chosen."""
        self.frozen.value = False
        self.stop_index.value = None
        self.first_lane.value = 0
        self.cursor.value = None
        self.stretch.value = None

    def change(self, **changes: Any) -> None:
        """Change settings within their limits; they are remembered."""
        value = msgspec.structs.replace(self.settings.value, **changes)
        self.settings.value = msgspec.convert(msgspec.to_builtins(value), ViewSettings)
        self._preferences.update(view=self.settings.value)

    def change_filters(self, filters: FilterSettings) -> None:
        """Take other filters."""
        self.change(filters=filters)

    def step_scale(self, by: int) -> None:
        """Larger traces (+1) or smaller ones (−1)."""
        self.change(scale_uv=stepped(SCALES_UV, self.settings.value.scale_uv, -by))

    def step_window(self, by: int) -> None:
        """A longer window (+1) or a shorter one (−1)."""
        self.change(window_s=stepped(WINDOWS_S, self.settings.value.window_s, by))

    def toggle_frozen(self) -> None:
        """Stand still, or go on with what is new."""
        self.frozen.value = not self.frozen.value
        if not self.frozen.value:
            self.stop_index.value = None
            self.cursor.value = None
            self.stretch.value = None

    def scroll_to(self, stop_index: int, first_index: int, next_index: int, rate_hz: float) -> None:
        """Show the window that ends at a slot, as far as slots are held; freezes."""
        window = round(self.settings.value.window_s * rate_hz)
        least = min(first_index + window, next_index)
        self.frozen.value = True
        self.stop_index.value = min(max(stop_index, least), next_index)
