"""Keys of the commands: the window's always work, a workspace's only while it is in front."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from desktop.core.commands import CommandRegistry


class Shortcuts(QObject):
    """Keeps one QShortcut for each key of the commands that are available in front."""

    def __init__(self, window: QWidget, registry: CommandRegistry) -> None:
        super().__init__(window)
        self._window, self._registry = window, registry
        self._shortcuts: list[QShortcut] = []

    def bind(self, scope: str) -> None:
        """Make the keys for a workspace in front."""
        for shortcut in self._shortcuts:
            shortcut.setEnabled(False)
            shortcut.deleteLater()
        self._shortcuts.clear()
        for command in self._registry.available(scope):
            for key in command.keys:
                sequence = QKeySequence.fromString(key, QKeySequence.SequenceFormat.PortableText)
                shortcut = QShortcut(sequence, self._window)
                shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
                shortcut.activated.connect(partial(self._run, command.id, key))
                self._shortcuts.append(shortcut)

    def _run(self, command_id: str, key: str) -> None:
        focused = QApplication.focusWidget()
        if key == "Space" and isinstance(focused, QAbstractButton):
            # Space presses the button that has the focus, before it plays anything.
            focused.click()
            return
        self._registry.run(command_id)


def native_keys(key: str) -> str:
    """A key as this system writes it."""
    sequence = QKeySequence.fromString(key, QKeySequence.SequenceFormat.PortableText)
    return sequence.toString(QKeySequence.SequenceFormat.NativeText)
