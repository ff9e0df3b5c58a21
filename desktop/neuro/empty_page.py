"""What EEG shows before a source is open: one sentence, one button, and where streams are found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt

from desktop.widgets.controls import Paragraph, button, label, set_role
from desktop.widgets.first_page import FirstPage
from desktop.widgets.theme import Theme

WIDTH_PX = 460


@dataclass(frozen=True)
class EmptyActions:
    """What the page can start."""

    simulate: Callable[[], object]
    find: Callable[[], object]
    open_file: Callable[[], object]
    evaluate: Callable[[], object]


class EmptyPage(FirstPage):
    """Teaches the first step, and says why a source could not be opened."""

    def __init__(self, theme: Theme, actions: EmptyActions) -> None:
        super().__init__(theme, "activity")
        self.status = Paragraph(theme.px(WIDTH_PX), "muted")
        self.status.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.simulate_button = button(
            self.tr("Simulated participant"),
            self.tr("Stream a simulated participant: 64 channels, labelled as simulated"),
            actions.simulate,
            "primary",
        )
        self.find_button = button(
            self.tr("Find streams…"),
            self.tr("Choose a stream, a board or a recorded file  (Ctrl+O)"),
            actions.find,
        )
        self.file_button = button(
            self.tr("or play a recording"),
            self.tr("Open a recorded file and play it as if it were live"),
            actions.open_file,
            "link",
        )
        self.evaluate_button = button(
            self.tr("Can a decoder be fooled? See the confound demonstration"),
            self.tr("Decode 40 classes from EEG without any answer, and see why that works"),
            actions.evaluate,
            "link",
        )
        research = label(self.tr("For research only. Not a medical device."), "label")
        self.fill(
            self.tr("Watch a brain at work"),
            self.tr(
                "Stream a headset, see at once how good each channel is, and record safely. "
                "Without a headset, a simulated participant shows you everything."
            ),
            (self.simulate_button, self.find_button),
            below=(self.file_button, self.status),
            foot=(self.evaluate_button, research),
            width_px=WIDTH_PX,
        )
        self.show_status("")

    def show_status(self, text: str, *, bad: bool = False) -> None:
        """Say what happens, or why nothing does."""
        set_role(self.status, "bad" if bad else "muted")
        self.status.setText(text)
        self.status.setVisible(bool(text))

    def set_enabled(self, enabled: bool) -> None:
        """Whether something can be opened now."""
        for widget in (self.simulate_button, self.find_button, self.file_button):
            widget.setEnabled(enabled)
