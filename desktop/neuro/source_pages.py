"""The pages of the source dialog: each makes one kind of choice."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desktop.neuro.session import EegSession
from desktop.neuro.source_files import FILE_SUFFIXES
from desktop.neuro.words import channel_count
from desktop.widgets.controls import Paragraph, button, label, name
from desktop.widgets.sentence_items import SENTENCE_ROLE, SentenceDelegate
from desktop.widgets.words import error_words
from shared.errors import AppError
from shared.neuro.acquisition import (
    BoardChoice,
    FileChoice,
    LslChoice,
    SimulatedChoice,
    SourceChoice,
)
from shared.neuro.boards import BOARDS, Field, board_fields
from shared.neuro.streams import StreamInfo

translate = QCoreApplication.translate
LIST_WIDTH_PX = 440
LOOK_S, AGAIN_MS = 1.0, 1000


class SourcePage(QWidget):
    """One kind of source; `choice` is what the fields say, None while they say nothing."""

    changed = Signal()

    def choice(self) -> SourceChoice | None:
        """What would be opened."""
        raise NotImplementedError

    def shown(self) -> None:
        """The page came to the front."""

    def left(self) -> None:
        """Another page, or none, is in front."""


class LslPage(SourcePage):
    """The streams that are there now; looked for again and again while the page is in front."""

    opened = Signal()

    def __init__(self, session: EegSession) -> None:
        super().__init__()
        self._session = session
        self._streams: list[StreamInfo] = []
        self._looking = False
        self._active = False
        self.list = QListWidget()
        self.list.setItemDelegate(SentenceDelegate(LIST_WIDTH_PX, self.list))
        name(self.list, self.tr("Streams"), self.tr("Streams of the Lab Streaming Layer"))
        self.status = Paragraph(LIST_WIDTH_PX)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(AGAIN_MS)
        self._again.timeout.connect(self._look)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list, 1)
        column.addWidget(self.status)
        self.list.currentItemChanged.connect(lambda *_: self.changed.emit())
        self.list.itemActivated.connect(lambda _: self.opened.emit())
        self._say("")

    def shown(self) -> None:
        """Begin to look."""
        self._active = True
        self._look()

    def left(self) -> None:
        """Look no more."""
        self._active = False
        self._again.stop()

    def _look(self) -> None:
        if self._active and not self._looking:
            self._looking = True
            self._session.list_streams(LOOK_S, self._found, self._failed)

    def _found(self, streams: list[StreamInfo]) -> None:
        self._looking = False
        if not self._active:
            return
        self._fill(sorted(streams, key=lambda s: (s.kind == "Markers", s.name, s.source_id)))
        self._say("")
        self._again.start()

    def _failed(self, error: AppError) -> None:
        self._looking = False
        if self._active:
            self._say(error_words(error))
            self._again.start()

    def _fill(self, streams: list[StreamInfo]) -> None:
        if streams == self._streams:
            return
        chosen = self._chosen()
        self._streams = streams
        self.list.clear()
        for number, stream in enumerate(streams):
            item = QListWidgetItem(stream.name or self.tr("(without a name)"))
            item.setData(SENTENCE_ROLE, self._sentence(stream))
            item.setData(Qt.ItemDataRole.UserRole, number)
            if not stream.rate_hz:
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEnabled)
            self.list.addItem(item)
            if chosen is not None and _same(stream, chosen):
                self.list.setCurrentItem(item)
        first = next((i for i, s in enumerate(streams) if s.rate_hz), None)
        if self.list.currentRow() < 0 and first is not None:
            self.list.setCurrentRow(first)
        self.changed.emit()

    def _sentence(self, stream: StreamInfo) -> str:
        if not stream.rate_hz:
            return self.tr("Markers: joined by themselves when they belong to a stream")
        parts = [stream.kind, channel_count(len(stream.channels)), f"{stream.rate_hz:g} Hz"]
        if stream.hostname:
            parts.append(self.tr("on {computer}").format(computer=stream.hostname))
        if stream.simulated:
            parts.append(self.tr("simulated"))
        if stream.source_id:
            parts.append(stream.source_id)
        return " · ".join(part for part in parts if part)

    def _say(self, trouble: str) -> None:
        if trouble:
            text = trouble
        elif self._streams:
            text = self.tr("Looking for more…")
        else:
            text = self.tr(
                "Looking for streams on this computer… Start the program that brings your headset "
                "to LSL, for example muselsl, the OpenBCI GUI or your amplifier's LSL connector."
            )
        self.status.setText(text)
        self.status.updateGeometry()

    def _chosen(self) -> StreamInfo | None:
        item = self.list.currentItem()
        if item is None or not item.flags() & Qt.ItemFlag.ItemIsEnabled:
            return None
        number: int = item.data(Qt.ItemDataRole.UserRole)
        return self._streams[number]

    def choice(self) -> SourceChoice | None:
        """The chosen stream, by its source id where it has one."""
        stream = self._chosen()
        if stream is None:
            return None
        return LslChoice(name=stream.name, source_id=stream.source_id)


def _same(a: StreamInfo, b: StreamInfo) -> bool:
    return (a.name, a.source_id, a.hostname) == (b.name, b.source_id, b.hostname)


class BoardPage(SourcePage):
    """A board of BrainFlow and how it is reached."""

    def __init__(self) -> None:
        super().__init__()
        self.board = QComboBox()
        for board in BOARDS:
            self.board.addItem(f"{board.name}  ({board.board_id})", board.board_id)
        name(self.board, self.tr("Board"), self.tr("Board, with its number in BrainFlow"))
        self.fields: dict[Field, QLineEdit] = {}
        self.form = QFormLayout()
        self.form.setHorizontalSpacing(12)
        self.form.addRow(label(self.tr("Board"), "muted"), self.board)
        for field, title, example in (
            ("serial_port", self.tr("Serial port"), "/dev/ttyUSB0, COM3"),
            ("mac_address", self.tr("Bluetooth address"), "00:11:22:33:44:55"),
            ("serial_number", self.tr("Device name"), "Muse-1A2B"),
            ("ip_address", self.tr("IP address"), "192.168.4.1"),
            ("ip_port", self.tr("IP port"), "3000"),
            ("file", self.tr("File"), self.tr("a recording that BrainFlow wrote")),
        ):
            line = QLineEdit()
            line.setPlaceholderText(example)
            name(line, title, self.tr("Leave it empty to let the board be found"))
            line.textChanged.connect(lambda _: self.changed.emit())
            self.fields[field] = line  # type: ignore[index]
            self.form.addRow(label(title, "muted"), line)
        self.master = QComboBox()
        for board in BOARDS:
            self.master.addItem(board.name, board.board_id)
        name(self.master, self.tr("Made by"), self.tr("Board that the file was recorded with"))
        self.form.addRow(label(self.tr("Made by"), "muted"), self.master)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self.form)
        column.addStretch(1)
        self.board.currentIndexChanged.connect(lambda _: self._choose())
        self._choose()

    def _choose(self) -> None:
        wanted = board_fields(self.board.currentData())
        for field, line in self.fields.items():
            self.form.setRowVisible(line, field in wanted)
        self.form.setRowVisible(self.master, "file" in wanted)
        self.changed.emit()

    def choice(self) -> SourceChoice | None:
        """The board with the fields that it takes."""
        board_id = self.board.currentData()
        wanted = board_fields(board_id)
        given = {f: line.text().strip() for f, line in self.fields.items() if f in wanted}
        port = given.pop("ip_port", "")
        if port and not (port.isdigit() and int(port) <= 65535):
            return None
        if "file" in wanted and not given["file"]:
            return None
        master = self.master.currentData() if "file" in wanted else None
        return BoardChoice(board_id=board_id, ip_port=int(port or 0), master_board=master, **given)


class FilePage(SourcePage):
    """A recorded file that is played as if it were live."""

    def __init__(self) -> None:
        super().__init__()
        self.path = QLineEdit()
        self.path.setPlaceholderText(self.tr("FIF, EDF, BDF, XDF, EEGLAB, BrainVision or CSV"))
        name(self.path, self.tr("File"), self.tr("Recorded file to play"))
        self.browse = button(self.tr("Browse…"), self.tr("Choose a file"), self._browse)
        self.speed = QComboBox()
        for speed in (0.5, 1.0, 2.0, 4.0, 8.0):
            self.speed.addItem(f"{speed:g}×", speed)
        self.speed.setCurrentIndex(1)
        name(self.speed, self.tr("Speed"), self.tr("How fast the file is played"))
        self.loop = QCheckBox(self.tr("Begin again at the end"))
        name(self.loop, self.loop.text(), self.tr("Play the file again and again"))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.path, 1)
        row.addWidget(self.browse)
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        form.addRow(label(self.tr("File"), "muted"), row)
        form.addRow(label(self.tr("Speed"), "muted"), self.speed)
        form.addRow("", self.loop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(form)
        column.addStretch(1)
        self.path.textChanged.connect(lambda _: self.changed.emit())

    def _browse(self) -> None:
        path = ask_for_file(self, self.path.text())
        if path is not None:
            self.path.setText(str(path))

    def choice(self) -> SourceChoice | None:
        """The file, if one is named."""
        text = self.path.text().strip()
        if not text:
            return None
        path = str(Path(text).expanduser().absolute())
        return FileChoice(path=path, speed=self.speed.currentData(), loop=self.loop.isChecked())


def ask_for_file(parent: QWidget, before: str = "") -> Path | None:
    """Ask which recording to play."""
    patterns = " ".join(f"*{suffix}" for suffix in FILE_SUFFIXES)
    kinds = translate("Eeg", "Recordings ({patterns})").format(patterns=patterns)
    title = translate("Eeg", "Play a recording")
    found, _ = QFileDialog.getOpenFileName(parent, title, before or str(Path.home()), kinds)
    return Path(found) if found else None


class SimulatedPage(SourcePage):
    """The simulated participant."""

    def __init__(self, before: SimulatedChoice) -> None:
        super().__init__()
        self.level, self.rate = QComboBox(), QComboBox()
        self.level.addItem(self.tr("Realistic: as hard to decode as a person"), "realistic")
        self.level.addItem(self.tr("Demo: clearer responses"), "demo")
        self.channels, self.seed = QSpinBox(), QSpinBox()
        self.channels.setRange(1, 256)
        self.seed.setRange(0, 999_999)
        for spin in (self.channels, self.seed):
            spin.lineEdit().setTextMargins(6, 0, 0, 0)
        for hertz in (125.0, 250.0, 500.0, 1000.0):
            self.rate.addItem(f"{hertz:g} Hz", hertz)
        form = QFormLayout()
        form.setHorizontalSpacing(12)
        for widget, title, help_text in (
            (self.level, self.tr("Level"), self.tr("How clear the responses to pictures are")),
            (self.channels, self.tr("Channels"), self.tr("Electrodes on the head, 1 to 256")),
            (self.rate, self.tr("Rate"), self.tr("Samples a second of each channel")),
            (self.seed, self.tr("Seed"), self.tr("Equal settings give equal samples")),
        ):
            name(widget, title, help_text)
            form.addRow(label(title, "muted"), widget)
        hint = Paragraph(LIST_WIDTH_PX)
        hint.setText(
            self.tr(
                "Signals of a modelled head that looks at pictures, with blinks, muscles and hum. "
                "Traces and files say that they are simulated."
            )
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(form)
        column.addSpacing(8)
        column.addWidget(hint)
        column.addStretch(1)
        self._show(before)

    def _show(self, choice: SimulatedChoice) -> None:
        self.level.setCurrentIndex(max(0, self.level.findData(choice.level)))
        self.channels.setValue(choice.channels)
        self.rate.setCurrentIndex(max(0, self.rate.findData(choice.rate_hz)))
        self.seed.setValue(choice.seed)

    def choice(self) -> SourceChoice | None:
        """The participant of these settings."""
        return SimulatedChoice(
            level=self.level.currentData(),
            seed=self.seed.value(),
            channels=self.channels.value(),
            rate_hz=self.rate.currentData(),
        )
