"""A newcomer: no home, no configuration, and a worker that is started by the window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog

from shared.paths import config_dir
from tests.gui.newcomer.person import Person, newcomer


@pytest.fixture
def person(qapp: QApplication, fresh_folders: Path) -> Iterator[Person]:
    (config_dir() / "window.toml").unlink()
    with newcomer() as one:
        assert one.program.home == fresh_folders
        yield one


@pytest.fixture
def saved_as(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder to which every dialog of the system saves, under the name that it suggests."""
    folder = tmp_path / "documents"
    folder.mkdir()

    def answer(_: object, __: str, suggestion: str, *___: object) -> tuple[str, str]:
        return str(folder / Path(suggestion).name), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    return folder
