"""Rapid pictures: the question before them, and what is refused whatever is answered."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest

from desktop.neuro.stimulus.gate import FlashGate
from tests.gui.neuro_stimulus.conftest import Desk, settings_of

MakeDesk = Callable[..., Desk]
RAPID = settings_of("rapid", repeats=3)
FAST = settings_of("rapid", repeats=10, on_s=0.05, off_s=0.05)


def write_flashes(folder: Path, colors: tuple[str, str] = ("#000000", "#ffffff")) -> Path:
    """Two even pictures that are as different as their colours."""
    folder.mkdir()
    for place, color in enumerate(colors):
        image = QImage(32, 32, QImage.Format.Format_RGB32)
        image.fill(QColor(color))
        assert image.save(str(folder / f"{place}.png"))
    return folder


def asked(desk: Desk) -> FlashGate:
    """Press the button; the question is there."""
    desk.wait_planned()
    desk.click(desk.page.view.start_button)
    gate = desk.page.control.gate
    assert gate is not None
    desk.qtbot.waitExposed(gate)
    return gate


def is_shown(desk: Desk) -> bool:
    return desk.page.control.is_active


def test_enter_alone_never_passes_the_question(make_desk: MakeDesk) -> None:
    desk = make_desk(settings=RAPID)
    gate = asked(desk)
    widgets = (gate, gate.answer_no, gate.answer_yes, gate.typed, gate.start, gate.slow)
    for widget in widgets:
        widget.setFocus()
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            desk.key(key, widget)
    assert desk.page.control.gate is gate and gate.isVisible() and not is_shown(desk)
    desk.click(gate.answer_no)
    QTest.keyClicks(gate.typed, "flash")
    desk.key(Qt.Key.Key_Return, gate.typed)
    assert not gate.start.isEnabled() and gate.isVisible()
    QTest.keyClicks(gate.typed, "es")
    for widget in (gate, gate.typed, gate.answer_no):
        desk.key(Qt.Key.Key_Return, widget)
    # Both answers are there, and still Enter is no consent.
    assert gate.isVisible() and not is_shown(desk)
    desk.click(gate.start)
    desk.wait_open()
    desk.key(Qt.Key.Key_Escape)
    desk.wait(lambda: not is_shown(desk))


def test_the_answer_is_for_one_run_and_stands_in_its_report(make_desk: MakeDesk) -> None:
    desk = make_desk(settings=RAPID)
    gate = asked(desk)
    desk.click(gate.answer_no)
    QTest.keyClicks(gate.typed, "Flashes ")
    desk.click(gate.start)
    with desk.qtbot.waitSignal(desk.page.ended, timeout=20_000):
        desk.wait_open()
        desk.key(Qt.Key.Key_Return)
    desk.wait_saved()
    report = desk.report()
    assert report.n_shown == 9 and report.asked_at.endswith("+00:00")
    assert report.flashes.passes
    again = asked(desk)
    assert not again.answer_no.isChecked() and again.typed.text() == ""
    desk.click(again.cancel)
    desk.wait(lambda: desk.page.control.gate is None)
    assert not is_shown(desk)


def test_somebody_at_risk_gets_the_slow_presentation(make_desk: MakeDesk) -> None:
    desk = make_desk(settings=RAPID)
    gate = asked(desk)
    desk.click(gate.answer_no)
    QTest.keyClicks(gate.typed, "flashes")
    desk.click(gate.answer_yes)
    assert not gate.start.isEnabled() and not gate.typed.isEnabled()
    assert gate.refusal.isVisible()
    desk.click(gate.slow)
    desk.wait_planned()
    assert desk.page.model.options.value.settings.paradigm == "slow"
    assert desk.remembered[-1].settings.paradigm == "slow"
    assert not is_shown(desk)


def test_slow_pictures_need_no_question(desk: Desk) -> None:
    desk.click(desk.page.view.start_button)
    assert desk.page.control.gate is None
    desk.wait_open()
    desk.key(Qt.Key.Key_Escape)
    desk.wait(lambda: not is_shown(desk))


@pytest.mark.parametrize(
    ("colors", "words"),
    [(("#000000", "#ffffff"), "Flashes in any second"), (("#7f0000", "#383838"), "Saturated red")],
)
def test_flashes_above_the_limits_are_refused_and_smaller_pictures_offered(
    make_desk: MakeDesk, tmp_path: Path, colors: tuple[str, str], words: str
) -> None:
    folder = write_flashes(tmp_path / "flashes", colors)
    desk = make_desk(folder, settings=FAST, size=12.0)
    view = desk.page.view
    assert view.verdict.title.text() == "Not shown: it flashes too much"
    assert words in view.verdict.sentence.text() and "WCAG 2.3.1" in view.verdict.sentence.text()
    assert not view.start_button.isEnabled()
    desk.page.start()  # nor by any other way
    assert desk.page.control.gate is None and not is_shown(desk)
    desk.click(view.verdict.fix)
    desk.wait_planned()
    size = desk.page.model.options.value.size
    assert 1.0 <= size < 12.0
    assert view.verdict.title.text() == "Within the limits for flashing"
    assert view.start_button.isEnabled() and not view.verdict.fix.isVisible()


def test_what_was_planned_anew_while_it_was_asked_is_not_shown(make_desk: MakeDesk) -> None:
    desk = make_desk(settings=RAPID)
    gate = asked(desk)
    desk.page.model.set("seed", 77)
    desk.wait_planned()
    desk.click(gate.answer_no)
    QTest.keyClicks(gate.typed, "flashes")
    desk.click(gate.start)
    desk.wait(lambda: desk.page.control.gate is None)
    assert not is_shown(desk)
