"""The row at the foot: the red button, codes, and what is being written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QRegularExpression, QSignalBlocker, QSize, Qt
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from desktop.neuro.preferences import Codes
from desktop.neuro.recorder import Recorder
from desktop.neuro.recordings import recording_name
from desktop.neuro.session import EegSession
from desktop.neuro.steady_label import SteadyLabel
from desktop.neuro.words import elapsed, file_size
from desktop.widgets.controls import button, label, name, set_role
from desktop.widgets.theme import Theme
from shared.neuro.acquisition import CODE

CODE_WIDTH_PX = 76


@dataclass(frozen=True)
class RecordActions:
    """What the row can start besides recording."""

    show_folder: Callable[[], object]
    export: Callable[[], object]


class RecordBar(QWidget):
    """Follows the recorder; depends on nothing that shows or works out signals."""

    def __init__(
        self, session: EegSession, recorder: Recorder, theme: Theme, actions: RecordActions
    ) -> None:
        super().__init__()
        self._session, self._recorder, self._theme = session, recorder, theme
        self.setObjectName("recordBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(theme.px(48))
        self.record = QPushButton()
        self.record.setAutoDefault(False)
        self.record.setIconSize(QSize(16, 16))
        self.record.clicked.connect(lambda: recorder.toggle())
        self.codes = {
            "subject": self._code(self.tr("Subject"), self.tr("Code of the participant, no name")),
            "session": self._code(self.tr("Session"), self.tr("Code of the session")),
            "task": self._code(self.tr("Task"), self.tr("Code of the task")),
        }
        for key, field in self.codes.items():
            field.textEdited.connect(lambda text, k=key: recorder.set_code(k, text))
        self.file = label("", "label")
        self.status = SteadyLabel("")
        self.folder = button(
            self.tr("Show in folder"), self.tr("Open the folder of the recording"),
            actions.show_folder, "link",
        )  # fmt: skip
        self.export = button(
            self.tr("Export…"), self.tr("Make EDF, FIF or BIDS of it"), actions.export, "link"
        )
        self.research = label(self.tr("Research use, not a medical device"), "label")
        self._lay_out()
        self._connections = [
            session.state.changed.connect(lambda _: self.refresh()),
            recorder.step.changed.connect(lambda _: self.refresh()),
            recorder.codes.changed.connect(self._show_codes),
            theme.changed.connect(self.refresh),
        ]
        self._show_codes(recorder.codes.value)
        self.refresh()

    def _code(self, title: str, help_text: str) -> QLineEdit:
        field = QLineEdit()
        field.setPlaceholderText(title)
        field.setFixedWidth(self._theme.px(CODE_WIDTH_PX))
        field.setValidator(QRegularExpressionValidator(QRegularExpression(CODE), field))
        name(field, title, help_text)
        return field

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(8)
        row.addWidget(self.record)
        for field in self.codes.values():
            row.addWidget(field)
        row.addWidget(self.status)
        row.addWidget(self.file)
        row.addWidget(self.folder)
        row.addWidget(self.export)
        row.addStretch(1)
        row.addWidget(self.research)

    def _show_codes(self, codes: Codes) -> None:
        for key, field in self.codes.items():
            text = getattr(codes, key)
            if field.text() != text:
                with QSignalBlocker(field):
                    field.setText(text)
        self.refresh()

    def refresh(self) -> None:
        """Say what is written, or would be."""
        recorder, step = self._recorder, self._recorder.step.value
        recording = recorder.is_recording
        texts = {
            "idle": self.tr("Record"),
            "asked": self.tr("Starting…"),
            "recording": self.tr("Stop"),
            "stopping": self.tr("Stopping…"),
        }
        self.record.setText(texts[step])
        icon = self._theme.icon("ph.stop-fill" if recording else "ph.record-fill", "bad", 16)
        if icon.cacheKey() != self.record.icon().cacheKey():
            # Setting it again lays the window out again.
            self.record.setIcon(icon)
        self.record.setAccessibleName(texts[step])
        self.record.setEnabled(step in ("idle", "recording"))
        set_role(self.record, "danger" if recording else "")
        for field in self.codes.values():
            field.setVisible(not recording)
        self._show_status(recording)

    def _show_status(self, recording: bool) -> None:
        recorder, last = self._recorder, self._recorder.last.value
        set_role(self.status, "bad" if recording else "muted")
        if recording and last is not None:
            lost = recorder.lost
            words = self.tr("REC  {time}  ·  {size}  ·  {lost} lost")
            text = words.format(
                time=elapsed(last.seconds), size=file_size(last.size_bytes), lost=lost
            )
            if last.part > 1:
                text += "  ·  " + self.tr("part {number}").format(number=last.part)
            self.status.setText(text)
            self.file.setText(last.name)
        else:
            self.status.setText("")
            self.file.setText("" if last is None else last.name)
        self._show_help(recording)
        self.status.setVisible(recording)
        self.file.setVisible(last is not None)
        self.file.setToolTip(last.path if last is not None else "")
        self.folder.setVisible(last is not None)
        self.export.setVisible(last is not None and not recording)

    def _show_help(self, recording: bool) -> None:
        words = f"{self.tr('Record to a file, or stop')}  (R)"
        if not recording:
            words += "\n" + recording_name(self._recorder.codes.value, datetime.now())
        self.record.setToolTip(words)

    def release(self) -> None:
        """Let go of models and theme."""
        for disconnect in self._connections:
            disconnect()
        self._connections.clear()
