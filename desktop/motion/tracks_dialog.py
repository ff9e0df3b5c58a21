"""Asks for the size on which imported tracks were made."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desktop.widgets.controls import Paragraph, name


class TracksDialog(QDialog):
    """Width and height in px; the file's format or the picture suggests them."""

    def __init__(self, parent: QWidget, count: int, frames: int, size: tuple[int, int]) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Import tracks"))
        words = Paragraph(360)
        words.setText(
            self.tr(
                "{count} tracks over {frames} frames. On which size were they made? They are"
                " scaled from it to the picture."
            ).format(count=count, frames=frames)
        )
        self.width_box, self.height_box = QSpinBox(), QSpinBox()
        form = QFormLayout()
        for box, value, text in (
            (self.width_box, size[0], self.tr("Width")),
            (self.height_box, size[1], self.tr("Height")),
        ):
            box.setRange(1, 65_536)
            box.setSuffix(" px")
            box.setValue(value)
            box.lineEdit().setTextMargins(6, 0, 0, 0)
            name(box, text)
            form.addRow(text, box)
        buttons = QDialogButtonBox()
        buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.accept_button = buttons.addButton(
            self.tr("Import"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.accept_button.setProperty("role", "primary")
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(16)
        layout.addWidget(words)
        layout.addLayout(form)
        layout.addWidget(buttons)

    @property
    def size_px(self) -> tuple[int, int]:
        """What was entered."""
        return self.width_box.value(), self.height_box.value()
