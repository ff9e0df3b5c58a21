"""The four workspaces: their names, icons and keys, and how each is made."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication

from desktop.core.link import Link
from desktop.core.settings import SettingsStore
from desktop.widgets.rail import RailEntry
from desktop.widgets.theme import Theme

translate = QCoreApplication.translate


def rail_entries() -> list[RailEntry]:
    """The workspaces in the order of the rail, in the current language."""
    return [
        RailEntry("motion", translate("Workspaces", "Motion"), "ph.path", "Ctrl+1"),
        RailEntry("neuro", translate("Workspaces", "EEG"), "ph.activity", "Ctrl+2"),
        RailEntry("icl", translate("Workspaces", "Demos"), "ph.stack", "Ctrl+3"),
        RailEntry("robustness", translate("Workspaces", "Robust"), "ph.shield-check", "Ctrl+4"),
    ]


def workspace_title(workspace_id: str) -> str:
    """A workspace's full name; the rail has room for a short one."""
    return {
        "motion": translate("Workspaces", "Motion"),
        "neuro": translate("Workspaces", "EEG"),
        "icl": translate("Workspaces", "Demos"),
        "robustness": translate("Workspaces", "Robustness"),
    }[workspace_id]


def make_workspace(
    entry: RailEntry, link: Link, theme: Theme, settings: SettingsStore, home: Path
) -> Any:
    """A workspace's widget, which satisfies `desktop.core.workspace.Workspace`.

    Its unsaved work is kept below `home`, the worker's home on this machine.
    """
    if entry.workspace_id == "motion":
        # OpenCV comes with it: the program's options and errors do not wait for that.
        from desktop.motion.workspace import MotionWorkspace

        return MotionWorkspace(link, theme, settings, home)
    if entry.workspace_id == "neuro":
        from desktop.neuro.workspace import NeuroWorkspace

        return NeuroWorkspace(link, theme, settings)
    if entry.workspace_id == "icl":
        from desktop.icl.workspace import IclWorkspace

        return IclWorkspace(link, theme, settings, home)
    from desktop.robustness.workspace import RobustWorkspace

    return RobustWorkspace(link, theme, settings, home)
