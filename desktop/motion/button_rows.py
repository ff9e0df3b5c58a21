"""Buttons of the inspector, two to a row."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout


def named_button(text: str, help_text: str, call: Callable[[], object]) -> QPushButton:
    """A button with its tooltip, which is its accessible name too."""
    button = QPushButton(text)
    button.setToolTip(help_text)
    button.setAccessibleName(help_text)
    button.clicked.connect(lambda: call())
    return button


def button_rows(buttons: list[QPushButton]) -> QVBoxLayout:
    """The buttons in rows of two."""
    rows = QVBoxLayout()
    rows.setSpacing(8)
    for first in range(0, len(buttons), 2):
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in buttons[first : first + 2]:
            row.addWidget(button, 1)
        rows.addLayout(row)
    return rows
