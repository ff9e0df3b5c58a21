"""The documents that were open lately, each a button."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout

from desktop.core.recent import RecentDocument
from desktop.welcome.words import translate
from desktop.widgets.controls import Paragraph, button, label
from desktop.widgets.theme import Theme
from desktop.workspaces import rail_entries, workspace_title

MARGIN_PX = 16


class RecentCard(QFrame):
    """`opened` is called with a document."""

    def __init__(self, theme: Theme, opened: Callable[[RecentDocument], object]) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._theme, self._opened = theme, opened
        self._width_px = theme.px(300)
        self._icons = {entry.workspace_id: entry.icon for entry in rail_entries()}
        self.buttons: list[QPushButton] = []
        self._documents: tuple[RecentDocument, ...] = ()
        self._nothing: Paragraph | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(MARGIN_PX, 12, MARGIN_PX, MARGIN_PX)
        self._column.setSpacing(4)
        self._column.addWidget(label(translate("Welcome", "Opened lately"), "title"))
        self._column.addSpacing(4)
        self._first = self._column.count()

    def show_documents(self, documents: Sequence[RecentDocument]) -> None:
        """List documents, the newest first."""
        self._documents = tuple(documents)
        self._fill()

    def set_width(self, width_px: int) -> None:
        """Take a width; long names are shortened to it."""
        self.setFixedWidth(width_px)
        self._width_px = width_px - 2 * MARGIN_PX
        self._fill()

    def _fill(self) -> None:
        while self._column.count() > self._first:
            item = self._column.takeAt(self._first)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.buttons = [self._line(document) for document in self._documents]
        for line in self.buttons:
            self._column.addWidget(line, 0, Qt.AlignmentFlag.AlignLeft)
        if not self.buttons:
            nothing = Paragraph(self._width_px)
            nothing.setText(
                translate(
                    "Welcome",
                    "Nothing yet. Open a sample, or drop a picture, a recording, a file of examples"
                    " or something that Vitrine made on this window.",
                )
            )
            self._column.addWidget(nothing)
        self._column.addStretch(1)

    def _line(self, document: RecentDocument) -> QPushButton:
        title = workspace_title(document.workspace_id)
        line = button("", str(document.path), lambda: self._opened(document), "link")
        # Icon, spacing and padding of the button.
        room_px = self._width_px - self._theme.px(48)
        metrics = line.fontMetrics()
        line.setText(
            metrics.elidedText(document.path.name, Qt.TextElideMode.ElideMiddle, room_px).replace(
                "&", "&&"
            )
        )
        named = translate("Welcome", "Open {file} in {workspace}")
        line.setAccessibleName(named.format(file=document.path.name, workspace=title))
        line.setIcon(self._theme.icon(self._icons[document.workspace_id], "muted"))
        line.setIconSize(QSize(18, 18))
        return line

    def repaint_icons(self) -> None:
        """Take the icons in the theme's colours."""
        self._fill()
