"""Dialogs over a workspace, of which one is open at a time."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog


class DialogSlot:
    """Holds the dialog that is open, if any."""

    def __init__(self) -> None:
        self.dialog: QDialog | None = None

    def show(self, dialog: QDialog) -> None:
        """Open a dialog in place of the one that was."""
        self.close()
        self.dialog = dialog
        dialog.finished.connect(lambda _: self._forget(dialog))
        dialog.open()

    def close(self) -> None:
        """Reject the dialog that is open."""
        if self.dialog is not None:
            self.dialog.reject()

    def _forget(self, dialog: QDialog) -> None:
        if self.dialog is dialog:
            self.dialog = None
