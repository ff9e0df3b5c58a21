"""The commands of EEG, for menus, keys and the palette."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from desktop.core.commands import Command
from desktop.neuro.modes import PICTURES, SIGNALS

if TYPE_CHECKING:
    from desktop.neuro.workspace import NeuroWorkspace, Pane

# Name, title, what it does, keys, icon; and when it can be done, where that differs.
Entry = tuple[str, str, Callable[[], object], str, str]
EntryWhen = tuple[str, str, Callable[[], object], str, str, Callable[[], bool]]


def neuro_commands(workspace: NeuroWorkspace) -> list[Command]:
    """All commands; titles in the current language."""
    return [
        *_sources(workspace),
        *_recording(workspace),
        *_picture(workspace),
        *_channels(workspace),
        *_evaluations(workspace),
    ]


def _sources(workspace: NeuroWorkspace) -> list[Command]:
    translate = QCoreApplication.translate
    tasks = workspace.tasks

    def free() -> bool:
        return not workspace.recorder.is_recording

    def can_close() -> bool:
        return tasks.is_open and free()

    return [
        Command(
            "neuro.open",
            translate("Eeg", "Open a source"),
            workspace.choose_source,
            "Ctrl+O",
            "ph.broadcast",
            free,
        ),
        Command(
            "neuro.simulate",
            translate("Eeg", "Stream a simulated participant"),
            workspace.simulate,
            "",
            "ph.user",
            free,
        ),
        Command(
            "neuro.play",
            translate("Eeg", "Play a recording"),
            workspace.choose_file,
            "",
            "ph.file",
            free,
        ),
        Command(
            "neuro.close",
            translate("Eeg", "Close the source"),
            workspace.session.close,
            "Ctrl+W",
            "ph.x",
            can_close,
        ),
        Command(
            "neuro.montage",
            translate("Eeg", "Where the electrodes sit"),
            workspace.edit_montage,
            "Ctrl+M",
            "ph.map-pin",
            lambda: tasks.is_open,
        ),
    ]


def _recording(workspace: NeuroWorkspace) -> list[Command]:
    translate = QCoreApplication.translate
    tasks, recorder = workspace.tasks, workspace.recorder

    def is_open() -> bool:
        return tasks.is_open

    def has_recording() -> bool:
        return recorder.last.value is not None

    return [
        Command(
            "neuro.record",
            translate("Eeg", "Record, or stop"),
            recorder.toggle,
            "R",
            "ph.record",
            is_open,
        ),
        Command(
            "neuro.mark",
            translate("Eeg", "Set a marker now"),
            tasks.mark,
            "M",
            "ph.flag",
            is_open,
        ),
        Command(
            "neuro.note",
            translate("Eeg", "Write a note"),
            tasks.ask_note,
            "N",
            "ph.note",
            is_open,
        ),
        Command(
            "neuro.folder",
            translate("Eeg", "Show the recording in its folder"),
            workspace.show_folder,
            "",
            "ph.folder-open",
            has_recording,
        ),
        Command(
            "neuro.export",
            translate("Eeg", "Export the recording"),
            workspace.show_export,
            "Ctrl+E",
            "ph.export",
            has_recording,
        ),
    ]


def _picture(workspace: NeuroWorkspace) -> list[Command]:
    translate = QCoreApplication.translate
    tasks, traces = workspace.tasks, workspace.traces

    def is_open() -> bool:
        return tasks.is_open

    def is_seen() -> bool:
        return workspace.shows_signals

    entries: list[Entry] = [
        ("freeze", translate("Eeg", "Freeze the traces, or go on"), traces.toggle_frozen, "Space",
         "ph.pause"),
        ("larger", translate("Eeg", "Larger traces"), partial(traces.step_scale, 1), "+; =",
         "ph.plus"),
        ("smaller", translate("Eeg", "Smaller traces"), partial(traces.step_scale, -1), "-",
         "ph.minus"),
        ("fit", translate("Eeg", "Fit the scale to the signal"), tasks.fit_scale, "F",
         "ph.arrows-in-line-vertical"),
        ("shorter", translate("Eeg", "Shorter time window"), partial(traces.step_window, -1), "[",
         "ph.minus"),
        ("longer", translate("Eeg", "Longer time window"), partial(traces.step_window, 1), "]",
         "ph.plus"),
        ("back", translate("Eeg", "Scroll back in time"), partial(tasks.scroll_by, -0.5),
         "Alt+Left", "ph.caret-left"),
        ("forth", translate("Eeg", "Scroll on in time"), partial(tasks.scroll_by, 0.5),
         "Alt+Right", "ph.caret-right"),
    ]  # fmt: skip
    commands = [
        Command(f"neuro.{name}", title, call, keys, icon, is_seen)
        for name, title, call, keys, icon in entries
    ]
    panes: list[tuple[str, str, str, str, Pane]] = [
        ("toggle_inspector", translate("Eeg", "Show or hide channels, filters and events"), "I",
         "ph.layout", "inspector"),
        ("toggle_plots", translate("Eeg", "Show or hide spectrum and head"), "T", "ph.rows",
         "plots"),
    ]  # fmt: skip
    modes: list[tuple[str, str, str, int]] = [
        ("signals", translate("Eeg", "Look at the signals"), "ph.activity", SIGNALS),
        ("pictures", translate("Eeg", "Show pictures"), "ph.image", PICTURES),
    ]
    commands += [
        Command(f"neuro.{name}", title, partial(workspace.show_mode, mode), "", icon, is_open)
        for name, title, icon, mode in modes
    ]
    commands += [
        Command(f"neuro.{name}", title, partial(workspace.toggle_pane, pane), keys, icon, is_seen)
        for name, title, keys, icon, pane in panes
    ]
    return commands


def _evaluations(workspace: NeuroWorkspace) -> list[Command]:
    translate = QCoreApplication.translate
    return [
        Command(
            "neuro.evaluate",
            translate("Eeg", "Evaluate the decoder"),
            workspace.show_evaluation,
            "Ctrl+Shift+E",
            "ph.chart-bar",
        ),
        Command(
            "neuro.confound",
            translate("Eeg", "Run the confound demonstration"),
            workspace.show_confound,
            "",
            "ph.warning",
        ),
    ]


def _channels(workspace: NeuroWorkspace) -> list[Command]:
    translate = QCoreApplication.translate
    tasks, channels = workspace.tasks, workspace.channels

    def is_open() -> bool:
        return workspace.shows_signals

    def is_chosen() -> bool:
        return workspace.shows_signals and channels.selected.value is not None

    entries: list[EntryWhen] = [
        ("bad", translate("Eeg", "Mark the channel as bad, or not"), tasks.toggle_bad, "B",
         "ph.flag-fill", is_chosen),
        ("hide", translate("Eeg", "Hide the channel, or show it"), tasks.toggle_hidden, "H",
         "ph.eye-slash", is_chosen),
        ("show_all", translate("Eeg", "Show all channels"), channels.show_all, "Shift+H",
         "ph.eye", is_open),
        ("next_channel", translate("Eeg", "Next channel"), partial(channels.step, 1), "Alt+Down",
         "ph.caret-down", is_open),
        ("previous_channel", translate("Eeg", "Previous channel"), partial(channels.step, -1),
         "Alt+Up", "ph.caret-up", is_open),
        ("lanes_down", translate("Eeg", "Next page of channels"), partial(tasks.turn_lanes, 1),
         "Alt+PgDown", "ph.caret-double-down", is_open),
        ("lanes_up", translate("Eeg", "Previous page of channels"), partial(tasks.turn_lanes, -1),
         "Alt+PgUp", "ph.caret-double-up", is_open),
    ]  # fmt: skip
    return [
        Command(f"neuro.{name}", title, call, keys, icon, enabled)
        for name, title, call, keys, icon, enabled in entries
    ]
