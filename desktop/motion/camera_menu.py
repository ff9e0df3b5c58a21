"""Camera moves by name, for the menu of the tool bar and the palette."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from shared.motion.presets import PresetName


@dataclass(frozen=True)
class CameraMove:
    """A preset with its usual amount and what it is called."""

    move_id: str
    title: str
    name: PresetName
    amount: float
    icon: str


def camera_moves() -> tuple[CameraMove, ...]:
    """All moves, titles in the current language."""
    translate = QCoreApplication.translate
    return (
        CameraMove("pan_left", translate("Motion", "Pan left"), "pan", -0.12, "arrow-left"),
        CameraMove("pan_right", translate("Motion", "Pan right"), "pan", 0.12, "arrow-right"),
        CameraMove("tilt_up", translate("Motion", "Tilt up"), "tilt", 0.12, "arrow-up"),
        CameraMove("tilt_down", translate("Motion", "Tilt down"), "tilt", -0.12, "arrow-down"),
        CameraMove(
            "zoom_in", translate("Motion", "Zoom in"), "zoom", 0.25, "magnifying-glass-plus"
        ),
        CameraMove(
            "zoom_out", translate("Motion", "Zoom out"), "zoom", -0.25, "magnifying-glass-minus"
        ),
        CameraMove("dolly_in", translate("Motion", "Dolly in"), "dolly", 0.25, "arrows-out"),
        CameraMove("dolly_out", translate("Motion", "Dolly out"), "dolly", -0.25, "arrows-in"),
        CameraMove(
            "roll_left", translate("Motion", "Roll left"), "roll", -8.0, "arrow-counter-clockwise"
        ),
        CameraMove("roll_right", translate("Motion", "Roll right"), "roll", 8.0, "arrow-clockwise"),
        CameraMove("shake", translate("Motion", "Shake"), "shake", 0.015, "vibrate"),
    )
