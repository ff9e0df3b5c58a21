"""The commands of Motion, for menus, keys and the palette."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop.core.commands import Command
from desktop.motion import layer_actions
from desktop.motion.camera_menu import camera_moves
from desktop.motion.tool_bar import ONION_FRAMES, TOOL_ICONS, TOOL_KEYS

if TYPE_CHECKING:
    from desktop.motion.workspace import MotionWorkspace


def tool_titles() -> dict[str, str]:
    """What the tools, and Fit, are called."""
    return {
        "select": QCoreApplication.translate("Motion", "Select and move"),
        "drag": QCoreApplication.translate("Motion", "Drag an object"),
        "pin": QCoreApplication.translate("Motion", "Pin what should stay"),
        "wand": QCoreApplication.translate("Motion", "Select an object by a click or a box"),
        "lasso": QCoreApplication.translate("Motion", "Draw around what moves (lasso)"),
        "polygon": QCoreApplication.translate("Motion", "Click around what moves (polygon)"),
        "brush": QCoreApplication.translate("Motion", "Paint the mask"),
        "eraser": QCoreApplication.translate("Motion", "Erase the mask"),
        "camera": QCoreApplication.translate("Motion", "Drag the camera"),
        "fit": QCoreApplication.translate("Motion", "Fit the picture"),
        "moves": QCoreApplication.translate("Motion", "Add a camera move"),
        "snap": QCoreApplication.translate("Motion", "Snap; Ctrl suspends it"),
        "onion": QCoreApplication.translate("Motion", "Onion skin: frames before and after"),
    }


def motion_commands(workspace: MotionWorkspace) -> list[Command]:
    """All commands; titles in the current language."""
    return [
        *_files(workspace),
        *_tools(workspace),
        *_views(workspace),
        *_camera_moves(workspace),
        *_layers(workspace),
    ]


def _camera_moves(workspace: MotionWorkspace) -> list[Command]:
    prefix = QCoreApplication.translate("Motion", "Camera: {move}")
    return [
        Command(
            f"motion.camera_{move.move_id}",
            prefix.format(move=move.title),
            partial(layer_actions.add_camera_move, workspace.model, move.name, move.amount),
            icon=f"ph.{move.icon}",
            enabled=_has_picture(workspace),
        )
        for move in camera_moves()
    ]


def _files(workspace: MotionWorkspace) -> list[Command]:
    has_picture = _has_picture(workspace)
    translate = QCoreApplication.translate
    return [
        Command(
            "motion.open",
            translate("Motion", "Open a picture or project…"),
            workspace.prompts.choose,
            "Ctrl+O",
            "ph.folder-open",
        ),
        Command(
            "motion.open_sample",
            translate("Motion", "Open the sample"),
            workspace.prompts.open_sample,
            icon="ph.image",
            enabled=lambda: workspace.prompts.sample_folder() is not None,
        ),
        Command(
            "motion.save",
            translate("Motion", "Save"),
            workspace.prompts.save,
            "Ctrl+S",
            "ph.floppy-disk",
            has_picture,
        ),
        Command(
            "motion.save_as",
            translate("Motion", "Save as…"),
            workspace.prompts.save_as,
            "Ctrl+Shift+S",
            "ph.floppy-disk",
            has_picture,
        ),
        Command(
            "motion.export",
            translate("Motion", "Export…"),
            lambda: workspace.actions_of_results.show_formats(),
            "Ctrl+E",
            "ph.export",
            has_picture,
        ),
        Command(
            "motion.render",
            translate("Motion", "Render the video"),
            workspace.render_video,
            "Ctrl+Return; Ctrl+Enter",
            "ph.film-strip",
            has_picture,
        ),
    ]


def _tools(workspace: MotionWorkspace) -> list[Command]:
    titles = tool_titles()
    return [
        Command(
            f"motion.tool_{name}",
            titles[name],
            partial(workspace.model.use_tool, name),
            key,
            f"ph.{TOOL_ICONS[name]}",
            _has_picture(workspace),
        )
        for name, key in TOOL_KEYS.items()
    ]


def _views(workspace: MotionWorkspace) -> list[Command]:
    has_picture = _has_picture(workspace)
    translate = QCoreApplication.translate
    player = workspace.player
    entries: list[tuple[str, str, Callable[[], object], str, str]] = [
        ("play", translate("Motion", "Play or pause"), player.toggle, "Space", "ph.play"),
        ("fit", tool_titles()["fit"], lambda: workspace.editor.canvas.fit(), "F", "ph.corners-out"),
        (
            "actual_size",
            translate("Motion", "Show at 100 %"),
            lambda: workspace.editor.canvas.actual_size(),
            "1",
            "ph.magnifying-glass",
        ),
        (
            "view_original",
            translate("Motion", "Show the original"),
            partial(_view, workspace, "original"),
            "Shift+1",
            "ph.image",
        ),
        (
            "view_warp",
            translate("Motion", "Show the preview"),
            partial(_view, workspace, "warp"),
            "Shift+2",
            "ph.magic-wand",
        ),
        (
            "first_frame",
            translate("Motion", "Go to the first frame"),
            partial(_go, workspace, None),
            "Home",
            "ph.skip-back",
        ),
        (
            "next_frame",
            translate("Motion", "Next frame"),
            partial(_go, workspace, 1),
            ".",
            "ph.caret-right",
        ),
        (
            "previous_frame",
            translate("Motion", "Previous frame"),
            partial(_go, workspace, -1),
            ",",
            "ph.caret-left",
        ),
    ]
    commands = [
        Command(f"motion.{name}", title, call, keys, icon, has_picture)
        for name, title, call, keys, icon in entries
    ]
    commands.append(
        Command(
            "motion.view_result",
            translate("Motion", "Show the result"),
            partial(_view, workspace, "result"),
            "Shift+3",
            "ph.film-strip",
            lambda: player.has_result,
        )
    )
    return commands


def _layers(workspace: MotionWorkspace) -> list[Command]:
    model = workspace.model
    translate = QCoreApplication.translate

    def selected() -> bool:
        return model.selection.value.layer_id is not None

    return [
        Command(
            "motion.delete",
            translate("Motion", "Delete the selected key or layer"),
            partial(layer_actions.delete_selected, model),
            "Delete",
            "ph.trash",
            selected,
        ),
        Command(
            "motion.duplicate",
            translate("Motion", "Duplicate the key or layer"),
            partial(layer_actions.duplicate_selected, model),
            "Ctrl+D",
            "ph.copy",
            selected,
        ),
        Command(
            "motion.pin_background",
            translate("Motion", "Pin the background"),
            partial(layer_actions.pin_background, model),
            "Shift+P",
            "ph.push-pin",
            _has_picture(workspace),
        ),
        Command(
            "motion.snap",
            tool_titles()["snap"],
            partial(_toggle_snapping, workspace),
            "Shift+S",
            "ph.magnet-straight",
            _has_picture(workspace),
        ),
        Command(
            "motion.onion",
            tool_titles()["onion"],
            partial(_toggle_onion, workspace),
            "O",
            "ph.circles-three",
            _has_picture(workspace),
        ),
        Command(
            "motion.brush_larger",
            translate("Motion", "Larger brush"),
            lambda: model.set_brush_radius(model.brush_radius_px.value * 1.2),
            "]",
            "ph.plus",
            _has_picture(workspace),
        ),
        Command(
            "motion.brush_smaller",
            translate("Motion", "Smaller brush"),
            lambda: model.set_brush_radius(model.brush_radius_px.value / 1.2),
            "[",
            "ph.minus",
            _has_picture(workspace),
        ),
        Command(
            "motion.toggle_inspector",
            translate("Motion", "Show or hide the inspector"),
            partial(workspace.toggle_pane, "inspector"),
            "I",
            "ph.layout",
        ),
        Command(
            "motion.toggle_timeline",
            translate("Motion", "Show or hide the timeline"),
            partial(workspace.toggle_pane, "timeline"),
            "T",
            "ph.rows",
        ),
    ]


def _has_picture(workspace: MotionWorkspace) -> Callable[[], bool]:
    return lambda: workspace.model.document.picture is not None


def _toggle_snapping(workspace: MotionWorkspace) -> None:
    snapping = workspace.model.snapping
    snapping.value = not snapping.value


def _toggle_onion(workspace: MotionWorkspace) -> None:
    onion = workspace.model.onion
    onion.value = 0 if onion.value else ONION_FRAMES


def _view(workspace: MotionWorkspace, view: str) -> None:
    workspace.model.view.value = view  # type: ignore[assignment]


def _go(workspace: MotionWorkspace, by: int | None) -> None:
    model, count = workspace.model, workspace.player.frame_count
    model.frame.value = 0 if by is None else (model.frame.value + by) % count
