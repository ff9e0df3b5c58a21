"""Words of the Motion workspace that Qt-free modules name in English."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from desktop.motion.document import Layer


def layer_name(layer: Layer) -> str:
    """What a layer is called on screen."""
    if layer.name:
        return layer.name
    names = {
        "object": QCoreApplication.translate("Motion", "Drag {number}"),
        "pin": QCoreApplication.translate("Motion", "Pins {number}"),
        "camera": QCoreApplication.translate("Motion", "Camera {number}"),
    }
    return names[layer.role].format(number=layer.layer_id)


def role_name(role: str) -> str:
    """What a role is called on screen."""
    names = {
        "object": QCoreApplication.translate("Motion", "Object"),
        "pin": QCoreApplication.translate("Motion", "Pin"),
        "camera": QCoreApplication.translate("Motion", "Camera"),
    }
    return names[role]


def step_words(step: tuple[int, int]) -> str:
    """Which sampling step is done."""
    words = QCoreApplication.translate("Motion", "Step {done} of {total}")
    return words.format(done=step[0], total=step[1])


def estimate_words(step: tuple[int, int] | None) -> str:
    """What a frame is called that sampling will still change."""
    if step is None:
        return QCoreApplication.translate("Motion", "Estimate")
    kind = QCoreApplication.translate("Motion", "estimate")
    return f"{step_words(step)} · {kind}"


def translate(text: str) -> str:
    """The current language's words for an undo label or a hint of the model."""
    words = {
        "Draw drag": QCoreApplication.translate("Motion", "Draw drag"),
        "Draw camera path": QCoreApplication.translate("Motion", "Draw camera path"),
        "Move layer": QCoreApplication.translate("Motion", "Move layer"),
        "Move key": QCoreApplication.translate("Motion", "Move key"),
        "Insert key": QCoreApplication.translate("Motion", "Insert key"),
        "Delete key": QCoreApplication.translate("Motion", "Delete key"),
        "Delete layer": QCoreApplication.translate("Motion", "Delete layer"),
        "Duplicate layer": QCoreApplication.translate("Motion", "Duplicate layer"),
        "Add pin": QCoreApplication.translate("Motion", "Add pin"),
        "Remove pin": QCoreApplication.translate("Motion", "Remove pin"),
        "Paint mask": QCoreApplication.translate("Motion", "Paint mask"),
        "Erase mask": QCoreApplication.translate("Motion", "Erase mask"),
        "Clear mask": QCoreApplication.translate("Motion", "Clear mask"),
        "Grow mask": QCoreApplication.translate("Motion", "Grow mask"),
        "Shrink mask": QCoreApplication.translate("Motion", "Shrink mask"),
        "Smooth mask": QCoreApplication.translate("Motion", "Smooth mask"),
        "Pin background": QCoreApplication.translate("Motion", "Pin background"),
        "There is no background to pin: drag an object, or paint its mask, first.": (
            QCoreApplication.translate(
                "Motion", "There is no background to pin: drag an object, or paint its mask, first."
            )
        ),
        "Move selection": QCoreApplication.translate("Motion", "Move selection"),
        "Delete selection": QCoreApplication.translate("Motion", "Delete selection"),
        "Select region": QCoreApplication.translate("Motion", "Select region"),
        "Copy key": QCoreApplication.translate("Motion", "Copy key"),
        "Add camera move": QCoreApplication.translate("Motion", "Add camera move"),
        "Change easing": QCoreApplication.translate("Motion", "Change easing"),
        "Change feather": QCoreApplication.translate("Motion", "Change feather"),
        "Change parallax": QCoreApplication.translate("Motion", "Change parallax"),
        "Nothing was found there: click inside an object or draw a box around it.": (
            QCoreApplication.translate(
                "Motion", "Nothing was found there: click inside an object or draw a box around it."
            )
        ),
        "Import tracks": QCoreApplication.translate("Motion", "Import tracks"),
        "Import drags": QCoreApplication.translate("Motion", "Import drags"),
        "Use settings of a result": QCoreApplication.translate(
            "Motion", "Use settings of a result"
        ),
        "Nudge": QCoreApplication.translate("Motion", "Nudge"),
        "Change layer": QCoreApplication.translate("Motion", "Change layer"),
        "Change settings": QCoreApplication.translate("Motion", "Change settings"),
        "Change order": QCoreApplication.translate("Motion", "Change order"),
        "Move key in time": QCoreApplication.translate("Motion", "Move key in time"),
        "Select an object's layer first, then paint what moves with it.": (
            QCoreApplication.translate(
                "Motion", "Select an object's layer first, then paint what moves with it."
            )
        ),
    }
    return words.get(text, text)
