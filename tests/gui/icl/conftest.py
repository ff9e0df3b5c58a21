"""A window on the Demos workspace, a pool of 100,000 rows, and a worker that is scripted."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop.icl.demo_delegate import ENTRY_ROLE, button_boxes
from desktop.icl.demo_entries import Entry
from desktop.icl.panel import Panel
from desktop.icl.workspace import IclWorkspace
from shared.icl.pool.importing import import_file
from shared.icl.pool.store import Pool
from tests.gui.conftest import App
from tests.gui.icl.picker import LABELS, FakePicker

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
ROWS = 100_000
WORDS = (
    *("harbour", "market", "storm", "engine", "violin", "planet", "bridge", "contract", "comet"),
    *("goalkeeper", "forecast", "telescope", "bakery", "tournament", "glacier", "invoice"),
    *("orchard", "striker", "merger", "drizzle"),
)


@pytest.fixture(scope="session")
def large_pool(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pool of 100,000 rows with four labels; one row stands in it twice."""
    folder = tmp_path_factory.mktemp("large")
    rng = random.Random(5)
    path = folder / "rows.jsonl"
    with path.open("w") as file:
        for number in range(ROWS):
            text = f"Report {number}: " + " ".join(rng.choices(WORDS, k=rng.randint(4, 14)))
            if number == ROWS - 1:
                text = "report 7: " + text
            row = {"id": f"r{number}", "task": "news", "input": text}
            file.write(json.dumps(row | {"output": LABELS[number % 4]}) + "\n")
    with Pool(folder / "large.pool") as pool:
        import_file(pool, path)
    return folder / "large.pool"


class Demos:
    """What a person does in the workspace, by real events."""

    def __init__(self, app: App, qtbot: QtBot) -> None:
        self.app, self.qtbot = app, qtbot
        workspace = app.window.workspaces["icl"]
        assert isinstance(workspace, IclWorkspace)
        self.workspace = workspace
        self.picker = FakePicker(app.client)
        app.client.engine()
        app.window.show_workspace("icl")

    @property
    def panel(self) -> Panel:
        assert self.workspace.panel is not None
        return self.workspace.panel

    @property
    def ids(self) -> list[str]:
        """Ids of the prompt, top first."""
        return list(self.workspace.model.pick.value.order)

    def open(self, path: Path) -> None:
        """Open a pool, which the worker then knows."""
        self.workspace.open_pool(path)
        self.wait_ready()

    def wait_ready(self) -> None:
        """Until the pool is encoded."""

        def encoded() -> bool:
            self.picker.index()
            return self.workspace.index.state.step == "ready"

        self.qtbot.waitUntil(encoded, timeout=30_000)

    def rest(self) -> None:
        """Until nothing more is to come."""
        workspace = self.workspace
        self.qtbot.waitUntil(
            lambda: not workspace.session.is_waiting and not workspace.pool.is_busy, timeout=20_000
        )

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        QTest.mouseClick(widget, LEFT, NONE, at if at is not None else widget.rect().center())

    def type(self, widget: QWidget, text: str) -> None:
        widget.setFocus()
        QTest.keyClicks(widget, text)

    def ask(self, text: str) -> None:
        """Type a query and wait for all that comes of it."""
        self.type(self.panel.query.text, text)
        self.rest()

    def entry(self, place: int) -> Entry:
        entry: Entry = self.panel.demos.rows.index(place).data(ENTRY_ROLE)
        return entry

    def row_of(self, row_id: str) -> int:
        entries = self.panel.demos.rows.entries
        return next(n for n, one in enumerate(entries) if one.demo and one.demo.id == row_id)

    def point(self, row: int, share: float = 0.5) -> QPoint:
        """A point of a line of the list, scrolled into view."""
        demos = self.panel.demos
        demos.scrollTo(demos.rows.index(row))
        rect = demos.visualRect(demos.rows.index(row))
        return QPoint(rect.left() + 160, round(rect.top() + share * rect.height()))

    def press(self, row_id: str, what: str) -> None:
        """Click pin or ban of a row."""
        demos, row = self.panel.demos, self.row_of(row_id)
        demos.scrollTo(demos.rows.index(row))
        pin, ban = button_boxes(demos.visualRect(demos.rows.index(row)))
        self.click(demos.viewport(), (pin if what == "pin" else ban).center())
        self.rest()

    def drag(self, row: int, to: QPoint) -> None:
        target, begin = self.panel.demos.viewport(), self.point(row)
        QTest.mousePress(target, LEFT, NONE, begin)
        for share in (0.4, 0.8, 1.0):
            at = begin + (to - begin) * share
            QTest.mouseMove(target, at)
        QTest.mouseRelease(target, LEFT, NONE, to)
        self.rest()


@pytest.fixture
def demos(app: App, qtbot: QtBot) -> Demos:
    return Demos(app, qtbot)


@pytest.fixture
def large(demos: Demos, large_pool: Path, tmp_path: Path) -> Iterator[Demos]:
    """The large pool is open."""
    path = tmp_path / "large.pool"
    shutil.copy(large_pool, path)
    demos.open(path)
    demos.rest()
    yield demos


@pytest.fixture
def sample(demos: Demos) -> Demos:
    """The sample is open, with its queries."""
    demos.workspace.open_sample()
    demos.qtbot.waitUntil(lambda: len(demos.workspace.model.queries) == 20)
    demos.qtbot.waitUntil(lambda: demos.workspace.pool.summary.rows == 220)
    demos.wait_ready()
    demos.rest()
    return demos
