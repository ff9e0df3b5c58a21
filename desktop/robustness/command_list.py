"""The commands of Robustness, for menus, keys and the palette."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.core.commands import Command
from desktop.robustness.words import translate

if TYPE_CHECKING:
    from desktop.robustness.workspace import RobustWorkspace


def robust_commands(workspace: RobustWorkspace) -> list[Command]:
    """All commands; titles in the current language."""
    return [*_setting(workspace), *_running(workspace), *_results(workspace)]


def _setting(workspace: RobustWorkspace) -> list[Command]:
    def is_open() -> bool:
        return workspace.is_open

    return [
        Command(
            "robustness.open", translate("Robust", "Open samples"), workspace.choose_data,
            "Ctrl+O", "ph.folder-open",
        ),
        Command(
            "robustness.sample", translate("Robust", "Open the sample"), workspace.open_sample, "",
            "ph.shield-check",
        ),
        Command(
            "robustness.quick_sample", translate("Robust", "Open the sample for a quick attack"),
            workspace.open_quick_sample, "", "ph.shield-check",
        ),
        Command(
            "robustness.prompt", translate("Robust", "Type the prompt"), workspace.focus_prompt,
            "Ctrl+T", "ph.pencil-simple", is_open,
        ),
        Command(
            "robustness.library", translate("Robust", "Prompt library"), workspace.open_library,
            "Ctrl+Shift+L", "ph.books", is_open,
        ),
        Command(
            "robustness.lock", translate("Robust", "Lock or free the word at the caret"),
            workspace.toggle_lock, "Ctrl+K", "ph.lock-simple", is_open,
        ),
        Command(
            "robustness.model", translate("Robust", "Choose a model's folder"),
            workspace.choose_model, "", "ph.cpu", is_open,
        ),
    ]  # fmt: skip


def _running(workspace: RobustWorkspace) -> list[Command]:
    return [
        Command(
            "robustness.run", translate("Robust", "Attack the prompt"), workspace.launcher.run,
            "Ctrl+Return", "ph.play", lambda: workspace.launcher.can_run,
        ),
        Command(
            "robustness.stop", translate("Robust", "Stop all that runs"), workspace.launcher.stop,
            "Esc", "ph.stop", lambda: workspace.launcher.is_running,
        ),
    ]  # fmt: skip


def _results(workspace: RobustWorkspace) -> list[Command]:
    def has_find() -> bool:
        return workspace.has_find

    def has_figures() -> bool:
        return workspace.has_figures

    return [
        Command(
            "robustness.copy", translate("Robust", "Copy the adversarial prompt"),
            workspace.copy_prompt, "Ctrl+Shift+C", "ph.copy", has_find,
        ),
        Command(
            "robustness.export", translate("Robust", "Export runs"), workspace.export, "Ctrl+E",
            "ph.export", has_figures,
        ),
        Command(
            "robustness.check", translate("Robust", "Make this a check"), workspace.make_check,
            "", "ph.check-circle", has_figures,
        ),
        *(
            Command(
                f"robustness.{key}", title, lambda key=key: workspace.show_tab(key),  # type: ignore[misc]
                "", icon, lambda: workspace.is_open,
            )
            for key, title, icon in (
                ("runs", translate("Robust", "Runs"), "ph.list-bullets"),
                ("explain", translate("Robust", "Explain"), "ph.magnifying-glass"),
                ("heat", translate("Robust", "Models × attacks"), "ph.squares-four"),
                ("transfer", translate("Robust", "Transfer"), "ph.shuffle"),
                ("defend", translate("Robust", "Defences"), "ph.shield-check"),
                ("words", translate("Robust", "Words"), "ph.text-aa"),
                ("suite", translate("Suites", "Suites"), "ph.stack"),
            )
        ),
        Command(
            "robustness.tabs", translate("Robust", "Show or hide the pages below"),
            workspace.toggle_tabs, "Ctrl+B", "ph.rows", lambda: workspace.is_open,
        ),
    ]  # fmt: skip
