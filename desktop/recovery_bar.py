"""Offered after a window ended unexpectedly: its unsaved work, and a report of the crash."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy

from desktop.widgets.controls import button, label
from desktop.widgets.theme import Theme


@dataclass(frozen=True)
class Loss:
    """What an earlier window left: `workspace` has unsaved work, `report` tells of its crash."""

    report: Path | None = None
    workspace: str = ""


class RecoveryBar(QFrame):
    """Below the top bar until it is dismissed; `recover` opens the unsaved work."""

    def __init__(self, theme: Theme, recover: Callable[[], object]) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._theme, self._recover = theme, recover
        self.loss = Loss()
        self._icon = QLabel()
        self.words = label()
        self.words.setWordWrap(True)
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.recover_button = button("", "", self._take, "primary")
        self.report_button = button("", "", self.show_report)
        self.dismiss_button = button("", "", self.hide, "link")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 12, 8)
        row.setSpacing(8)
        row.addWidget(self._icon)
        row.addSpacing(4)
        row.addWidget(self.words, 1)
        for control in (self.recover_button, self.report_button, self.dismiss_button):
            row.addWidget(control)
        theme.changed.connect(self._repaint_icon)
        self._repaint_icon()
        self.retranslate()
        self.hide()

    def offer(self, loss: Loss) -> None:
        """Show what there is; nothing where there is nothing."""
        self.loss = loss
        self.retranslate()
        self.setVisible(loss != Loss())

    def retranslate(self) -> None:
        """Take all texts in the current language."""
        has_report, workspace = self.loss.report is not None, self.loss.workspace
        if has_report and workspace:
            words = self.tr(
                "Vitrine ended unexpectedly. Unsaved work in {workspace} can be brought back, and a"
                " report was kept on this computer."
            )
        elif has_report:
            words = self.tr(
                "Vitrine ended unexpectedly. A report was kept on this computer; nothing was sent."
            )
        else:
            words = self.tr("Unsaved work of an earlier session was found in {workspace}.")
        self.words.setText(words.format(workspace=workspace))
        self.setAccessibleName(self.words.text())
        for control, title, told in (
            (self.recover_button, self.tr("Recover"), self.tr("Open the unsaved work")),
            (
                self.report_button,
                self.tr("Open the folder"),
                self.tr("Versions, the traceback and the log, without prompts and file names"),
            ),
            (self.dismiss_button, self.tr("Dismiss"), self.tr("What was kept stays where it is")),
        ):
            control.setText(title)
            control.setAccessibleName(title)
            control.setToolTip(told)
        self.recover_button.setVisible(bool(workspace))
        self.report_button.setVisible(has_report)

    def _take(self) -> None:
        self.hide()
        self._recover()

    def show_report(self) -> None:
        """Open the folder of reports."""
        if self.loss.report is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.loss.report.parent)))

    def _repaint_icon(self) -> None:
        ratio = self.devicePixelRatioF()
        self._icon.setPixmap(self._theme.pixmap("ph.first-aid-kit", "warning", 20, ratio))
