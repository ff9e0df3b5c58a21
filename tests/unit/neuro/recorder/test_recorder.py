"""What the recorder writes beside the samples, read back from its file."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from shared.errors import AppError
from shared.neuro.acquisition import SessionNotes
from shared.neuro.chunks import Chunk, Markers
from shared.neuro.streams import ChannelInfo, StreamInfo
from worker.neuro.check import check_recording
from worker.neuro.disk_room import DiskRoom
from worker.neuro.event_summary import News, news_of
from worker.neuro.files.reader import read_recording
from worker.neuro.recorder import Recorder
from worker.neuro.sources.base import ClockOffset, SourceNotice

RATE_HZ, OFFSET_S = 250.0, 40.0
LABELS = ("Fp1", "Fp2", "O 1")
INFO = StreamInfo(
    name="made",
    source_id="made",
    rate_hz=RATE_HZ,
    channels=tuple(ChannelInfo(label=label) for label in LABELS),
)


def chunk(start: int, count: int = 25, channels: int = 3) -> Chunk:
    """Numbers in channel 0, noise that the channels share in the others; sender's times from 50."""
    numbers = np.arange(start, start + count)
    rng = np.random.default_rng(start)
    noise = rng.normal(0, 20, (count, 1)) + rng.normal(0, 10, (count, channels - 1))
    samples = np.concatenate([numbers[:, None], noise], axis=1)
    times_s = 50 + numbers / RATE_HZ
    return Chunk(samples.astype(np.float32), times_s, float(times_s[-1]) + OFFSET_S + 0.01)


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[Recorder]:
    made = Recorder(tmp_path / "a.xdf", INFO)
    made.take(ClockOffset(at_s=50.0, offset_s=OFFSET_S))
    yield made
    made.close()


def ours(index: int) -> float:
    """The time of a sample on this computer's clock."""
    return 50 + OFFSET_S + index / RATE_HZ


def test_notes_spans_bad_channels_and_the_session_come_back(recorder: Recorder) -> None:
    who = SessionNotes(
        subject="S07",
        session="2",
        task="faces",
        consent="v3",
        consent_at="2026-01-02T03:04:05Z",
        remarks='Cap "M", wet',
    )
    recorder.describe(SessionNotes(subject="wrong"))
    recorder.describe(who)
    for start in range(0, 1000, 25):
        recorder.take(chunk(start))
        if start == 250:
            recorder.mark_bad(["Fp1", "O 1"])
        if start == 500:
            recorder.mark_bad(["O 1"])
    recorder.note(ours(700), "sneezed: twice")
    recorder.span(ours(100), ours(350), "BAD_talking about it")
    recorder.close()
    back = read_recording(recorder.path)
    assert back.session == who
    assert back.bad_channels == ("O 1",)
    found = [(n.text, round((n.at_s - 50) * RATE_HZ), n.duration_s) for n in back.notes]
    assert found == [("BAD_talking about it", 100, 1.0), ("sneezed: twice", 700, 0.0)]
    # They are no markers, and the recorder noticed nothing by itself.
    assert len(back.markers) == 0
    assert back.events == ()
    report = check_recording(back)
    assert report["marked_bad"] == ["O 1"]
    assert report["session"]["subject"] == "S07"
    assert report["notes"][1] == {"at_s": 2.8, "duration_s": 0.0, "text": "sneezed: twice"}


def test_a_damaged_event_of_another_program_spoils_nothing(recorder: Recorder) -> None:
    recorder.take(chunk(0))
    for text in ("session: {broken", "span: x y z", "span: 1", "bad: nobody", "good: nobody"):
        recorder.event(ours(3), text)
    recorder.close()
    back = read_recording(recorder.path)
    assert (back.session, back.notes, back.bad_channels) == (None, (), ())
    assert back.events == ("span: x y z", "span: 1")


def test_a_sender_that_restarts_with_another_clock_moves_no_marker(recorder: Recorder) -> None:
    recorder.take(chunk(0))
    for at_s, offset_s in ((9050.0, OFFSET_S - 9000), (9055.0, OFFSET_S - 9000)):
        recorder.take(ClockOffset(at_s=at_s, offset_s=offset_s))
    recorder.take(Markers(np.array([ours(10)]), ("here",)))
    recorder.close()
    back = read_recording(recorder.path)
    assert back.markers.times_s[0] == pytest.approx(50 + 10 / RATE_HZ)


def test_values_that_are_no_numbers_are_counted_and_told_when_they_begin_and_end(
    recorder: Recorder,
) -> None:
    broken = chunk(25)
    broken.samples[3:5, 1] = np.nan, np.inf
    for each in (chunk(0), broken, *[chunk(start) for start in range(50, 500, 25)]):
        recorder.take(each)
    told = recorder.news(everything=True)
    recorder.close()
    assert [(news.text, news.code, dict(news.params)) for news in told] == [
        ("Not finite: Fp2.", "not_finite", {"label": "Fp2"}),
        (
            "Finite again: Fp2 after 2 values that were no numbers.",
            "finite_again",
            {"label": "Fp2", "count": 2},
        ),
    ]
    back = read_recording(recorder.path)
    assert [text.split(":")[0] for text in back.events] == ["not finite", "finite again"]
    assert recorder.report().n_not_finite == 2
    # Nothing is filled in.
    assert np.isnan(back.samples[28, 1])
    assert np.isinf(back.samples[29, 1])


