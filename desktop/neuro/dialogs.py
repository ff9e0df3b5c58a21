"""The dialogs of EEG: which source, consent, places, export, and what becomes of a recording."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject, QPoint, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QDialog, QMenu, QMessageBox, QWidget

from desktop.neuro.channels import Channel, ChannelModel
from desktop.neuro.consent_sheet import ConsentSheet
from desktop.neuro.export_sheet import ExportSheet
from desktop.neuro.montage_dialog import MontageDialog
from desktop.neuro.preferences import PreferenceStore
from desktop.neuro.session import EegSession
from desktop.neuro.source_dialog import SourceDialog
from desktop.neuro.tasks import EegTasks
from desktop.widgets.dialog_slot import DialogSlot
from desktop.widgets.theme import Theme

Leaving = Literal["background", "stop", "stay"]


class Dialogs(QObject):
    """Opens them one at a time over the workspace.

    Attributes
    ----------
    ask_leave : Callable
        Asks what becomes of the recording when the window closes; takes its name.
    """

    def __init__(
        self, parent: QWidget, session: EegSession, preferences: PreferenceStore, theme: Theme
    ) -> None:
        super().__init__(parent)
        self._parent, self._session = parent, session
        self._preferences, self._theme = preferences, theme
        self._slot = DialogSlot()
        self.menu: QMenu | None = None
        self.ask_leave: Callable[[str], Leaving] = self._ask_leave
        self.show_in_folder: Callable[[Path], object] = _show_in_folder

    @property
    def open_one(self) -> QDialog | None:
        """The dialog that is open."""
        return self._slot.dialog

    def _show(self, dialog: QDialog) -> None:
        self.close()
        dialog.finished.connect(lambda _: dialog.deleteLater())
        self._slot.show(dialog)

    def close(self) -> None:
        """Close what is open."""
        self._slot.close()
        if self.menu is not None:
            self.menu.close()

    def source(self) -> SourceDialog:
        """Which source to open."""
        dialog = SourceDialog(self._parent, self._session, self._preferences, self._theme)
        self._show(dialog)
        return dialog

    def consent(self, subject: str, agreed: Callable[[str], object]) -> None:
        """Ask for a participant's consent."""
        self._show(ConsentSheet(self._parent, subject, agreed))

    def montage(
        self,
        source: str,
        channels: tuple[Channel, ...],
        saved: Callable[[Mapping[str, str]], object],
    ) -> None:
        """Where the electrodes sit."""
        self._show(MontageDialog(self._parent, source, channels, saved))

    def export(self, path: Path) -> None:
        """Make other formats."""
        copy = QGuiApplication.clipboard().setText
        self._show(ExportSheet(self._parent, path, copy, lambda made: self.show_in_folder(made)))

    def channel_menu(self, label: str, at: QPoint, channels: ChannelModel, tasks: EegTasks) -> None:
        """What can be done with a channel."""
        menu = QMenu(self._parent)
        bad, hidden = label in channels.bad.value, label in channels.hidden.value
        mark = self.tr("{channel} is good") if bad else self.tr("Mark {channel} as bad")
        hide = self.tr("Show {channel}") if hidden else self.tr("Hide {channel}")
        only = self.tr("Show only {channel}")
        for text, call in (
            (mark, lambda: tasks.toggle_bad(label)),
            (hide, lambda: channels.toggle_hidden(label)),
            (only, lambda: channels.show_only(label)),
            (self.tr("Show all channels"), channels.show_all),
        ):
            action = menu.addAction(text.format(channel=label))
            action.triggered.connect(lambda _=False, c=call: c())
        menu.aboutToHide.connect(menu.deleteLater)
        menu.destroyed.connect(lambda: self._menu_gone(menu))
        self.menu = menu
        menu.popup(at)

    def _menu_gone(self, menu: QMenu) -> None:
        if self.menu is menu:
            self.menu = None

    def _ask_leave(self, name: str) -> Leaving:
        box = QMessageBox(self._parent.window())
        box.setIcon(QMessageBox.Icon.Question)
        box.setText(self.tr("{name} is being recorded.").format(name=name))
        box.setInformativeText(
            self.tr(
                "The recording can go on without the window; the next window finds it again. "
                "Or it ends now, and nothing is lost of it."
            )
        )
        role = QMessageBox.ButtonRole
        background = box.addButton(self.tr("Go on recording"), role.AcceptRole)
        stop = box.addButton(self.tr("Stop and close"), role.DestructiveRole)
        box.addButton(self.tr("Stay"), role.RejectRole)
        box.setDefaultButton(background)
        box.exec()
        if box.clickedButton() is background:
            return "background"
        return "stop" if box.clickedButton() is stop else "stay"


def _show_in_folder(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))
