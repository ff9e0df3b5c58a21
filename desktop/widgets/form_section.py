"""Titled groups of fields and labelled rows, made the same way in every inspector."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout

from desktop.widgets.number_field import LABEL_WIDTH_PX


def section(title: str) -> tuple[QFrame, QVBoxLayout]:
    """A titled group of fields."""
    frame = QFrame()
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(16, 12, 16, 8)
    layout.setSpacing(8)
    heading = QLabel(title)
    heading.setProperty("role", "label")
    layout.addWidget(heading)
    return frame, layout


class Section(QFrame):
    """A part of a page: a titled group whose `rows` take its fields."""

    def __init__(self, title: str) -> None:
        super().__init__()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        frame, self.rows = section(title)
        outer.addWidget(frame)

    def add_hint(self) -> QLabel:
        """A muted sentence below what is there."""
        hint = QLabel()
        hint.setProperty("role", "muted")
        hint.setWordWrap(True)
        self.rows.addWidget(hint)
        return hint


def combo_row(label: str, combo: QComboBox, help_text: str) -> QHBoxLayout:
    """A labelled choice."""
    name = QLabel(label)
    name.setProperty("role", "muted")
    name.setFixedWidth(LABEL_WIDTH_PX)
    name.setBuddy(combo)
    combo.setAccessibleName(label)
    combo.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
    combo.setToolTip(help_text)
    row = QHBoxLayout()
    row.setSpacing(8)
    row.addWidget(name)
    row.addWidget(combo, 1)
    return row
