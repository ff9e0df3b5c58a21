"""Real LSL senders that stop, die, return and change, seen from a source and from a recording."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
import pyxdf

from shared.errors import AppError
from shared.neuro.chunks import Chunk, Markers
from tests.e2e.eeg.conftest import StartSender
from tests.e2e.eeg.streams import (
    LiveRecording,
    end,
    published,
    run,
    start,
    unused_name,
    worker_command,
    write_csv,
)
from worker.neuro.files.reader import read_recording
from worker.neuro.sources.base import Item, SourceNotice
from worker.neuro.sources.lsl import LslSource
from worker.neuro.sources.lsl_streams import StreamQuery

pytestmark = pytest.mark.fault
OpenSource = Callable[..., LslSource]


@pytest.fixture
def open_source() -> Iterator[OpenSource]:
    opened: list[LslSource] = []

    def begin(name: str, **query: str) -> LslSource:
        source = LslSource(StreamQuery(name=name, **query))
        opened.append(source)
        source.open()
        return source

    yield begin
    for source in opened:
        source.close()


def read_until(
    source: LslSource, wanted: Callable[[Item], bool], limit_s: float = 30
) -> list[Item]:
    """Items up to and with the wanted one."""
    items: list[Item] = []
    deadline = time.monotonic() + limit_s
    while time.monotonic() < deadline:
        item = source.read(0.1)
        if item is not None:
            items.append(item)
            if wanted(item):
                return items
    raise AssertionError(f"not within {limit_s} s; notices: {notices(items)}")


def notice(kind: str) -> Callable[[Item], bool]:
    return lambda item: isinstance(item, SourceNotice) and item.kind == kind


def samples(item: Item) -> bool:
    return isinstance(item, Chunk)


def notices(items: list[Item]) -> list[str]:
    return [f"{i.kind}: {i.text}" for i in items if isinstance(i, SourceNotice)]


def lose_sender(start_sender: StartSender, open_source: OpenSource) -> tuple[str, LslSource]:
    """The name of a sender that was killed while it was read, and the source that was told so."""
    name = unused_name()
    sender = start_sender("--name", name, "--source-id", f"{name}-id")
    source = open_source(name)
    read_until(source, samples)
    sender.kill()
    read_until(source, notice("lost"), 5)
    return name, source


def test_a_killed_sender_is_told_and_joined_again(
    start_sender: StartSender, open_source: OpenSource
) -> None:
    name, source = lose_sender(start_sender, open_source)
    start_sender("--name", name, "--source-id", f"{name}-id", "--first", 5000)
    read_until(source, notice("returned"))
    again = read_until(source, samples)[-1]
    assert isinstance(again, Chunk)
    assert again.samples[0, 0] >= 5000


def test_a_silent_sender_counts_as_stalled_within_a_second(
    start_sender: StartSender, open_source: OpenSource
) -> None:
    name = unused_name()
    sender = start_sender("--name", name, "--source-id", f"{name}-id")
    source = open_source(name)
    last = read_until(source, samples)[-1]
    sender.send_signal(signal.SIGSTOP)
    items = read_until(source, notice("stalled"), 10)
    last = [item for item in [last, *items] if isinstance(item, Chunk)][-1]
    stalled = items[-1]
    assert isinstance(last, Chunk)
    assert isinstance(stalled, SourceNotice)
    # The reader's own wake-ups on a busy machine come on top of the 0.8 s that it waits.
    assert 0.7 < stalled.at_s - last.arrived_s < 3
    sender.send_signal(signal.SIGCONT)
    read_until(source, notice("returned"), 10)
    back = read_until(source, samples, 10)[-1]
    assert isinstance(back, Chunk)
    # Nothing is lost by waiting: the count goes on where it stopped.
    assert back.samples[0, 0] > last.samples[-1, 0]


@pytest.mark.parametrize(
    ("change", "word"),
    [
        (("--channels", 4), "channel count"),
        (("--reverse",), "channel order"),
        (("--unit", "volts"), "channel units"),
        (("--rate", 500), "rate"),
    ],
)
def test_a_changed_stream_is_refused_in_words(
    start_sender: StartSender, open_source: OpenSource, change: tuple[object, ...], word: str
) -> None:
    name, source = lose_sender(start_sender, open_source)
    start_sender("--name", name, "--source-id", f"{name}-id", *change)
    refused = read_until(source, notice("refused"))[-1]
    assert isinstance(refused, SourceNotice)
    assert word in refused.text


def test_a_stranger_of_the_same_name_is_told_and_not_used(
    start_sender: StartSender, open_source: OpenSource
) -> None:
    name, source = lose_sender(start_sender, open_source)
    start_sender("--name", name, "--source-id", "stranger")
    items = read_until(source, lambda i: isinstance(i, SourceNotice) and "stranger" in i.text)
    assert not any(isinstance(item, Chunk) for item in items)


def test_two_streams_of_one_name_need_an_id(
    start_sender: StartSender, open_source: OpenSource
) -> None:
    name = unused_name()
    start_sender("--name", name, "--source-id", f"{name}-a", "--channels", 3)
    start_sender("--name", name, "--source-id", f"{name}-b", "--channels", 5)
    with pytest.raises(AppError) as caught:
        open_source(name)
    assert caught.value.code == "several_streams"
    assert f"{name}-a" in str(caught.value)
    chunk = read_until(open_source(name, source_id=f"{name}-b"), samples)[-1]
    assert isinstance(chunk, Chunk)
    assert chunk.samples.shape[1] == 5


def test_volts_become_microvolts_and_integer_markers_texts(
    start_sender: StartSender, open_source: OpenSource
) -> None:
    name = unused_name()
    options = ("--unit", "volts", "--markers", "int32", "--marker-ending", "_Triggers")
    start_sender("--name", name, *options)
    source = open_source(name)
    items = read_until(source, lambda item: isinstance(item, Markers))
    chunk = next(item for item in items if isinstance(item, Chunk))
    np.testing.assert_array_equal(chunk.samples[:, 1], 7e6)
    marks = items[-1]
    assert isinstance(marks, Markers)
    assert marks.texts[0].isdigit()
    assert any("no source id" in text for text in notices(items))


def test_a_killed_recorder_leaves_all_but_the_last_second(
    start_sender: StartSender, tmp_path: Path
) -> None:
    import mne

    name = unused_name()
    start_sender("--name", name, "--source-id", f"{name}-id")
    out = tmp_path / "killed.xdf"
    recorder = subprocess.Popen(
        worker_command("record", "--lsl-name", name, "--out", out),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + 60
        while not (out.exists() and out.stat().st_size > 25_000):
            assert time.monotonic() < deadline, "nothing was recorded"
            time.sleep(0.05)
    finally:
        recorder.kill()
        recorder.wait(timeout=10)
        # Python and liblsl share one steady clock on this system, so stamps compare with it.
        killed_at = time.monotonic()
    back = read_recording(out)
    count = back.samples[:, 0]
    np.testing.assert_array_equal(np.diff(count), 1)
    if sys.platform == "linux":
        assert killed_at - back.times_s[-1] < 1.0
    # Other programs read it as it is, without our search for the last whole chunk.
    streams, _ = pyxdf.load_xdf(out, dejitter_timestamps=False)
    (eeg,) = [stream for stream in streams if stream["info"]["type"] == ["EEG"]]
    np.testing.assert_array_equal(eeg["time_series"], back.samples)
    raw = mne.io.RawArray(eeg["time_series"].T * 1e-6, mne.create_info(3, 250, "eeg"), verbose=40)
    assert raw.n_times == len(count)
    done = run("export", out, "--format", "fif", "--out", tmp_path)
    assert done.returncode == 0, done.stderr
    raw = mne.io.read_raw_fif(done.stdout.strip(), verbose="ERROR")
    np.testing.assert_allclose(1e6 * raw.get_data().T, back.samples, rtol=1e-6)


def test_a_recording_tells_of_the_hole_that_a_dead_sender_left(
    start_sender: StartSender, tmp_path: Path
) -> None:
    name = unused_name()
    sender = start_sender("--name", name, "--source-id", f"{name}-id")
    out = tmp_path / "hole.xdf"
    recorder = subprocess.Popen(
        worker_command("record", "--lsl-name", name, "--out", out),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        wait_for_size(out, 20_000)
        sender.kill()
        time.sleep(1)
        start_sender("--name", name, "--source-id", f"{name}-id", "--first", 100_000)
        wait_for_size(out, out.stat().st_size + 20_000)
    finally:
        said = end(recorder)
    assert recorder.returncode == 0, said
    assert "has ended" in said
    assert "is back" in said
    back = read_recording(out)
    step = np.diff(back.times_s)
    hole = int(np.argmax(step))
    assert step[hole] > 1
    assert back.samples[hole + 1, 0] >= 100_000
    assert any("samples lost" in event for event in back.events)


def test_a_recorder_that_hung_for_a_while_loses_nothing(
    start_sender: StartSender, tmp_path: Path
) -> None:
    name, out = unused_name(), tmp_path / "hung.xdf"
    start_sender("--name", name, "--source-id", f"{name}-id", "--rate", 1000)
    recorder = start("record", "--lsl-name", name, "--out", out, "--json")
    try:
        wait_for_size(out, 30_000)
        recorder.send_signal(signal.SIGSTOP)
        time.sleep(2.5)  # what is tested is that this time passes
        recorder.send_signal(signal.SIGCONT)
        wait_for_size(out, out.stat().st_size + 100_000)
    finally:
        said = end(recorder)
    assert '"n_lost": 0' in said
    numbers = read_recording(out).samples[:, 0]
    assert len(numbers) > 3000
    np.testing.assert_array_equal(np.diff(numbers), 1)


def test_strangers_and_changes_are_in_the_file_and_the_stream_that_was_meant_goes_on(
    start_sender: StartSender, tmp_path: Path
) -> None:
    name = unused_name()
    own = ("--name", name, "--source-id", f"{name}-id")
    sender = start_sender(*own)
    recording = LiveRecording(name, tmp_path / "a.xdf")
    recording.wait_for_samples(250)
    # A second stream of the same name changes nothing while the first goes on.
    stranger = start_sender("--name", name, "--source-id", "stranger", "--first", 500_000)
    sender.kill()
    recording.wait_for_notice("lost")
    recording.wait_for_notice("other", "stranger")
    stranger.kill()
    changed = start_sender(*own, "--reverse", "--first", 600_000)
    recording.wait_for_notice("refused", "channel order")
    changed.kill()
    start_sender(*own, "--first", 700_000)
    recording.wait_for_notice("returned")
    before = recording.end().n_samples
    back = read_recording(recording.path)
    assert len(back.samples) == before
    numbers = back.samples[:, 0]
    assert (numbers < 500_000).sum() >= 250
    assert not ((numbers >= 500_000) & (numbers < 700_000)).any()
    kinds = [event.split(":")[0] for event in back.events]
    assert [k for k in kinds if k in ("lost", "refused", "returned")] == [
        "lost",
        "refused",
        "returned",
    ]
    assert any("stranger" in event for event in back.events)


def wait_for_size(path: Path, size: int) -> None:
    deadline = time.monotonic() + 60
    while not (path.exists() and path.stat().st_size > size):
        assert time.monotonic() < deadline, f"{path} does not grow"
        time.sleep(0.05)


def test_a_recording_is_never_overwritten(tmp_path: Path) -> None:
    write_csv(tmp_path / "in.csv", seconds=1)
    name = unused_name()
    (tmp_path / "mine.xdf").write_bytes(b"mine")
    player = published("play", tmp_path / "in.csv", "--lsl-name", name, "--loop")
    try:
        done = run("record", "--lsl-name", name, "--seconds", 1, "--out", tmp_path / "mine.xdf")
    finally:
        end(player)
    assert done.returncode == 2
    assert "exists already" in done.stderr
    assert (tmp_path / "mine.xdf").read_bytes() == b"mine"


def test_no_stream_is_an_answer_in_words() -> None:
    done = run("record", "--lsl-name", unused_name(), "--wait", 1, "--out", "never.xdf")
    assert done.returncode == 2
    assert "No LSL stream" in done.stderr
    assert not Path("never.xdf").exists()
