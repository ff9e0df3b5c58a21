"""Which source to open: a stream, a board, a file, or the simulated participant."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.neuro.preferences import PreferenceStore
from desktop.neuro.session import EegSession
from desktop.neuro.source_pages import BoardPage, FilePage, LslPage, SimulatedPage, SourcePage
from desktop.widgets.controls import Paragraph, button, name
from desktop.widgets.theme import Theme
from desktop.widgets.words import error_words
from shared.errors import AppError
from shared.neuro.acquisition import SimulatedChoice, SourceChoice

WIDTH_PX, HEIGHT_PX = 720, 460
KINDS_WIDTH_PX = 196


class SourceDialog(QDialog):
    """Stays open until the source streams, and says why it does not."""

    def __init__(
        self, parent: QWidget, session: EegSession, preferences: PreferenceStore, theme: Theme
    ) -> None:
        super().__init__(parent)
        self._session, self._preferences = session, preferences
        self._asked: SourceChoice | None = None
        self.setWindowTitle(self.tr("Open a source"))
        self.resize(WIDTH_PX, HEIGHT_PX)
        self.lsl = LslPage(session)
        self.board = BoardPage()
        self.file = FilePage()
        self.simulated = SimulatedPage(preferences.value.simulated)
        self.kinds, self._pages = QListWidget(), QStackedWidget()
        name(self.kinds, self.tr("Kind of source"), self.tr("Kind of source"))
        self.kinds.setFixedWidth(theme.px(KINDS_WIDTH_PX))
        self.kinds.setIconSize(QSize(18, 18))
        self._sources: tuple[SourcePage, ...] = (self.lsl, self.board, self.file, self.simulated)
        for page, icon, title in zip(
            self._sources,
            ("ph.broadcast", "ph.cpu", "ph.file", "ph.user"),
            (
                self.tr("LSL streams"),
                self.tr("BrainFlow board"),
                self.tr("Recorded file"),
                self.tr("Simulated participant"),
            ),
            strict=True,
        ):
            item = QListWidgetItem(theme.icon(icon, "text"), title)
            item.setSizeHint(QSize(0, theme.px(36)))
            self.kinds.addItem(item)
            self._pages.addWidget(page)
            page.changed.connect(self._refresh)
        self.lsl.opened.connect(self._open)
        self.message = Paragraph(WIDTH_PX - 32, "bad")
        self.open_button = button(
            self.tr("Open"), self.tr("Open this source"), self._open, "primary"
        )
        self.cancel = button(self.tr("Cancel"), self.tr("Open nothing"), self.reject)
        self._lay_out()
        self._connections = [
            session.opening.changed.connect(lambda _: self._opening_changed()),
            session.online.changed.connect(lambda _: self._refresh()),
        ]
        self.kinds.currentRowChanged.connect(self._turn)
        self.kinds.setCurrentRow(0)
        self._say("")

    def _lay_out(self) -> None:
        middle = QHBoxLayout()
        middle.setSpacing(16)
        middle.addWidget(self.kinds)
        middle.addWidget(self._pages, 1)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.open_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(12)
        column.addLayout(middle, 1)
        column.addWidget(self.message)
        column.addLayout(buttons)

    def show_page(self, page: SourcePage) -> None:
        """Bring a kind of source to the front."""
        self.kinds.setCurrentRow(self._sources.index(page))

    @property
    def page(self) -> SourcePage:
        """The kind in front."""
        return self._sources[max(0, self._pages.currentIndex())]

    def _turn(self, row: int) -> None:
        self.page.left()
        self._pages.setCurrentIndex(row)
        if self.isVisible():
            self.page.shown()
        self._say("")
        self._refresh()

    def showEvent(self, event: object) -> None:
        """Begin to look."""
        super().showEvent(event)  # type: ignore[arg-type]
        self.page.shown()

    def _refresh(self) -> None:
        busy = self._session.opening.value is not None
        ready = self._session.online.value and not busy and self.page.choice() is not None
        self.open_button.setEnabled(ready)
        self.open_button.setText(self.tr("Opening…") if busy else self.tr("Open"))

    def _open(self) -> None:
        choice = self.page.choice()
        if choice is None or not self.open_button.isEnabled():
            return
        self._say("")
        if isinstance(choice, SimulatedChoice):
            self._preferences.update(simulated=choice)
        self._asked = choice
        self._session.open(choice, self._failed)

    def _failed(self, error: AppError) -> None:
        self._asked = None
        self._say(error_words(error))
        self._refresh()

    def _say(self, text: str) -> None:
        self.message.setText(text)
        self.message.setVisible(bool(text))

    def _opening_changed(self) -> None:
        self._refresh()
        if self._session.opening.value is None and self._asked is not None:
            # A failure is told right after; then the dialog stays.
            state = self._session.state.value
            if state.choice == self._asked:
                self.accept()

    def done(self, result: int) -> None:
        """Look no more, and let go."""
        self.page.left()
        for disconnect in self._connections:
            disconnect()
        self._connections.clear()
        super().done(result)
