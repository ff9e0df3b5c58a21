"""Channels, filters, places of electrodes, events and plots beside the traces."""

from __future__ import annotations

import msgspec
import numpy as np
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from desktop.neuro.channel_table import BAD, OHMS, QUALITY, SHOWN
from desktop.neuro.consent_sheet import ConsentSheet
from desktop.neuro.montage_dialog import MontageDialog
from desktop.neuro.trace_page import PageSpec
from shared.neuro.filters import CausalChain
from shared.neuro.streams import ChannelInfo
from shared.protocol.eeg_messages import EegMarkBad
from tests.gui.neuro.acquisition import LABELS, RATE_HZ, stream_info
from tests.gui.neuro.conftest import Desk


def cell(desk: Desk, row: int, column: int) -> QPoint:
    listed = desk.panel.channel_list
    return listed.table.visualRect(listed.model.index(row, column)).center()


def spec(desk: Desk) -> PageSpec:
    page = desk.workspace.streaming.feed.page
    assert page is not None
    return page.spec


def type_place(dialog: MontageDialog, row: int, place: str) -> None:
    line = dialog.combos[row].lineEdit()
    assert line is not None
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, place)
    QTest.keyClick(line, Qt.Key.Key_Return)


def test_the_eye_hides_and_the_flag_marks_bad(desk: Desk) -> None:
    desk.open_headset()
    desk.show_tab("Channels")
    table = desk.panel.channel_list.table.viewport()
    desk.click(table, cell(desk, 3, SHOWN))
    assert desk.workspace.channels.hidden.value == {"Cz"}
    desk.click(table, cell(desk, 0, BAD))
    desk.wait(lambda: desk.acquisition.count(EegMarkBad))
    assert desk.acquisition.first(EegMarkBad).labels == ("Fp1",)
    desk.redraw()
    desk.wait(lambda: len(spec(desk).lanes) == len(LABELS) - 1)
    assert desk.panel.channel_list.show_all.isVisible()
    desk.click(desk.panel.channel_list.show_all)
    desk.wait(lambda: len(spec(desk).lanes) == len(LABELS))


def test_a_flat_channel_is_called_bad_with_its_reason(desk: Desk) -> None:
    desk.open_headset(0.5)
    rows = np.random.default_rng(1).normal(0, 20, (round(4 * RATE_HZ), len(LABELS)))
    rows += np.random.default_rng(2).normal(0, 30, (len(rows), 1))
    rows[:, 3] = 0.0
    desk.acquisition.stream(rows)
    analysis = desk.workspace.streaming.analysis
    desk.wait(lambda: analysis.latest and analysis.latest.quality["Cz"].verdict == "bad")
    model = desk.panel.channel_list.model
    assert "flat" in model.data(model.index(3, QUALITY))
    assert model.data(model.index(2, QUALITY)) == "good"


def test_impedances_of_a_board_stand_beside_their_channels(desk: Desk) -> None:
    channels = (
        ChannelInfo("C3"), ChannelInfo("Cz"),
        ChannelInfo("Z-C3", "Impedance", "ohm"), ChannelInfo("Z-Cz", "Impedance", "kOhm"),
    )  # fmt: skip
    desk.acquisition.info = msgspec.structs.replace(stream_info(), channels=channels)
    desk.open_headset(0.5)
    rows = np.random.default_rng(1).normal(0, 20, (500, 4))
    rows[:, 2:] = (4700.0, 12.0)
    desk.acquisition.stream(rows)
    model = desk.panel.channel_list.model
    desk.wait(lambda: model.has_impedances)
    desk.wait(lambda: model.data(model.index(0, OHMS)) == "5 kΩ")
    assert model.data(model.index(1, OHMS)) == "12 kΩ"
    assert not desk.panel.channel_list.table.isColumnHidden(OHMS)
    assert model.rowCount() == 2


def test_a_filter_changes_the_picture_by_the_chain_that_is_shared(desk: Desk) -> None:
    desk.open_headset()
    desk.show_tab("Filters")
    form = desk.panel.filters
    desk.click(form.high)
    form.high.setFocus()
    form.notch.setCurrentIndex(form.notch.findData(None))
    form.reference.setCurrentIndex(form.reference.findData("none"))
    desk.wait(lambda: spec(desk).filters.notch_hz is None)
    desk.wait(lambda: spec(desk).filters.reference == "none")
    desk.redraw()
    page, store = desk.workspace.streaming.feed.page, desk.workspace.streaming.store
    assert page is not None and store is not None
    rows, _ = store.read(0, store.next_index)
    chain = CausalChain(page.spec.filters, RATE_HZ, page.spec.labels)
    expected = chain.process(rows.astype(np.float64))
    shown = page.shown_values()
    np.testing.assert_allclose(shown, expected[-len(shown) :], atol=1e-3)


