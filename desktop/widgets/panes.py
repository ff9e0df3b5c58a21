"""Sizes of the editor's panes, kept in the settings."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QSplitter

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
