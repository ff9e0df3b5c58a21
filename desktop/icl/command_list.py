"""The commands of Demos, for menus, keys and the palette."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop.core.commands import Command
from desktop.icl.words import translate

if TYPE_CHECKING:
    from desktop.icl.workspace import IclWorkspace


def icl_commands(workspace: IclWorkspace) -> list[Command]:
    """All commands; titles in the current language."""
    return [*_pools(workspace), *_queries(workspace), *_prompt(workspace)]


def _pools(workspace: IclWorkspace) -> list[Command]:
    def is_open() -> bool:
        return workspace.is_open

    return [
        Command(
            "icl.import", translate("Icl", "Import examples into a new pool"),
            workspace.import_file, "Ctrl+O", "ph.file-plus",
        ),
        Command(
            "icl.add", translate("Icl", "Import a file into this pool"), workspace.add_file,
            "Ctrl+I", "ph.plus", is_open,
        ),
        Command(
            "icl.open", translate("Icl", "Open a pool"), workspace.choose_pool, "", "ph.database",
        ),
        Command(
            "icl.sample", translate("Icl", "Open the sample"), workspace.open_sample, "",
            "ph.stack",
        ),
        Command(
            "icl.sources", translate("Icl", "Files of the pool, and what was left out of them"),
            workspace.show_sources, "", "ph.files", is_open,
        ),
        Command(
            "icl.filter", translate("Icl", "Filter the rows"), workspace.focus_filter, "Ctrl+F",
            "ph.magnifying-glass", is_open,
        ),
    ]  # fmt: skip


def _queries(workspace: IclWorkspace) -> list[Command]:
    model = workspace.model

    def is_open() -> bool:
        return workspace.is_open

    def has_queries() -> bool:
        return workspace.is_open and len(model.queries) > 1

    return [
        Command(
            "icl.query", translate("Icl", "Type a query"), workspace.focus_query, "Ctrl+T",
            "ph.pencil-simple", is_open,
        ),
        Command(
            "icl.queries", translate("Icl", "Open a file of queries"), workspace.choose_queries,
            "Ctrl+Shift+O", "ph.folder-open", is_open,
        ),
        Command(
            "icl.next", translate("Icl", "Next query"), lambda: model.step_query(1), "Ctrl+Down",
            "ph.caret-right", has_queries,
        ),
        Command(
            "icl.previous", translate("Icl", "Previous query"), lambda: model.step_query(-1),
            "Ctrl+Up", "ph.caret-left", has_queries,
        ),
        Command(
            "icl.run", translate("Icl", "Run over the queries"), workspace.run_batch,
            "Ctrl+Return", "ph.play", has_queries,
        ),
        Command(
            "icl.accuracy", translate("Icl", "Compare retrievers over the queries"),
            workspace.run_accuracy, "Ctrl+Shift+Return", "ph.scales", has_queries,
        ),
    ]  # fmt: skip


def _prompt(workspace: IclWorkspace) -> list[Command]:
    def is_open() -> bool:
        return workspace.is_open

    return [
        Command(
            "icl.export", translate("Icl", "Export the prompt"), workspace.export, "Ctrl+E",
            "ph.export", is_open,
        ),
        Command(
            "icl.copy", translate("Icl", "Copy the prompt"), workspace.copy_prompt,
            "Ctrl+Shift+C", "ph.copy", is_open,
        ),
        Command(
            "icl.model", translate("Icl", "Choose the language model"), workspace.focus_model, "",
            "ph.brain", is_open,
        ),
        Command(
            "icl.orders", translate("Icl", "Try other orders"), workspace.try_orders, "Ctrl+R",
            "ph.shuffle", is_open,
        ),
        Command(
            "icl.drawer", translate("Icl", "Show or hide comparison, heatmap, map and checks"),
            workspace.toggle_drawer, "Ctrl+B", "ph.rows", is_open,
        ),
    ]  # fmt: skip