def test_places_are_mapped_by_hand_and_kept_for_the_source(desk: Desk) -> None:
    desk.acquisition.info = stream_info(("A", "B", "C3", "Cz"))
    desk.open_headset()
    desk.key(Qt.Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    dialog = desk.workspace.dialogs.open_one
    assert isinstance(dialog, MontageDialog)
    assert dialog.summary.text() == "2 of 4 placed"
    type_place(dialog, 0, "Oz")
    type_place(dialog, 1, "Oz")
    assert not dialog.save.isEnabled()
    assert dialog.summary.text() == "Twice: Oz"
    type_place(dialog, 1, "Fz")
    desk.click(dialog.save)
    places = {c.label: c.place for c in desk.workspace.channels.channels.value}
    assert places == {"A": "Oz", "B": "Fz", "C3": "C3", "Cz": "Cz"}
    desk.workspace.session.close()
    desk.wait(lambda: not desk.workspace.tasks.is_open)
    desk.open_headset()
    assert desk.workspace.channels.channels.value[0].place == "Oz"


def test_what_is_told_is_listed_and_said(desk: Desk) -> None:
    desk.open_headset()
    desk.acquisition.notice("stalled", "no_samples", seconds=1.02)
    desk.acquisition.notice("quality", "channel_bad", label="C3", reasons="flat,railed")
    events = desk.panel.event_list.list
    desk.wait(lambda: events.count() == 2)
    assert "No samples for 1.0 s." in events.item(0).text()
    assert "C3 is flat, at the limit of the amplifier." in events.item(1).text()
    assert ("warning", "No samples for 1.0 s.") in desk.notices


def test_a_double_click_on_an_event_goes_there(desk: Desk) -> None:
    desk.open_headset(10.0)
    desk.acquisition.notice("gap", "gap", count=3)
    desk.stream(12.0)
    desk.show_tab("Events")
    events = desk.panel.event_list.list
    desk.wait(lambda: events.count() == 1)
    at = events.visualItemRect(events.item(0)).center()
    desk.click(events.viewport(), at)
    QTest.mouseDClick(events.viewport(), Qt.MouseButton.LeftButton, pos=at)
    feed = desk.workspace.streaming.feed
    desk.wait(lambda: feed.page is not None and not feed.page.is_live)
    assert spec(desk).start_index == round(5 * RATE_HZ)


def test_an_electrode_that_is_clicked_on_the_head_is_chosen(desk: Desk) -> None:
    desk.open_headset()
    head = desk.panel.plots.head
    at = next(
        QPoint(x, y)
        for y in range(head.height())
        for x in range(head.width())
        if (found := head.channel_at(QPoint(x, y).toPointF())) and found.label == "Oz"
    )
    desk.click(head, at)
    assert desk.workspace.channels.selected.value == "Oz"


def test_the_head_shows_the_voltage_now(desk: Desk) -> None:
    desk.open_headset()
    plots = desk.panel.plots
    plots.mode.setCurrentIndex(plots.mode.findData("voltage"))
    desk.wait(lambda: plots.head._map is not None)
    desk.stream(0.2)
    desk.wait(lambda: plots.head._image is not None)
    values = plots.head._values
    assert values is not None
    assert values.unit == "µV"
    assert (values.low, values.high) == (-50.0, 50.0)


def test_panes_are_hidden_and_shown(desk: Desk) -> None:
    desk.open_headset()
    for key, pane in ((Qt.Key.Key_I, desk.panel.inspector), (Qt.Key.Key_T, desk.panel.plots)):
        desk.key(key)
        assert not pane.isVisible()
        desk.key(key)
        assert pane.isVisible()


def test_another_language_keeps_the_session_and_the_picture(desk: Desk) -> None:
    desk.open_headset()
    before = desk.panel
    desk.app.desktop.settings.update(language="zh_CN")
    desk.wait(lambda: desk.workspace.panel not in (None, before))
    desk.wait(desk.is_drawn)
    assert desk.panel.isVisible()
    assert desk.workspace.tasks.is_open


def test_pictures_to_show_are_a_page_of_the_same_session(desk: Desk) -> None:
    desk.open_headset()
    tabs = desk.panel.modes
    desk.click(tabs, tabs.tabRect(1).center())
    page = desk.workspace.pictures.page
    assert page is not None
    assert page.isVisible()
    assert not desk.traces.isVisible()
    assert desk.panel.record_bar.isVisible()
    QTest.keyClick(desk.app.window, Qt.Key.Key_Space)  # freezes nothing that is not seen
    assert not desk.workspace.traces.frozen.value
    desk.click(tabs, tabs.tabRect(0).center())
    assert desk.traces.isVisible()
    desk.key(Qt.Key.Key_Space)
    assert desk.workspace.traces.frozen.value


def test_a_recording_can_be_begun_where_pictures_are_shown(desk: Desk) -> None:
    desk.open_headset()
    desk.workspace.show_mode(1)
    page = desk.workspace.pictures.page
    assert page is not None
    desk.click(page.view.record_button)
    sheet = desk.workspace.dialogs.open_one
    assert isinstance(sheet, ConsentSheet)
    sheet.reject()
    desk.workspace.recorder.agree("P01")
    desk.wait(lambda: not page.view.record_button.isVisible())
