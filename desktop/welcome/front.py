"""The welcome page in the window: made for each language, filled when it comes to the front."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget

from desktop.core.connection import describe
from desktop.core.first_check import check_device, check_workspaces, has_language_model
from desktop.core.recent import RecentDocument, recent_documents
from desktop.models.dialog import ModelsDialog
from desktop.welcome.page import WelcomeActions, WelcomePage
from desktop.welcome.words import Sample
from shared.protocol.messages import Models

if TYPE_CHECKING:
    from desktop.main_window import MainWindow


class WelcomeFront:
    """Owns the page; the window says when it is shown."""

    def __init__(self, window: MainWindow, stack: QStackedWidget) -> None:
        self._window, self._stack = window, stack
        self._scale = window.theme.font_scale
        self._models: Models | None = None
        self._watched: ModelsDialog | None = None
        self._language_model = has_language_model()
        self.page = self._make()
        window.theme.changed.connect(self._restyle)
        self._forget_link = window.link.state_changed.connect(lambda _: self._link_changed())

    def _make(self) -> WelcomePage:
        settings = self._window.settings
        page = WelcomePage(
            self._window.theme,
            WelcomeActions(
                self.open_sample,
                self.open_recent,
                self.open_models,
                lambda on: settings.update(welcome_at_start=on),
            ),
            at_start=settings.value.welcome_at_start,
        )
        self._stack.addWidget(page)
        self._fill_check(page)
        return page

    def show(self) -> None:
        """Bring the page to the front, with what is known now."""
        self._fill()
        self._ask_models()
        self._stack.setCurrentWidget(self.page)
        self.page.focus_first()

    def _fill(self) -> None:
        known = {
            workspace_id: workspace.recent_documents()
            for workspace_id, workspace in self._window.workspaces.items()
        }
        self.page.recent.show_documents(recent_documents(known))
        self.page.at_start.setChecked(self._window.settings.value.welcome_at_start)

    # --- what this computer can do ---------------------------------------------------------

    def _fill_check(self, page: WelcomePage) -> None:
        connection = describe(self._window.link.state)
        page.check.show_device(check_device(connection), connection)
        page.check.show_workspaces(
            check_workspaces(self._models, language_model=self._language_model)
        )

    def _link_changed(self) -> None:
        state = self._window.link.state
        if state is None or state.state != "ready":
            self._models = None  # another worker may have others
        elif self._models is None:
            self._ask_models()
        self._fill_check(self.page)

    def _ask_models(self) -> None:
        link = self._window.link
        if link.state is not None and link.state.state == "ready":
            link.then(link.models(), self._take_models, lambda _: None)

    def _take_models(self, found: Models) -> None:
        self._models = found
        self._fill_check(self.page)

    def open_models(self) -> None:
        """Open the page of models, and look again when it is closed."""
        self._window.open_models()
        page = self._window.models_page
        if page is not None and page is not self._watched:
            self._watched = page
            page.finished.connect(lambda _: self._ask_models())

    # --- views -----------------------------------------------------------------------------

    def _restyle(self) -> None:
        if self._window.theme.font_scale != self._scale:
            self.make_anew()
        else:
            self.page.repaint_icons()

    def make_anew(self) -> None:
        """Speak the new language, or take the new sizes."""
        self._scale = self._window.theme.font_scale
        before, is_front = self.page, self._stack.currentWidget() is self.page
        self.page = self._make()
        if is_front:
            self.show()
        self._stack.removeWidget(before)
        before.hide()
        before.deleteLater()

    def open_sample(self, sample: Sample) -> None:
        """Bring a sample's workspace to the front and open it there."""
        self._window.show_workspace(sample.workspace_id)
        self._window.registry.run(sample.command)

    def open_recent(self, document: RecentDocument) -> None:
        """Open a document where it was open before."""
        self._window.show_workspace(document.workspace_id)
        self._window.workspaces[document.workspace_id].open_path(document.path)

    def release(self) -> None:
        """Let go of the theme."""
        self._window.theme.changed.disconnect(self._restyle)
        self._forget_link()
