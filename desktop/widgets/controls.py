"""Small controls made the same way everywhere: named for assistive technology, with tooltips."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QToolButton, QWidget

from desktop.core.tokens import ICON_PX
from desktop.widgets.theme import Theme


def label(text: str = "", role: str = "", parent: QWidget | None = None) -> QLabel:
    """A label styled by `role`: label, muted, title, hero, bad, good or key."""
    widget = QLabel(text, parent)
    widget.setProperty("role", role)
    widget.setTextFormat(Qt.TextFormat.PlainText)
    return widget


class Paragraph(QLabel):
    """Wrapped text of a fixed width that is always as high as its lines.

    A wrapped QLabel that a layout aligns keeps the height of one line, which clips the rest.
    """

    def __init__(self, width_px: int, role: str = "muted") -> None:
        super().__init__()
        self.setProperty("role", role)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setFixedWidth(width_px)

    def hasHeightForWidth(self) -> bool:
        """The width is fixed: a layout would ask for the height at its own width."""
        return False

    def sizeHint(self) -> QSize:
        """The fixed width, and the height of all lines."""
        width_px = self.minimumWidth()
        return QSize(width_px, self.heightForWidth(width_px))

    def minimumSizeHint(self) -> QSize:
        """No line may be clipped."""
        return self.sizeHint()


def set_role(widget: QWidget, role: str) -> None:
    """Change a widget's styled role."""
    if widget.property("role") == role:
        return
    widget.setProperty("role", role)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def button(text: str, help_text: str, clicked: Callable[[], object], role: str = "") -> QPushButton:
    """A push button; role primary, link or danger."""
    widget = QPushButton(text)
    name(widget, text, help_text)
    widget.setProperty("role", role)
    widget.setAutoDefault(False)
    widget.clicked.connect(lambda: clicked())
    return widget


class IconButton(QToolButton):
    """A flat button with an icon of the theme, recoloured when the theme changes."""

    def __init__(
        self,
        theme: Theme,
        icon: str,
        clicked: Callable[[], object] | None = None,
        *,
        color: str = "text",
        size_px: int = ICON_PX,
    ) -> None:
        super().__init__()
        self._theme, self._icon, self._color, self._size_px = theme, icon, color, size_px
        self.setIconSize(QSize(size_px, size_px))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if clicked is not None:
            self.clicked.connect(lambda: clicked())
        recolor: Callable[[], None] = self.recolor
        theme.changed.connect(recolor)
        self.destroyed.connect(lambda: theme.changed.disconnect(recolor))
        self.recolor()

    def set_icon(self, icon: str, color: str | None = None) -> None:
        """Show another icon."""
        self._icon, self._color = icon, color or self._color
        self.recolor()

    def recolor(self) -> None:
        """Take the icon in the theme's colours."""
        self.setIcon(self._theme.icon(self._icon, self._color, self._size_px))

    def describe(self, title: str, keys: str = "") -> None:
        """Set the accessible name and the tooltip."""
        name(self, title, f"{title}  ({keys})" if keys else title)


def name(widget: QWidget, title: str, help_text: str = "") -> None:
    """Give a control its accessible name and its tooltip."""
    widget.setAccessibleName(title)
    widget.setToolTip(help_text or title)


def rule(parent: QWidget | None = None) -> QFrame:
    """A line of one pixel."""
    frame = QFrame(parent)
    frame.setProperty("role", "rule")
    frame.setFixedHeight(1)
    return frame
