"""A disk that is full while a real stream is recorded."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import pyxdf

from tests.conftest import is_root
from tests.e2e.eeg.conftest import StartSender
from tests.e2e.eeg.streams import unused_name, worker_command
from worker.neuro.files.reader import read_recording

pytestmark = [
    pytest.mark.fault,
    pytest.mark.skipif(sys.platform == "win32", reason="limits of this kind are POSIX"),
]
LIMIT_KB = 48


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system that is full after 48 kB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = shutil.which("mount")
    if not is_root() or mount is None:
        pytest.skip("a small file system needs root and mount")
    size = f"size={LIMIT_KB}k"
    done = subprocess.run([mount, "-t", "tmpfs", "-o", size, "tmpfs", str(folder)], check=False)
    if done.returncode:
        pytest.skip("a small file system cannot be mounted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def record_until_full(
    start_sender: StartSender, out: Path, *prefix: str
) -> subprocess.CompletedProcess[str]:
    name = unused_name()
    start_sender("--name", name, "--source-id", f"{name}-id", "--channels", 16, "--rate", 500)
    command = worker_command("record", "--lsl-name", name, "--out", out)
    return subprocess.run(
        [*prefix, *command], capture_output=True, text=True, timeout=60, check=False
    )


def assert_kept(out: Path, done: subprocess.CompletedProcess[str]) -> None:
    assert done.returncode == 1
    assert f"The disk that holds {out} is full. Free some space and try again." in done.stderr
    back = read_recording(out)
    assert f"{out} holds the {len(back.samples)} samples that came before." in done.stderr
    assert out.stat().st_size <= LIMIT_KB * 1024
    numbers = back.samples[:, 0]
    # Sixteen channels in single precision and a time fill it after some 600 samples.
    assert len(numbers) > 400
    np.testing.assert_array_equal(np.diff(numbers), 1)
    streams, _ = pyxdf.load_xdf(out, dejitter_timestamps=False)
    (eeg,) = [stream for stream in streams if stream["info"]["type"] == ["EEG"]]
    assert len(eeg["time_series"]) == len(numbers)


def test_a_full_file_system_ends_in_words_and_what_was_recorded_is_readable(
    start_sender: StartSender, small_disk: Path
) -> None:
    out = small_disk / "a.xdf"
    assert_kept(out, record_until_full(start_sender, out))
    # The few bytes that say it fit where a chunk of samples did not.
    assert any(text.startswith("disk full") for text in read_recording(out).events)


def test_a_limit_on_files_is_a_full_disk_too(start_sender: StartSender, tmp_path: Path) -> None:
    out = tmp_path / "a.xdf"
    command = f'ulimit -f {LIMIT_KB * 1024 // 512}; exec "$@"'
    assert_kept(out, record_until_full(start_sender, out, "sh", "-c", command, "sh"))