def test_frequent_events_are_told_as_one_sentence(recorder: Recorder) -> None:
    for start in range(0, 2000, 25):
        if start % 200 != 50:
            recorder.take(chunk(start))
        if start % 500 == 0:
            recorder.take(chunk(start))
    lost, twice = recorder.report().n_lost, recorder.report().n_duplicated
    assert (lost, twice) == (10 * 25, 4 * 25)
    assert recorder.news(everything=True) == [
        News(f"{twice} samples came twice, {lost} samples were lost.")
    ]
    assert recorder.news(everything=True) == []
    recorder.close()
    events = read_recording(recorder.path).events
    assert events.count("gap: 25 samples lost") == 10
    assert events.count("duplicate: 25 samples came twice") == 4


def test_markers_without_samples_are_told(recorder: Recorder) -> None:
    recorder.take(Markers(np.array([ours(-100), ours(10)]), ("early", "within")))
    for start in range(0, 1000, 25):
        recorder.take(chunk(start))
    recorder.take(Markers(np.array([ours(1000), ours(1000) + 500]), ("now", "much later")))
    recorder.close()
    back = read_recording(recorder.path)
    assert back.markers.texts == ("early", "within", "now", "much later")
    assert back.events == (
        "marker outside: 'early' is stamped before the first sample",
        "marker outside: 'much later' is stamped 500.0 s after the last sample",
    )
    assert recorder.report().n_outside == 2
    assert recorder.news(everything=True) == [news_of("markers_outside", count=2)]


def test_an_irregular_stream_is_recorded_without_a_time_line(tmp_path: Path) -> None:
    info = StreamInfo(name="slow", kind="EEG", channels=INFO.channels)
    recorder = Recorder(tmp_path / "slow.xdf", info)
    recorder.take(Chunk(np.array([[1, 2, np.nan]], np.float32), np.array([7.0])))
    recorder.take(Markers(np.array([7.0]), ("m",)))
    recorder.sync()
    recorder.close()
    report = recorder.report()
    assert (report.n_samples, report.n_markers, report.n_not_finite) == (1, 1, 1)


def test_what_a_full_disk_refused_may_come_again_and_comes_once(
    recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder.take(chunk(0))
    size = recorder.path.stat().st_size

    def full(_descriptor: int, _data: bytes) -> int:
        raise OSError(errno.ENOSPC, "full")

    real = os.write
    monkeypatch.setattr(os, "write", full)
    for _ in range(3):
        with pytest.raises(AppError) as caught:
            recorder.take(chunk(50))
        assert caught.value.code == "disk_full"
        assert "Free some space" in str(caught.value)
    assert recorder.path.stat().st_size == size
    # Room for samples, but for nothing else: the events that belong to them come later.
    monkeypatch.setattr(
        os, "write", lambda fd, data: real(fd, data) if len(data) > 200 else full(fd, data)
    )
    with pytest.raises(AppError):
        recorder.take(chunk(50))
    monkeypatch.undo()
    recorder.take(chunk(50))
    recorder.take(SourceNotice("other", ours(80), "hello"))
    recorder.close()
    back = read_recording(recorder.path)
    assert back.samples[:, 0].tolist() == [*range(25), *range(50, 75)]
    assert back.events == (
        "disk full: nothing was written from here on",
        "gap: 25 samples lost",
        "other: hello",
    )


def test_events_that_find_no_room_wait_and_their_samples_come_once(
    recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder.take(chunk(0))
    real = os.write

    def no_events(descriptor: int, data: bytes) -> int:
        if b"gap:" in data:
            raise OSError(errno.ENOSPC, "full")
        return real(descriptor, data)

    monkeypatch.setattr(os, "write", no_events)
    recorder.take(chunk(50))  # the samples are in the file, so nothing is refused
    with pytest.raises(AppError):
        recorder.take(chunk(75))
    monkeypatch.undo()
    recorder.take(chunk(75))
    recorder.close()
    back = read_recording(recorder.path)
    assert back.samples[:, 0].tolist() == [*range(25), *range(50, 100)]
    assert back.events == ("gap: 25 samples lost",)


def test_a_disk_with_room_for_some_minutes_is_told_once(tmp_path: Path) -> None:
    now, free = [0.0], [10_000_000]
    room = DiskRoom(tmp_path, clock=lambda: now[0], free=lambda _: free[0])
    assert room.look(0) is None
    now[0] = 20.0
    assert room.look(20_000) is None  # 1 kB/s: almost three hours
    now[0], free[0] = 40.0, 300_000
    left_s = room.look(40_000)
    assert left_s == 300
    assert news_of("disk_room", seconds=left_s).text == (
        "The disk has room for 5 min more of this recording. Free some space."
    )
    assert "42 s more" in news_of("disk_room", seconds=42.0).text
    now[0] = 60.0
    assert room.look(60_000) is None


def test_a_cap_that_comes_off_is_one_sentence_and_every_channel_is_in_the_file(
    tmp_path: Path,
) -> None:
    labels = [f"E{number}" for number in range(64)]
    info = StreamInfo(
        name="cap", rate_hz=RATE_HZ, channels=tuple(ChannelInfo(label) for label in labels)
    )
    recorder = Recorder(tmp_path / "cap.xdf", info)
    flat = np.zeros((25, 64), np.float32)
    flat[:, 0] = np.nan
    for start in range(0, 1000, 25):
        recorder.take(Chunk(flat, 50 + np.arange(start, start + 25) / RATE_HZ))
    told = recorder.news(everything=True)
    recorder.close()
    assert [news.text for news in told] == [
        "Not finite: E0.",
        "Quality: E0 is missing and flat.",
        "Quality: E1, E2, E3, E4, E5, E6, E7, E8 … (63) is flat.",
    ]
    assert dict(told[2].params)["reasons"] == "flat"
    events = read_recording(recorder.path).events
    assert [text for text in events if text.endswith("is flat")] == [
        f"quality: {label} is flat" for label in labels[1:]
    ]
