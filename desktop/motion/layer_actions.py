"""What a person does with layers and keys outside a drag: each one undo step."""

from __future__ import annotations

import numpy as np

from desktop.motion import edits
from desktop.motion.document import key_moments, key_time_at
from desktop.motion.items import Selection, move_items, remove_items
from desktop.motion.mask import INSIDE, grow_mask, unpack_mask
from desktop.motion.model import MotionModel
from shared.motion.presets import PresetName, camera_keys


def nudge(model: MotionModel, dx: float, dy: float) -> None:
    """Move what is selected by picture pixels."""
    moved = move_items(model.document, model.selection.value.items, dx, dy)
    if moved is not model.document:
        model.edit("Nudge", moved)


def delete_selected(model: MotionModel) -> None:
    """Remove what is selected; while an outline is open, its last corner."""
    if model.has_outline:
        model.take_back_corner()
        return
    selection = model.selection.value
    removed = remove_items(model.document, selection.items)
    if removed is model.document:
        return
    label = "Delete layer" if selection.key is None else "Delete key"
    label = "Delete selection" if selection.more else label
    model.edit(label, removed, Selection(selection.layer_id))


def duplicate_selected(model: MotionModel) -> None:
    """Copy the selected key to the next frame, or else the selected layer."""
    selection = model.selection.value
    layer = model.document.layer(selection.layer_id)
    if layer is None:
        return
    if selection.key is None:
        document, new_id = edits.duplicate_layer(model.document, layer.layer_id)
        model.edit("Duplicate layer", document, Selection(new_id))
        return
    step = 1 / (model.document.frames - 1)
    moment = 0.0 if layer.role == "pin" else key_moments(layer)[selection.key]
    moment += step if moment + step <= 1 + 1e-9 else -step
    clone_key(model, layer.layer_id, selection.key, min(max(moment, 0.0), 1.0))


def insert_key_at(model: MotionModel, layer_id: int | None, moment: float) -> None:
    """Put a key on a layer's path where it is at a moment in [0, 1], and select it."""
    layer, curve = model.document.layer(layer_id), None
    if layer is not None and layer_id is not None and not layer.locked:
        curve = model.curve(layer_id)
    if layer is None or curve is None:
        return
    place, whole = moment * (len(curve) - 1), np.arange(len(curve))
    x, y = (float(np.interp(place, whole, column)) for column in curve.T)
    time = round(key_time_at(layer, moment), 6)
    document, key = edits.insert_key(model.document, layer.layer_id, (x, y), time)
    model.edit("Insert key", document, Selection(layer.layer_id, key))


def clone_key(model: MotionModel, layer_id: int, key: int, moment: float) -> None:
    """Copy a key to a moment in [0, 1] and select the copy."""
    layer = model.document.layer(layer_id)
    if layer is not None and not layer.locked:
        document, new = edits.clone_key(model.document, layer_id, key, moment)
        model.edit("Copy key", document, Selection(layer_id, new))


def add_camera_move(model: MotionModel, name: PresetName, amount: float) -> None:
    """Add a camera layer that moves as a preset says."""
    picture = model.document.picture
    if picture is None:
        return
    count, seed = model.document.frames, len(model.document.layers)
    keys = camera_keys(name, amount, count, picture.width, picture.height, seed)
    document, layer_id = edits.add_camera(model.document, keys)
    model.edit("Add camera move", document, Selection(layer_id))
    model.frame.value = count - 1 if name != "shake" else count // 2


def pin_background(model: MotionModel) -> None:
    """Pin a grid of places outside all masks, so that only the objects move."""
    objects = [x for x in model.document.layers if x.role == "object" and x.mask is not None]
    masks = [unpack_mask(x.mask) for x in objects if x.mask is not None]
    # A little room around an object: a pin at its very edge would hold it back.
    grown = [grow_mask(mask, max(mask.shape) / 50) > INSIDE for mask in masks]
    grown = grown or edits.drag_surroundings(model.document)
    pinned = edits.pin_background(model.document, grown) if grown else None
    if pinned is None:
        model.hint.emit("There is no background to pin: drag an object, or paint its mask, first.")
        return
    document, layer_id = pinned
    model.edit("Pin background", document, Selection(layer_id))
