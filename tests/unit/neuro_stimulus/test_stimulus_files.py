"""Sources, sizes that are safe, refresh, photodiode samples, and the file of a run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from desktop.neuro.sample_store import SampleStore
from desktop.neuro.stimulus.light_source import StoreLight
from desktop.neuro.stimulus.presentation_file import free_path
from desktop.neuro.stimulus.sources import DEFAULT_SCENES, read_folder, scene_pictures, source_of
from desktop.neuro.stimulus.words import light_words, verdict_sentence
from shared.errors import AppError
from shared.neuro.acquisition import RECORDINGS_FOLDER, SlotMark
from shared.neuro.stimulus.exposure import Placement, judge, safe_size
from shared.neuro.stimulus.flashes import FlashCount, FlashVerdict
from shared.neuro.stimulus.light import PictureLight
from shared.neuro.stimulus.photodiode import PhotodiodeReport
from shared.neuro.stimulus.pictures import Picture
from shared.neuro.stimulus.plan import make_plan
from shared.neuro.stimulus.presentation import (
    Presentation,
    read_presentation,
    write_presentation,
)
from shared.neuro.stimulus.refresh import MIN_TICKS, refresh_report
from shared.neuro.stimulus.screen import Screen
from shared.neuro.stimulus.settings import ProtocolSettings
from shared.neuro.stimulus.shown import Shown, timing_report
from shared.neuro.streams import ChannelInfo, StreamInfo
from shared.neuro.trial_cutter import picture_of
from shared.protocol.eeg_messages import EegSamples

# --- sources --------------------------------------------------------------------------------------


@pytest.mark.parametrize("value", ["scenes:7", "shapes", "folder:/some/where"])
def test_a_source_is_named_as_it_names_itself(value: str) -> None:
    assert source_of(value).value == value


@pytest.mark.parametrize("value", ["", "pack:emoji", "scenes:", "scenes:x", "folder:", "scenes:²"])
def test_what_is_not_known_any_more_is_scenes(value: str) -> None:
    assert source_of(value).value == f"scenes:{DEFAULT_SCENES}"


@pytest.mark.parametrize(("count", "kept"), [(0, 2), (1, 2), (1000, 1000), (99_999, 1000)])
def test_the_number_of_scenes_has_limits(count: int, kept: int) -> None:
    assert source_of(f"scenes:{count}").count == kept


@pytest.mark.parametrize("count", [2, 50, 240, 300])
def test_scenes_are_different_and_known_by_the_numbers_decoders_read(count: int) -> None:
    pytest.importorskip("shared.neuro.scenes.renderer")
    pictures = scene_pictures(count)
    numbers = [picture_of(f"picture/{picture.key}") for picture in pictures]
    assert None not in numbers and len(set(numbers)) == count
    concepts = {picture.concept for picture in pictures}
    assert len(concepts) == min(count, 240)


def test_pictures_of_a_folder_are_never_taken_for_scenes(tmp_path: Path) -> None:
    for name in ("7.png", "a/7.jpg", "b/7.webp", ".hidden.png", "notes.txt"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    pictures = read_folder(tmp_path)
    assert [picture.key for picture in pictures] == ["000_7", "001_7", "002_7"]
    assert all(picture_of(f"picture/{picture.key}") is None for picture in pictures)
    assert [picture.category for picture in pictures] == [tmp_path.name, "a", "b"]


# --- sizes ----------------------------------------------------------------------------------------

TWO = [Picture(key=str(k), category=str(k), concept=str(k)) for k in range(2)]


def even(byte: int) -> PictureLight:
    rgba = np.full((24, 24, 4), byte, np.uint8)
    rgba[..., 3] = 255
    return PictureLight.of(rgba)


@pytest.mark.parametrize("unit", ["deg", "px"])
@pytest.mark.parametrize("size", [8.0, 30.0])
def test_a_safe_size_is_safe_and_a_little_more_is_not(unit: str, size: float) -> None:
    settings = ProtocolSettings(
        paradigm="rapid", on_s=0.05, off_s=0.05, jitter_s=0.0, repeats=10, brightness=0.5
    )
    plan = make_plan(TWO, settings, 1 / 60)
    lights, target = [even(0), even(255)], even(0)
    screen = Screen()
    placement = Placement(screen, size if unit == "deg" else screen.px(size), unit)  # type: ignore[arg-type]
    verdict = judge(plan, lights, target, placement)
    assert not verdict.passes
    safe = safe_size(plan, lights, target, placement, verdict)
    assert safe is not None and safe < placement.size
    assert judge(plan, lights, target, replace(placement, size=safe)).passes
    assert not judge(plan, lights, target, replace(placement, size=1.15 * safe)).passes


def test_where_the_square_alone_flashes_too_much_no_size_helps() -> None:
    settings = ProtocolSettings(paradigm="rapid", on_s=0.05, off_s=0.05, jitter_s=0, brightness=0.5)
    plan = make_plan(TWO, settings, 1 / 60)
    lights = [even(0), even(255)]
    placement = Placement(Screen(), 6.0, patch_px=500.0)
    verdict = judge(plan, lights, even(0), placement)
    assert safe_size(plan, lights, even(0), placement, verdict) is None


# --- refresh --------------------------------------------------------------------------------------


def ticks(rate_hz: float, n: int = 120, jitter_s: float = 0.0) -> list[float]:
    rng = np.random.default_rng(3)
    return list(7.0 + np.arange(n) / rate_hz + jitter_s * rng.standard_normal(n))


def test_updates_on_a_beat_are_measured() -> None:
    report = refresh_report(ticks(59.94, jitter_s=0.0003), 60.0)
    assert report is not None and report.is_paced and report.n_late == 0
    assert report.rate_hz == pytest.approx(59.94, abs=0.5)


def test_one_late_update_is_counted_and_does_not_spoil_the_beat() -> None:
    times = ticks(60.0)
    times[50:] = [at_s + 1 / 30 for at_s in times[50:]]
    report = refresh_report(times, 60.0)
    assert report is not None and report.is_paced and report.n_late == 1


@pytest.mark.parametrize(
    ("rate_hz", "jitter_s"), [(190.0, 0.0), (30.0, 0.0), (60.0, 0.006)], ids=["timer", "half", "no"]
)
def test_updates_off_the_beat_are_not_trusted(rate_hz: float, jitter_s: float) -> None:
    report = refresh_report(ticks(rate_hz, jitter_s=jitter_s), 60.0)
    assert report is not None and not report.is_paced


def test_too_few_updates_or_a_clock_that_stands_say_nothing() -> None:
    assert refresh_report(ticks(60.0, MIN_TICKS - 1), 60.0) is None
    assert refresh_report([1.0] * 50, 60.0) is None


# --- the photodiode's samples ---------------------------------------------------------------------

RATE_HZ = 100.0


def filled(n: int, marks: tuple[SlotMark, ...] = (), last_time_s: float = 50.0) -> SampleStore:
    channels = (ChannelInfo("Cz"), ChannelInfo("Photo"))
    info = StreamInfo(name="x", kind="EEG", rate_hz=RATE_HZ, channels=channels)
    store = SampleStore("s", info)
    rows = np.column_stack([np.zeros(n), np.arange(n)]).astype(np.float32)
    message = EegSamples(
        session="s", first_index=1000, next_index=1000 + n, oldest_index=0, marks=marks,
        last_time_s=last_time_s,
    )  # fmt: skip
    assert store.append(message, rows)
    return store


def test_the_light_of_a_run_begins_with_it_and_carries_its_markers() -> None:
    marks = (
        SlotMark(index=1010.0, text="picture/1"),
        SlotMark(index=1220.5, text="picture/2"),
        SlotMark(index=1230.0, text="picture/3", kind="note"),
        SlotMark(index=1240.0, text="target"),
        SlotMark(index=1250.0, text="pictures/off"),
    )
    store = filled(300, marks)
    light = StoreLight(lambda: store)
    assert light.channels() == ["Cz", "Photo"]
    signal = light.read("Photo", since_s=49.0)
    # The newest sample, in slot 1299, was taken at 50 s: 49 s is slot 1199.
    assert signal.samples[0] == 199.0 and len(signal.samples) == 101
    assert signal.marks == (21.5, 41.0)


def test_without_a_time_all_that_is_held_is_read() -> None:
    store = filled(300, last_time_s=float("nan"))
    assert len(StoreLight(lambda: store).read("Photo", 49.0).samples) == 300


def test_a_channel_that_is_gone_is_told() -> None:
    store = filled(10)
    for light in (StoreLight(lambda: None), StoreLight(lambda: store)):
        with pytest.raises(AppError) as caught:
            light.read("gone", 0.0)
        assert caught.value.code == "no_source"


# --- words ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("share", "told"), [(0.2499, "24\u00a0%"), (0.25, "25\u00a0%"), (0.2501, "26\u00a0%")]
)
def test_a_share_is_never_rounded_over_its_limit(share: float, told: str) -> None:
    verdict = FlashVerdict(FlashCount(5.0, share, 5.0, share), FlashCount())
    assert verdict.passes == (share < 0.25)
    assert f" {told} of a 10° field" in verdict_sentence(verdict)


def test_red_flashes_are_told_where_they_alone_are_too_many() -> None:
    red = FlashCount(4.0, 0.5, 4.0, 0.5)
    assert "Saturated red" in verdict_sentence(FlashVerdict(FlashCount(), red))
    both = verdict_sentence(FlashVerdict(FlashCount(6.0, 0.4, 6.0, 0.4), red))
    assert "Saturated red" not in both and "40\u00a0%" in both


def test_markers_without_light_are_told() -> None:
    report = PhotodiodeReport(12.34, 0.56, 90, 0, ())
    assert light_words(report) == "Light follows its marker by 12.3 ms ± 0.6 ms (n = 90)."
    assert "without light: 3" in light_words(replace(report, n_missing=3))


# --- the file -------------------------------------------------------------------------------------


def test_a_file_is_read_as_it_was_written(tmp_path: Path) -> None:
    shown = (Shown("picture/1", 1.0, 1.003, 0), Shown("pictures/off", 1.5, 1.5, 0))
    presentation = Presentation(
        recording="a.xdf",
        outcome="aborted",
        source="scenes",
        pictures=tuple(TWO),
        shown=shown,
        timing=timing_report(shown, 1 / 60),
        refresh=refresh_report(ticks(60.0), 60.0),
    )
    write_presentation(tmp_path / "a.json", presentation)
    assert read_presentation(tmp_path / "a.json") == presentation
    assert presentation.timing is not None
    assert presentation.timing.jitter_ms == pytest.approx(3 / 2**0.5)


def test_another_file_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    with pytest.raises(AppError, match="does not exist"):
        read_presentation(path)
    path.write_text('{"format": "something-else"}')
    with pytest.raises(AppError) as caught:
        read_presentation(path)
    assert caught.value.code == "bad_json"
    with pytest.raises(AppError, match="does not exist"):
        write_presentation(tmp_path / "gone" / "a.json", Presentation())


def test_the_file_lies_beside_the_recording_and_never_over_another(tmp_path: Path) -> None:
    recording = tmp_path / "sub-a.xdf"
    first = free_path(recording, tmp_path / "home")
    assert first == tmp_path / "sub-a_pictures-1.json"
    first.write_text("{}")
    assert free_path(recording, tmp_path / "home").name == "sub-a_pictures-2.json"
    # The recording of a worker on another computer: its folder is not here.
    elsewhere = free_path(tmp_path / "not-here" / "b.xdf", tmp_path / "home")
    assert elsewhere == tmp_path / "home" / RECORDINGS_FOLDER / "b_pictures-1.json"
    assert elsewhere.parent.is_dir()
    assert free_path(None, tmp_path / "home").suffix == ".json"
