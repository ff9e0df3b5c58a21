"""The commands of the window itself, whichever workspace is in front."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop.core.commands import Command
from desktop.workspaces import workspace_title

if TYPE_CHECKING:
    from desktop.main_window import MainWindow

translate = QCoreApplication.translate


def window_commands(window: MainWindow) -> list[Command]:
    """Make them in the current language."""

    def can_undo() -> bool:
        stack = window.workspace.undo_stack
        return window.scope != "" and stack is not None and stack.can_undo

    def can_redo() -> bool:
        stack = window.workspace.undo_stack
        return window.scope != "" and stack is not None and stack.can_redo

    switches = [
        Command(
            f"window.{entry.workspace_id}",
            translate("WindowCommands", "Go to {workspace}").format(
                workspace=workspace_title(entry.workspace_id)
            ),
            partial(window.show_workspace, entry.workspace_id),
            entry.keys,
            entry.icon,
        )
        for entry in window.entries()
    ]
    return [
        Command("edit.undo", translate("WindowCommands", "Undo"), lambda: window.workspace.undo(),
                "Ctrl+Z", "ph.arrow-u-up-left", can_undo),
        Command("edit.redo", translate("WindowCommands", "Redo"), lambda: window.workspace.redo(),
                "Ctrl+Shift+Z; Ctrl+Y", "ph.arrow-u-up-right", can_redo),
        Command("window.welcome", translate("WindowCommands", "Welcome, samples, recent documents"),
                window.show_welcome, "Alt+Home", "ph.house"),
        *switches,
        Command("window.palette", translate("WindowCommands", "Search commands"),
                window.open_palette, "Ctrl+Shift+P", "ph.magnifying-glass"),
        Command("window.jobs", translate("WindowCommands", "Show or hide jobs"),
                lambda: window.toggle_dock("jobs"), "Ctrl+J", "ph.list-bullets"),
        Command("window.log", translate("WindowCommands", "Show or hide the log"),
                lambda: window.toggle_dock("log"), "Ctrl+L", "ph.article"),
        Command("window.worker", translate("WindowCommands", "Show the worker"),
                window.chip.open_popover, "", "ph.cpu"),
        Command("window.restart_worker", translate("WindowCommands", "Restart the engine"),
                window.restart_worker, "", "ph.arrows-clockwise"),
        Command("window.models", translate("WindowCommands", "Models"),
                window.open_models, "Ctrl+Shift+M", "ph.cube"),
        Command("window.settings", translate("WindowCommands", "Settings"),
                window.open_settings, "Ctrl+,", "ph.gear-six"),
        Command("window.keys", translate("WindowCommands", "Show keys"),
                window.open_keys, "?", "ph.keyboard"),
        Command("window.full_screen", translate("WindowCommands", "Full screen"),
                window.toggle_full_screen, "F11", "ph.corners-out"),
        Command("window.quit", translate("WindowCommands", "Quit"), window.close,
                "Ctrl+Q", "ph.power"),
    ]  # fmt: skip
