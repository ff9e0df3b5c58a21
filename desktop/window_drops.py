"""Files dropped on the window, wherever the pointer is: outputs are restored, others opened."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt
from PySide6.QtGui import QDropEvent, QWindow
from PySide6.QtWidgets import QApplication

from desktop.core.outputs import Output, find_output
from desktop.widgets.background import Background
from desktop.widgets.drop_hint import DropHint
from desktop.widgets.input_files import InputFiles

if TYPE_CHECKING:
    from desktop.main_window import MainWindow

translate = QCoreApplication.translate
_DRAGS = (QEvent.Type.DragEnter, QEvent.Type.DragMove)


class WindowDrops(QObject):
    """Takes files before the widget below the pointer sees them.

    Text fields take a dropped file for text; the window's own handle hears of a drag first.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._handle: QWindow | None = None
        self._background = Background("dropped-files", self)
        self._inputs = InputFiles(window.link, window.home / "restored", self)
        self.hint = DropHint(window, window.theme)
        window.setAcceptDrops(True)

    @property
    def is_busy(self) -> bool:
        """Whether a file is looked at."""
        return self._background.is_busy or self._inputs.is_busy

    def watch(self) -> None:
        """Listen to the window's handle, which there is once it is shown."""
        handle = self._window.windowHandle()
        if handle is not None and handle is not self._handle:
            handle.installEventFilter(self)
            self._handle = handle

    def close(self) -> None:
        """Let go of the thread."""
        if self._handle is not None:
            self._handle.removeEventFilter(self)
            self._handle = None
        self._background.close()
        self._inputs.close()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take drags and drops of local files; other drags stay with the widgets."""
        kind = event.type()
        if kind is QEvent.Type.DragLeave:
            self.hint.hide()
            return False
        if kind not in (*_DRAGS, QEvent.Type.Drop) or not isinstance(event, QDropEvent):
            return False
        path = dropped_path(event)
        if path is None or QApplication.activeModalWidget() is not None:
            return False
        # A copy, whatever is proposed: the person's file stays where it is.
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if kind is QEvent.Type.Drop:
            self.hint.hide()
            self.take(path)
        elif kind is QEvent.Type.DragEnter:
            self.hint.show_for(path.name)
        return True

    def take(self, path: Path) -> None:
        """Restore an output in its workspace; open any other file where it belongs."""

        def found(output: Output | None) -> None:
            if output is None:
                self._window.open_path(path)
            else:
                self.restore(output)

        self._background.run(lambda: find_output(path), found, self._window.show_error)

    def restore(self, output: Output) -> None:
        """Bring the workspace that made an output to the front, with the project in it."""
        workspace = self._window.workspaces.get(output.workspace_id)
        if workspace is None:
            text = translate("WindowDrops", "{file} was made by {task}, which no workspace shows.")
            words = text.format(file=output.path.name, task=output.task)
            self._window.notify("warning", words)
            return
        self._window.show_workspace(output.workspace_id)
        workspace.restore(output, self._inputs.bring)


def dropped_path(event: QDropEvent) -> Path | None:
    """The first local file of a drag; None where there is none."""
    mime = event.mimeData()
    files = [url.toLocalFile() for url in mime.urls() if url.isLocalFile()]
    return Path(files[0]) if files else None
