"""A result's pool, queries and settings put back into the workspace."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from desktop.core.outputs import Bring, Output
from desktop.icl.restoring import restored_setup
from desktop.widgets.restore_words import (
    missing_words,
    no_project_words,
    restored_words,
    unreadable_words,
)
from shared.icl.pool.importing import ImportPlan
from shared.icl.pool.store import SUFFIX

if TYPE_CHECKING:
    from desktop.icl.workspace import IclWorkspace


def restore(workspace: IclWorkspace, output: Output, bring: Bring) -> None:
    """Open the pool and the queries of a result, with its settings."""
    asked = output.request
    refs = tuple(str(asked[key]) for key in ("pool", "queries") if asked.get(key))
    if not asked.get("pool"):
        workspace.notice.emit("warning", no_project_words(output))
    elif restored_setup(output) is None:
        workspace.notice.emit("warning", unreadable_words(output))
    else:
        bring(output, refs, ".jsonl", lambda files: _open(workspace, output, files))


def _open(workspace: IclWorkspace, output: Output, files: dict[str, Path]) -> None:
    setup, pool = restored_setup(output), str(output.request["pool"])
    if pool not in files or setup is None:
        workspace.notice.emit("warning", missing_words(output, pool))
        return
    rows, queries = files[pool], files.get(str(output.request.get("queries")))
    # The same rows make the same pool, however often an output of them is dropped.
    own = output.artefact(pool).rpartition(":")[2][:12]
    path = workspace.pool.new_path("pool").with_name(f"{rows.stem[:40]} {own}{SUFFIX}")
    is_new = not path.exists()
    if not workspace.pool.open(path, create=True):
        return
    workspace.preferences.update(pool=str(path))
    if is_new:
        workspace.pool.add(rows, ImportPlan())
    workspace.model.edit("Restore", setup)
    if queries is not None:
        workspace.open_queries(queries)
    workspace.notice.emit("good", restored_words(output))
