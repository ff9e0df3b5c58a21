"""What the page for showing pictures remembers between two runs of the program."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from shared.neuro.stimulus.exposure import Placement
from shared.neuro.stimulus.screen import Screen
from shared.neuro.stimulus.settings import ProtocolSettings

SIZE_DEG = (0.5, 40.0)
SIZE_PX = (16, 4000)
WIDTH_CM = (10.0, 300.0)
DISTANCE_CM = (20.0, 300.0)
OFFSET_MS = (-100.0, 200.0)
# Large enough for the sensor of a photodiode.
PATCH_CM = 1.5
WINDOWED = "window"


class StimulusOptions(msgspec.Struct, frozen=True, kw_only=True):
    """Which pictures, how, and where.

    That a person may see flashes is never among it: that is asked for every run.

    Attributes
    ----------
    source : str
        `scenes:COUNT`, `shapes` or `folder:PATH`.
    screen : str
        Name of the screen to fill, `window` for a window; empty: the second screen if there is one.
    width_cm : float
        Width of the screen; 0 takes what the screen says of itself.
    offset_ms : float
        How long after its swap a frame is seen; markers are later by this.
    """

    source: Annotated[str, Meta(max_length=4096)] = "scenes:50"
    settings: ProtocolSettings = ProtocolSettings()
    size: float = 7.0
    unit: Literal["deg", "px"] = "deg"
    screen: Annotated[str, Meta(max_length=256)] = ""
    width_cm: float = 0.0
    distance_cm: float = 60.0
    has_patch: bool = False
    offset_ms: float = 0.0


def placement(options: StimulusOptions, screen: Screen) -> Placement:
    """Where pictures lie on `screen`, of which the pixels and the own width are used."""
    width_cm = options.width_cm or screen.width_cm
    placed = msgspec.structs.replace(screen, width_cm=width_cm, distance_cm=options.distance_cm)
    patch_px = PATCH_CM * placed.width_px / width_cm if options.has_patch else 0.0
    return Placement(placed, options.size, options.unit, patch_px)
