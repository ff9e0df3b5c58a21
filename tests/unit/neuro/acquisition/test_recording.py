"""A recording on a disk that fills up and is emptied again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from shared.errors import AppError
from shared.neuro.acquisition import SessionNotes
from shared.neuro.chunks import Chunk
from shared.neuro.streams import ChannelInfo, StreamInfo
from worker.neuro.acquisition import recording as module
from worker.neuro.acquisition.recording import Recording
from worker.neuro.acquisition.resume import part_name
from worker.neuro.files.reader import read_recording

INFO = StreamInfo(name="s", rate_hz=100.0, channels=(ChannelInfo("a"), ChannelInfo("b")))


def chunk(first: int, count: int = 10) -> Chunk:
    numbers = np.arange(first, first + count)
    return Chunk(np.stack([numbers, numbers], axis=1).astype(np.float32), numbers / 100.0)


class Disk:
    """Refuses writes while it is full."""

    def __init__(self, recording: Recording, monkeypatch: pytest.MonkeyPatch) -> None:
        self.full = False
        writer = recording._recorder._writer
        write = writer._write

        def guarded(data: bytes) -> None:
            if self.full:
                raise AppError("disk_full", retryable=True, path="x")
            write(data)

        monkeypatch.setattr(writer, "_write", guarded)


def test_what_a_full_disk_refuses_waits_and_is_written_when_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RETRY_S", 0.0)
    told: list[str | None] = []
    recording = Recording(
        tmp_path, "a.xdf", INFO, SessionNotes(), on_trouble=lambda e: told.append(e and e.code)
    )
    disk = Disk(recording, monkeypatch)
    for first in range(0, 1000, 10):
        disk.full = 300 <= first < 600
        recording.take(chunk(first))
    assert told == ["disk_full", None]
    recording.close()
    written = read_recording(tmp_path / "a.xdf")
    assert written.samples[:, 0].tolist() == list(range(1000))
    assert recording.dropped == 0


def test_what_does_not_fit_into_the_buffer_is_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RETRY_S", 0.0)
    monkeypatch.setattr(module, "BUFFER_BYTES", 10 * 10 * 8)
    recording = Recording(tmp_path, "a.xdf", INFO, SessionNotes())
    disk = Disk(recording, monkeypatch)
    disk.full = True
    for first in range(0, 500, 10):
        recording.take(chunk(first))
    disk.full = False
    recording.take(chunk(500))
    recording.close()
    numbers = read_recording(tmp_path / "a.xdf").samples[:, 0]
    assert recording.dropped == 510 - len(numbers)
    assert numbers.tolist() == list(range(510 - len(numbers), 510))


def test_an_existing_file_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "a.xdf").write_bytes(b"mine")
    with pytest.raises(AppError, match="exists already"):
        Recording(tmp_path, "a.xdf", INFO, SessionNotes())
    assert (tmp_path / "a.xdf").read_bytes() == b"mine"


def test_later_parts_have_names_of_their_own() -> None:
    assert [part_name("a.b.xdf", part) for part in (1, 2, 13)] == [
        "a.b.xdf",
        "a.b-part2.xdf",
        "a.b-part13.xdf",
    ]
