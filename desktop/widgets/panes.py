"""Pages of a workspace: let go of when they are made anew, sizes of their panes kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from PySide6.QtWidgets import QSplitter, QStackedLayout, QStackedWidget, QWidget

from desktop.core.settings import SettingsStore


def restore_panes(splitters: Mapping[str, QSplitter], settings: SettingsStore) -> None:
    """Give the panes the sizes they had."""
    for name, splitter in splitters.items():
        sizes = settings.value.panes.get(name)
        if sizes and len(sizes) == splitter.count():
            splitter.setSizes(sizes)


def remember_panes(splitters: Mapping[str, QSplitter], settings: SettingsStore) -> None:
    """Keep the panes' sizes."""
    panes = dict(settings.value.panes)
    for name, splitter in splitters.items():
        panes[name] = [max(0, size) for size in splitter.sizes()]
    settings.update(panes=panes)


class Page(Protocol):
    """A page of a workspace, which holds on to the theme or a view-model until it is released."""

    def release(self) -> object:
        """Let go of them."""


def drop_pages(stack: QStackedLayout | QStackedWidget, *pages: Page | None) -> None:
    """Take pages out of the stack for good; what is None was never made."""
    for page in pages:
        if page is not None:
            assert isinstance(page, QWidget)
            page.release()
            stack.removeWidget(page)
            page.hide()
            page.deleteLater()
