"""A result for other people: where to, the copy beside the GUI thread, what was left out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog

from desktop.widgets.background import Background

if TYPE_CHECKING:
    from desktop.main_window import MainWindow
    from shared.sharing import Shared

translate = QCoreApplication.translate


class ShareExport:
    """Copies results without what is private; owns the thread that does."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._background = Background("share-export", window)

    def begin(self, source: Path, task: str) -> None:
        """Ask for a folder and copy a result's folder into a new one in it, named for its task."""
        title = translate("JobActions", "Export for sharing into this folder")
        chosen = QFileDialog.getExistingDirectory(self._window, title)
        if not chosen:
            return
        target = free_folder(Path(chosen), f"{task.replace('.', '-')}-shared")

        def copy() -> Shared:
            # It opens pictures and videos, whose packages the window does not need to start.
            from shared.sharing import share

            return share(source, target)

        self._background.run(copy, lambda done: self._tell(target, done), self._window.show_error)

    def _tell(self, folder: Path, done: Shared) -> None:
        text = translate(
            "JobActions", "Exported into {folder}, without paths, prompts, names and subject codes."
        ).format(folder=folder)
        details = ""
        if done.left_out:
            left = translate("JobActions", "Left out, as nothing says what is in them: {files}")
            details = left.format(files=", ".join(done.left_out))
        self._window.notify("good", text, details)

    def close(self) -> None:
        """End the thread."""
        self._background.close()


def free_folder(parent: Path, name: str) -> Path:
    """`parent/name`, or with a number behind it where that is taken."""
    found, number = parent / name, 2
    while found.exists():
        found, number = parent / f"{name}-{number}", number + 1
    return found
