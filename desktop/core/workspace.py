"""What a workspace offers to the window, whatever it is drawn with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from desktop.core.commands import Command
from desktop.core.observable import Signal
from desktop.core.outputs import Bring, Output
from desktop.core.undo import UndoStack


class Recovery(Protocol):
    """Unsaved work of a window that is gone."""

    def has_lost_work(self) -> bool:
        """Whether there is any."""
        ...

    def recover(self) -> None:
        """Open the newest."""
        ...


@runtime_checkable
class Workspace(Protocol):
    """One of the four workspaces; the window shows it and routes commands and files to it.

    Attributes
    ----------
    workspace_id : str
        `motion`, `neuro`, `icl` or `robustness`.
    recovery : Recovery or None
        None where everything is on disk at once.
    title_changed : Signal
        Emitted when `document_name` or `is_modified` changed.
    notice : Signal of (severity, sentence)
        Something the person should see; severity is `info`, `good`, `warning` or `error`.
    """

    workspace_id: str
    recovery: Recovery | None
    title_changed: Signal[()]
    notice: Signal[str, str]

    @property
    def title(self) -> str:
        """The workspace's name in the current language."""
        ...

    @property
    def document_name(self) -> str:
        """The open document's name, empty when none is open."""
        ...

    @property
    def is_modified(self) -> bool:
        """Whether the document has changes that are not saved."""
        ...

    @property
    def undo_stack(self) -> UndoStack[Any] | None:
        """The open document's gestures; the window only reads it."""
        ...

    def undo(self) -> None:
        """Take the last gesture back."""
        ...

    def redo(self) -> None:
        """Repeat the gesture that was taken back."""
        ...

    def commands(self) -> Sequence[Command]:
        """All commands, titles in the current language; asked again when the language changes."""
        ...

    def open_path(self, path: Path) -> bool:
        """Open a dropped or named file; False when it is not one that this workspace opens."""
        ...

    def recent_documents(self) -> Sequence[Path]:
        """Files that were open, the newest first; some may be gone."""
        ...

    def restore(self, output: Output, bring: Bring) -> None:
        """Put the project of an output back, or say in words why that cannot be."""
        ...

    def open_result(self, job_id: str) -> bool:
        """Show the result of a finished job; False when it is not one of this workspace."""
        ...

    def activated(self) -> None:
        """The workspace came to the front."""
        ...

    def deactivated(self) -> None:
        """Another workspace came to the front: stop what only matters while seen."""
        ...

    def close_document(self) -> bool:
        """Ask about unsaved changes and let go of threads; False when the person wants to stay."""
        ...

    def shut_down(self) -> None:
        """Let go of threads without a question; a second call does nothing."""
        ...
