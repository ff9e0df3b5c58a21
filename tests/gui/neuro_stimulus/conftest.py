"""The page for showing pictures in a window of its own, on a clock that runs fast."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QImage, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from desktop.neuro.stimulus.options import StimulusOptions
from desktop.neuro.stimulus.page import ProtocolPage
from desktop.neuro.stimulus.page_actions import PageActions
from desktop.neuro.stimulus.stimulus_window import StimulusWindow
from desktop.widgets.theme import Theme
from shared.neuro.stimulus.presentation import Presentation, read_presentation
from shared.neuro.stimulus.settings import PRESETS, ProtocolSettings

# Seconds of the page's clock in one of ours: a picture and its gray take 1 s at least.
HURRY = 15.0
COLORS = ("#7a7a7a", "#8a8a8a", "#707a88", "#88807a", "#7a887a", "#80708a")


def write_pictures(folder: Path, count: int = 3, size: tuple[int, int] = (40, 30)) -> None:
    """Pictures of which each has its own colour, none of them bright."""
    folder.mkdir(parents=True, exist_ok=True)
    for place in range(count):
        image = QImage(*size, QImage.Format.Format_RGB32)
        image.fill(QColor(COLORS[place % len(COLORS)]))
        assert image.save(str(folder / f"thing{place}.png"))


def settings_of(paradigm: str = "slow", **changes: Any) -> ProtocolSettings:
    """A short protocol."""
    wanted: dict[str, Any] = {"repeats": 1, "target_every": 0, "jitter_s": 0.0, "break_s": 0.0}
    return msgspec.structs.replace(PRESETS[paradigm], **{**wanted, **changes})  # type: ignore[index]


class Desk:
    """A page, what it was told and what it said, and hands to use it with."""

    def __init__(self, page: ProtocolPage, qtbot: QtBot, marks: list[tuple[str, float]]) -> None:
        self.page, self.qtbot, self.marks = page, qtbot, marks
        self.notices: list[tuple[str, str]] = []
        self.recording: Path | None = None
        self.remembered: list[StimulusOptions] = []
        self.shown_files: list[Path] = []

    # --- what is there

    @property
    def window(self) -> StimulusWindow:
        run = self.page.control.session.run
        assert run is not None
        return run.window

    @property
    def names(self) -> list[str]:
        return [text.split(" ")[0] for text, _ in self.marks]

    def report(self) -> Presentation:
        """The file of the last run."""
        saved = self.page.control.reporter.saved
        assert saved is not None
        return read_presentation(saved)

    # --- what a person does

    def click(self, widget: QWidget) -> None:
        """A click in the middle of a control that can be seen, scrolled to if need be."""
        parent = widget.parentWidget()
        while parent is not None:
            if isinstance(parent, QScrollArea):
                parent.ensureWidgetVisible(widget)
            parent = parent.parentWidget()
        assert widget.isVisible() and widget.isEnabled(), widget.accessibleName()
        middle = QPoint(widget.width() // 2, widget.height() // 2)
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=middle)

    def key(self, key: Qt.Key, window: QWindow | QWidget | None = None) -> None:
        QTest.keyClick(window if window is not None else self.window, key)

    def wait(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=20_000)

    def wait_planned(self) -> None:
        """Until the newest options are planned, or cannot be."""
        model = self.page.model
        self.wait(lambda: model.assessment.value is not None or model.failure.value is not None)

    def open(self) -> StimulusWindow:
        """Press the button and wait for the window."""
        self.wait_planned()
        self.click(self.page.view.start_button)
        self.wait_open()
        return self.window

    def wait_open(self) -> None:
        self.wait(lambda: self.page.control.session.run is not None)
        self.wait(lambda: self.window.isExposed() and self.window.isActive())

    def wait_marker(self, text: str) -> None:
        self.wait(lambda: any(name.startswith(text) for name in self.names))

    def wait_saved(self) -> None:
        """Until the report of a run that is over is on the disk."""
        reporter = self.page.control.reporter
        self.wait(lambda: reporter.report is not None and reporter._unsaved is None)


@pytest.fixture
def make_desk(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, fresh_folders: Path
) -> Iterator[Callable[..., Desk]]:
    """Make a page for a folder of pictures; options can be changed by name."""
    theme = Theme("dark")
    theme.apply(qapp)
    desks: list[Desk] = []

    def make(
        folder: Path | None = None,
        *,
        settings: ProtocolSettings | None = None,
        actions: dict[str, Any] | None = None,
        **options: Any,
    ) -> Desk:
        if folder is None:
            folder = tmp_path / "things"
            write_pictures(folder)
        marks: list[tuple[str, float]] = []
        holder: list[Desk] = []
        asked: dict[str, Any] = {
            "recording": lambda: holder[0].recording if holder else None,
            "remember": lambda chosen: holder[0].remembered.append(chosen),
            "notice": lambda *notice: holder[0].notices.append(notice),
            "show_file": lambda path: holder[0].shown_files.append(path),
        }
        chosen = StimulusOptions(
            source=f"folder:{folder}", settings=settings or settings_of(), screen="window"
        )
        page = ProtocolPage(
            theme,
            lambda text, at_s: marks.append((text, at_s)),
            actions=PageActions(**{**asked, **(actions or {})}),
            options=msgspec.structs.replace(chosen, **options),
            clock=lambda: HURRY * time.monotonic(),
        )
        holder.append(Desk(page, qtbot, marks))
        desks.append(holder[0])
        page.resize(1224, 732)
        page.show()
        qtbot.waitExposed(page)
        holder[0].wait_planned()
        return holder[0]

    yield make
    for desk in desks:
        desk.page.release()
        desk.page.hide()
        desk.page.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def desk(make_desk: Callable[..., Desk]) -> Desk:
    """A page with three pictures, shown one at a time."""
    return make_desk()
