"""What the EEG workspace remembers, and the names of recordings."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest

from desktop.neuro.channels import channels_of
from desktop.neuro.montage import save_mapping, saved_mapping, source_key
from desktop.neuro.name_layout import column_count, name_places
from desktop.neuro.preferences import Codes, PreferenceStore
from desktop.neuro.recordings import is_code, is_person, recording_name
from desktop.neuro.view_settings import SCALES_UV, ViewSettings, stepped
from shared.neuro.acquisition import FileChoice, LslChoice, SimulatedChoice
from shared.neuro.streams import ChannelInfo, StreamInfo
from shared.protocol.eeg_messages import EegState


def info(*labels: str, simulated: bool = False) -> StreamInfo:
    channels = tuple(ChannelInfo(label) for label in labels)
    return StreamInfo(name="Cap", rate_hz=250.0, channels=channels, simulated=simulated)


def test_what_was_chosen_is_there_in_the_next_run(tmp_path: Path) -> None:
    PreferenceStore(tmp_path).update(view=ViewSettings(scale_uv=50.0), codes=Codes(subject="P01"))
    again = PreferenceStore(tmp_path).value
    assert (again.view.scale_uv, again.codes.subject) == (50.0, "P01")


@pytest.mark.parametrize("text", ["{", "[]", '{"view": {"scale_uv": -1}, "codes": 3}'])
def test_a_damaged_file_is_no_reason_not_to_start(tmp_path: Path, text: str) -> None:
    (tmp_path / "eeg.json").write_text(text)
    assert PreferenceStore(tmp_path).value.view == ViewSettings()


def test_a_mapping_belongs_to_its_source_and_the_oldest_is_forgotten(tmp_path: Path) -> None:
    store = PreferenceStore(tmp_path)
    key = source_key(LslChoice(name="Cap"), info("A", "B"))
    save_mapping(store, key, {"A": "Oz"})
    assert saved_mapping(store, key) == {"A": "Oz"}
    assert saved_mapping(store, source_key(SimulatedChoice(), info("A", "B"))) == {}
    for number in range(60):
        save_mapping(store, f"lsl:{number}:2", {"A": "Cz"})
    assert saved_mapping(store, key) == {}
    assert len(store.value.montages) == 50


def test_places_come_from_names_unless_a_person_says_otherwise() -> None:
    channels = channels_of(info("EEG Fp1-Ref", "Cz", "X"), {"Cz": "", "X": "Oz"})
    assert [channel.place for channel in channels] == ["Fp1", None, "Oz"]


def test_a_name_follows_bids_and_holds_codes_only() -> None:
    at = datetime(2026, 11, 26, 9, 5, 1)
    assert recording_name(Codes(), at) == "eeg_2026-11-26_09-05-01.xdf"
    named = recording_name(Codes(subject="P01", task="rest"), at)
    assert named == "sub-P01_task-rest_2026-11-26_09-05-01.xdf"
    assert is_code("P01")
    assert not is_code("../x")
    assert not is_code("Jane Doe")


def test_only_a_person_is_asked_for_consent() -> None:
    def state(choice, **fields):
        return EegState(session="s", choice=choice, info=info("A", **fields))

    assert is_person(state(LslChoice(name="Cap")))
    assert not is_person(state(LslChoice(name="Cap"), simulated=True))
    assert not is_person(state(SimulatedChoice(), simulated=True))
    assert not is_person(state(FileChoice(path="/a.edf")))


@pytest.mark.parametrize(("lanes", "lane_px"), [(4, 80.0), (64, 8.0), (64, 5.3), (128, 3.0)])
def test_names_never_touch_each_other(lanes: int, lane_px: float) -> None:
    text_px = 12.0
    places = name_places(lanes, lane_px, text_px)
    assert column_count(places) <= 3
    for column in range(3):
        rows = [place.lane * lane_px for place in places if place.column == column]
        assert all(b - a >= text_px - 1e-6 for a, b in pairwise(rows))
    if lane_px >= 4.0:
        assert [place.lane for place in places] == list(range(lanes))


def test_steps_go_to_the_next_of_the_row() -> None:
    assert stepped(SCALES_UV, 100.0, 1) == 150.0
    assert stepped(SCALES_UV, 120.0, -1) == 100.0
    assert stepped(SCALES_UV, 1.0, -1) == 1.0
    assert stepped(SCALES_UV, 10_000.0, 3) == 10_000.0
