"""The page for showing pictures as a part of this workspace: its markers go to acquisition."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent

from desktop.neuro.preferences import PreferenceStore
from desktop.neuro.recorder import Recorder
from desktop.neuro.sample_store import SampleStore
from desktop.neuro.session import EegSession
from desktop.widgets.theme import Theme

if TYPE_CHECKING:
    from desktop.neuro.stimulus.page import ProtocolPage


class PicturePage:
    """Makes the page when it is first wanted, and keeps it while views around it are made anew.

    A run goes on when the language changes or another page is in front.
    """

    def __init__(
        self,
        theme: Theme,
        session: EegSession,
        recorder: Recorder,
        preferences: PreferenceStore,
        store: Callable[[], SampleStore | None],
        notice: Callable[[str, str], object],
        show_file: Callable[[Path], object],
    ) -> None:
        self._theme, self._session, self._recorder = theme, session, recorder
        self._preferences, self._store = preferences, store
        self._notice, self._show_file = notice, show_file
        self.page: ProtocolPage | None = None
        self._connections = [
            recorder.step.changed.connect(lambda _: self.refresh()),
            recorder.last.changed.connect(lambda _: self.refresh()),
        ]

    def widget(self) -> ProtocolPage:
        """The page."""
        if self.page is None:
            self.page = self._make()
        return self.page

    def _make(self) -> ProtocolPage:
        from desktop.neuro.stimulus.light_source import StoreLight
        from desktop.neuro.stimulus.page import ProtocolPage
        from desktop.neuro.stimulus.page_actions import PageActions

        page = ProtocolPage(
            self._theme,
            self._session.mark,
            actions=PageActions(
                recording=self._recording,
                start_recording=self._recorder.start,
                remember=lambda options: self._preferences.update(stimulus=options),
                notice=self._notice,
                show_file=self._show_file,
                light=StoreLight(self._store),
            ),
            options=self._preferences.value.stimulus,
        )
        page.refresh()
        return page

    def _recording(self) -> Path | None:
        last = self._recorder.last.value
        return Path(last.path) if self._recorder.is_recording and last is not None else None

    def refresh(self) -> None:
        """A recording or a source started or ended."""
        if self.page is not None:
            self.page.refresh()

    def take_out(self) -> None:
        """Take it out of the views that go, so that it does not go with them."""
        if self.page is not None:
            self.page.hide()
            self.page.setParent(None)

    def speak(self) -> None:
        """The language is another, and the page may not be in the window now."""
        if self.page is not None:
            QCoreApplication.sendEvent(self.page, QEvent(QEvent.Type.LanguageChange))

    def release(self) -> None:
        """End a run, save its report, and let go."""
        for disconnect in self._connections:
            disconnect()
        self._connections.clear()
        if self.page is not None:
            self.page.release()
            self.page.deleteLater()
            self.page = None
