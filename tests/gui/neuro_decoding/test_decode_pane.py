"""The decoder's pane: what is shown of each picture, and what a person can do with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from desktop.neuro.decoding.generator_choices import Generator
from shared.models import BackendState, ModelInfo
from shared.neuro.scenes.captions import caption
from shared.neuro.scenes.scene import scene_of
from shared.neuro.stimulus.description import START
from shared.protocol.messages import Models
from tests.gui.neuro_decoding.conftest import Desk, flat

MakeDesk = Callable[..., Desk]


def colour(desk: Desk) -> int:
    """The brightness in the middle of the picture."""
    view = desk.pane.picture
    image = view.grab().toImage()
    return image.pixelColor(image.width() // 2, min(image.height(), image.width()) // 2).red()


def texts(desk: Desk) -> str:
    """What the five rows say."""
    return "\n".join(row.accessibleName() for row in desk.pane.candidates.rows)


# --- what makes the picture -----------------------------------------------------------------------


def test_a_generator_of_real_size_is_chosen_by_keys_and_the_others_say_why_not(desk: Desk) -> None:
    own = ModelInfo(id="sd", kind="stable-diffusion", title="SD 1.5")
    state = BackendState(name="stable-diffusion")
    desk.client.known_models = Models(models=[own], backends=[state])
    desk.open()
    combo = desk.pane.generator
    assert not desk.pane.guided.isVisible()
    combo.opened.emit()
    assert [combo.itemText(n) for n in range(combo.count())] == [
        "NeuroImagen small",
        "Stable Diffusion",
        "SDXL with IP-Adapter",
        "Stable unCLIP",
    ]
    assert "vitrine-worker models add" in str(combo.itemData(2, Qt.ItemDataRole.ToolTipRole))
    QTest.keyClick(combo, Qt.Key.Key_Down)
    assert desk.decoding.decoder.generator.value == Generator("stable-diffusion", "sd")
    assert "not among them" in desk.pane.guided.text()
    assert desk.pane.guided.isVisible()
    assert desk.pushes[-1][1].generator_model == "sd", "it is loaded before the next picture"
    QTest.keyClick(combo, Qt.Key.Key_Down)
    assert desk.decoding.decoder.generator.value.model == "sd", "the others cannot be chosen"
    desk.make_pane()
    assert desk.pane.generator.currentIndex() == 1
    QTest.keyClick(desk.pane.generator, Qt.Key.Key_Up)
    assert desk.decoding.decoder.generator.value == Generator()


# --- empty ----------------------------------------------------------------------------------------


def test_without_a_source_it_says_what_to_do(desk: Desk) -> None:
    assert "Open a source" in desk.pane.picture.accessibleDescription()
    assert not desk.pane.calibration.isVisible()
    assert not desk.pane.badge.isVisible()
    assert "a guess" in desk.pane.guess.text()
    assert "not a medical device" in desk.pane.guess.text()


def test_a_source_without_markers_says_what_is_needed_and_offers_it(desk: Desk) -> None:
    desk.open()
    assert "picture/17" in desk.pane.picture.accessibleDescription()
    desk.click(desk.pane.show_pictures)
    assert desk.asked_to_show == 1
    desk.show(3)
    assert not desk.pane.show_pictures.isVisible()


def test_a_simulated_source_is_labelled_so(desk: Desk) -> None:
    desk.open(simulated=True)
    assert desk.pane.badge.isVisible()
    desk.close_source()
    desk.open(simulated=False)
    assert not desk.pane.badge.isVisible()


# --- decoding -------------------------------------------------------------------------------------


def test_names_come_first_and_then_the_picture_sharpens(desk: Desk) -> None:
    desk.open()
    seq = desk.show(3)
    desk.name(seq, (3, 40, 77, 120, 9))
    assert texts(desk).startswith("coconut") or "46 %" in texts(desk)
    assert "this was shown" in desk.pane.candidates.rows[0].accessibleName()
    assert not desk.pane.picture.has_picture
    for step, value in ((1, 60), (8, 180)):
        desk.paint(seq, flat(value), step)
        assert f"Step {step} of 8" in desk.pane.picture.accessibleDescription()
        assert abs(colour(desk) - value) <= 2
    desk.finish(seq, (3, 40, 77, 120, 9), flat(200))
    assert "Step" not in desk.pane.picture.accessibleDescription()
    assert abs(colour(desk) - 200) <= 2
    assert "Confidence 46 %" in desk.pane.facts.text()
    assert "of 200 pictures" in desk.pane.facts.text()
    assert "1 decoded · 0 late · 0 dropped · 0 with gaps" in desk.pane.counts.text()
    assert "Sample to names" in desk.pane.latency.text()


def test_an_unsure_answer_says_so(desk: Desk) -> None:
    desk.open()
    desk.decode(3, sure=False)
    assert "Not sure" in desk.pane.picture.accessibleDescription()
    desk.decode(40)
    assert "Fairly sure" in desk.pane.picture.accessibleDescription()


def test_the_last_picture_stays_until_the_next_begins(desk: Desk) -> None:
    desk.open()
    desk.decode(100)
    seq = desk.show(40)
    desk.name(seq, (40, 41, 42, 43, 44))
    assert desk.pane.picture.has_picture and desk.pane.picture.is_stale
    desk.paint(seq, flat(200), 1)
    assert not desk.pane.picture.is_stale
    assert abs(colour(desk) - 200) <= 2


def test_its_age_grows(desk: Desk) -> None:
    desk.open()
    desk.decode(100)
    desk.wait(lambda: desk.pane.picture._age.endswith("ms"))
    first = desk.pane.picture._age
    desk.wait(lambda: desk.pane.picture._age != first)


def test_what_was_named_gets_thumbnails_and_captions(desk: Desk) -> None:
    desk.open()
    desk.decode(3)
    rows = desk.pane.candidates.rows
    desk.wait(lambda: caption(scene_of(4)) in rows[1].toolTip())
    desk.wait(lambda: desk.pane.shown.words.text() == caption(scene_of(3)))
    assert not desk.pane.shown.picture.pixmap().isNull()
    desk.samples(10, (float(desk._slot), "pictures/off"))
    assert desk.pane.shown.words.text() == "nothing"


def test_an_engine_that_is_gone_is_told_in_words(desk: Desk) -> None:
    desk.open()
    seq = desk.show(3)
    desk.client.engine("restarting", pid=None)
    desk.refuse(seq, "engine_died", retryable=True, reason="killed")
    assert "started again" in desk.pane.status.text()
    assert "recording go on" in desk.pane.status.text()
    desk.client.engine("ready")
    desk.finish(desk.pushes[-1][0])
    assert desk.pane.status.text() == "Decoding each picture"


def test_a_problem_is_told_in_words(desk: Desk) -> None:
    desk.open()
    seq = desk.show(3)
    desk.refuse(seq, "no_model", kind="neuro")
    assert "No model of the kind neuro is installed" in desk.pane.status.text()
    assert "No picture can be decoded now" in desk.pane.picture.accessibleDescription()


# --- a person -------------------------------------------------------------------------------------


def test_switches_are_the_decoders(desk: Desk) -> None:
    desk.open()
    decoder = desk.decoding.decoder
    desk.click(desk.pane.accumulate)
    assert not decoder.accumulate.value
    desk.click(desk.pane.enabled)
    assert not decoder.enabled.value
    assert "Switch decoding on" in desk.pane.picture.accessibleDescription()
    QTest.keyClick(desk.pane.enabled, Qt.Key.Key_Space)
    assert decoder.enabled.value


def test_repeats_are_added_up_until_they_are_forgotten(desk: Desk) -> None:
    desk.open()
    desk.decode(3)
    desk.decode(3)
    assert "2 trial" in desk.pane.facts.text()
    desk.click(desk.pane.forget)
    desk.decode(3)
    assert "1 trial" in desk.pane.facts.text()


def test_evidence_is_seen_to_grow_over_repeats_of_a_picture(desk: Desk) -> None:
    desk.open()
    desk.decode(3, sure=False)
    assert not desk.pane.evidence.isVisible()
    desk.decode(40)
    desk.decode(3)
    evidence = desk.pane.evidence
    assert evidence.isVisible()
    assert evidence.accessibleName().endswith("1 trial: 9 %, 2 trials: 46 %")
    desk.click(desk.pane.forget)
    desk.decode(3)
    assert not desk.pane.evidence.isVisible(), "those before are not added up any more"


def test_trials_that_were_lost_are_told_though_nothing_was_ever_decoded(desk: Desk) -> None:
    desk.open()
    seq = desk.show(3)
    for picture in (4, 5):
        desk.samples(400, (float(desk._slot + 200), f"picture/{picture}"))
    assert desk.pushes[-1][0] == seq, "nothing is queued behind the one that is under way"
    assert "0 decoded · 1 late" in desk.pane.counts.text()
    assert desk.pane.counts.isVisible()
    assert "1 not decoded" in desk.pane.status.text()


def test_an_earlier_picture_is_shown_again_until_back_to_live(desk: Desk) -> None:
    desk.open()
    for picture in (50, 100, 150):
        desk.decode(picture)
    strip = desk.pane.history
    assert strip.count() == 3
    desk.pane.ensureWidgetVisible(strip)
    # The newest is first: the third is the oldest.
    at = strip.visualItemRect(strip.item(2)).center()
    QTest.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert abs(colour(desk) - 50) <= 2
    assert desk.pane.shown.title.text() == "Was shown"
    desk.decode(120)
    assert abs(colour(desk) - 50) <= 2, "the newest does not take its place"
    desk.click(desk.pane.live)
    assert abs(colour(desk) - 120) <= 2
    assert not desk.pane.live.isVisible()


def test_in_a_blind_session_nothing_tells_what_was_shown(desk: Desk) -> None:
    desk.open()
    desk.decode(3)
    desk.click(desk.pane.shown.hide_box)
    assert desk.pane.shown.words.text() == "hidden"
    assert desk.pane.shown.picture.pixmap().isNull()
    assert "this was shown" not in texts(desk)
    desk.make_pane()
    desk.wait(desk.pane.isVisible)
    assert desk.pane.shown.words.text() == "hidden", "also when the language changes"
    desk.click(desk.pane.shown.hide_box)
    assert "this was shown" in texts(desk)


def test_a_saved_picture_says_that_it_is_a_guess_and_simulated(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open(simulated=True)
    desk.decode(100)
    target = tmp_path / "a.png"
    asked: list[str] = []

    def answer(parent: object, title: str, name: str, kinds: str) -> tuple[str, str]:
        asked.append(name)
        return str(target), kinds

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    desk.click(desk.pane.save)
    assert asked[0].startswith("simulated-reconstruction-")
    image = QImage(str(target))
    assert (image.width(), image.height()) == (512, 576)
    assert abs(image.pixelColor(256, 256).red() - 100) <= 2
    assert image.text("Description").startswith("SIMULATED")
    assert "a guess" in image.text("Description")
    told = msgspec.json.decode(image.text("vitrine-decoding"))
    assert told["simulated"] is True
    assert told["shown"] == 100
    assert len(told["candidates"]) == 5
    assert desk.notices == [("good", "Saved a.png")]


def test_a_picture_that_cannot_be_saved_is_told(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.open()
    desk.decode(100)
    target = tmp_path / "missing" / "a.png"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    desk.click(desk.pane.save)
    assert desk.notices[0][0] == "error"
    assert "a.png" in desk.notices[0][1]


def test_a_picture_can_be_copied(desk: Desk) -> None:
    desk.open()
    desk.decode(100)
    desk.click(desk.pane.copy)
    image = QGuiApplication.clipboard().image()
    assert abs(image.pixelColor(256, 256).red() - 100) <= 2
    QGuiApplication.clipboard().clear()


# --- around ---------------------------------------------------------------------------------------


def test_hidden_it_draws_nothing_and_catches_up_when_it_is_seen(desk: Desk) -> None:
    desk.open()
    desk.decode(50)
    desk.pane.hide()
    desk.decode(150)
    assert not desk.pane._age.isActive()
    desk.pane.show()
    assert abs(colour(desk) - 150) <= 2
    assert desk.pane.history.count() == 2


def test_the_pictures_of_the_running_plan_are_chosen_from(desk: Desk) -> None:
    from desktop.neuro.stimulus.sources import scene_pictures
    from shared.neuro.stimulus.description import set_digest

    pictures = scene_pictures(12)
    told = {"set": "scenes", "digest": set_digest(pictures), "pictures": 12}
    desk.open()
    slot = float(desk._slot)
    desk.samples(10, (slot, f"{START} {msgspec.json.encode(told).decode()}"))
    desk.wait(lambda: not desk.decoding._background.is_busy)
    number = int(pictures[5].key)
    desk.show(number)
    assert desk.pushes[-1][1].gallery == tuple(sorted(int(p.key) for p in pictures))


def test_every_control_has_a_name_and_a_tooltip(desk: Desk) -> None:
    from tests.gui.shell.test_look import controls

    desk.open()
    desk.decode(3)
    for widget in controls(desk.pane):
        assert widget.accessibleName(), widget
        assert widget.toolTip(), widget.accessibleName()


@pytest.mark.parametrize("width", [260, 320, 460])
def test_nothing_is_cut_at_any_width(make_desk: MakeDesk, width: int) -> None:
    desk = make_desk(size_px=(width, 800))
    desk.open()
    desk.decode(3)
    pane, body = desk.pane, desk.pane.widget()
    for widget in (pane.save, pane.copy, pane.forget, pane.enabled, pane.accumulate):
        corner = widget.mapTo(body, QPoint(widget.width(), 0))
        assert widget.width() >= widget.sizeHint().width(), widget
        assert corner.x() <= pane.viewport().width(), widget
    assert pane.facts.height() >= pane.facts.heightForWidth(pane.facts.width())
    assert pane.picture.height() == pane.picture.width()


def test_no_height_of_the_window_makes_the_scroll_bar_come_and_go(make_desk: MakeDesk) -> None:
    desk = make_desk(size_px=(320, 900))
    desk.open()
    whole = desk.pane.widget().sizeHint().height()
    for height in range(whole - 120, whole + 40, 3):
        desk.window.resize(320, height)
        assert desk.pane.picture.width() == desk.pane.picture.height()
    desk.window.resize(320, 3 * whole)
    assert not desk.pane.verticalScrollBar().isEnabled()
    desk.window.resize(320, whole // 2)
    assert desk.pane.verticalScrollBar().isEnabled()
