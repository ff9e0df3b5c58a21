"""What Motion shows before a picture is open: one sentence, one button, one sample."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from desktop.widgets.controls import button, label
from desktop.widgets.first_page import FirstPage
from desktop.widgets.theme import Theme


@dataclass(frozen=True)
class EmptyActions:
    """What the page can start; without a sample or a lost document its offer is hidden."""

    open_picture: Callable[[], object]
    open_sample: Callable[[], object] | None
    recover: Callable[[], object]
    discard: Callable[[], object]


class EmptyPage(FirstPage):
    """Teaches the first step."""

    def __init__(self, theme: Theme, actions: EmptyActions) -> None:
        super().__init__(theme, "path")
        self.open_button = button(
            self.tr("Open a picture…"),
            self.tr("Open a picture or a project  (Ctrl+O); you can drop one here too"),
            actions.open_picture,
            "primary",
        )
        self.recovery = self._make_recovery(actions)
        below: list[QWidget] = [self.recovery]
        if actions.open_sample is not None:
            self.sample_button = button(
                self.tr("or try the sample"),
                self.tr("Open a sample picture with drags on it"),
                actions.open_sample,
                "link",
            )
            below.insert(0, self.sample_button)
        self.fill(
            self.tr("Make a photograph move"),
            self.tr("Open a picture, drag what should move, and watch it move while you drag."),
            (self.open_button,),
            below=below,
        )

    def _make_recovery(self, actions: EmptyActions) -> QFrame:
        frame = QFrame()
        frame.setProperty("role", "card")
        row = QHBoxLayout(frame)
        row.setContentsMargins(16, 12, 12, 12)
        row.setSpacing(12)
        row.addWidget(label(self.tr("Unsaved work of an earlier session was found.")))
        recover = button(self.tr("Recover"), self.tr("Open the unsaved work"), actions.recover)
        discard = button(
            self.tr("Discard"), self.tr("Delete the unsaved work"), actions.discard, "link"
        )
        for choice in (recover, discard):
            choice.clicked.connect(frame.hide)
            row.addWidget(choice)
        frame.hide()
        return frame
