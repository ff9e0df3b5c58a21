"""A trail is left by a process that died, and its report has nothing of the person's own."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.core.crash_trail import CLOSING, LARGEST_BYTES, Trail, scrubbed, take_reports

ROOT = Path(__file__).resolve().parents[3]
SECRET = "my secret prompt"
_DIES = f"""
import faulthandler, logging, sys
from pathlib import Path
from desktop.core.crash_trail import Trail
trail = Trail(Path(sys.argv[1]))
faulthandler.enable(trail.file)
log = logging.getLogger("window")
log.setLevel(logging.INFO)
log.addHandler(trail)
log.info("opened %s with %s", "/home/me/private.png", {SECRET!r})
try:
    raise ValueError({SECRET!r})
except ValueError:
    log.exception("uncaught: %s", {SECRET!r})
import os, signal
if sys.argv[2] == "fatal":
    def deep():
        faulthandler._sigsegv()
    deep()
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    return tmp_path / "logs", tmp_path / "crashes"


@pytest.fixture
def logger() -> Iterator[logging.Logger]:
    made = logging.getLogger("tests.crash_trail")
    made.setLevel(logging.INFO)
    yield made
    for handler in tuple(made.handlers):
        made.removeHandler(handler)


def die(logs: Path, how: str) -> None:
    command = [sys.executable, "-c", _DIES, str(logs), how]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60, check=False)
    assert done.returncode < 0, done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGKILL")
@pytest.mark.parametrize("how", ["fatal", "killed"])
def test_a_process_that_dies_leaves_a_report(folders: tuple[Path, Path], how: str) -> None:
    logs, reports = folders
    die(logs, how)
    report = take_reports(logs, reports)
    assert report is not None
    assert report.parent == reports
    text = report.read_text()
    assert "vitrine " in text
    assert "python " in text
    assert "opened %s with %s" in text
    assert "builtins.ValueError" in text
    assert ("Segmentation fault" in text and "in deep" in text) is (how == "fatal")
    assert text.rstrip().endswith(CLOSING)
    for own in (SECRET, "private.png", "/home/me", str(ROOT)):
        assert own not in text
    # It is offered once.
    assert list(logs.iterdir()) == []
    assert take_reports(logs, reports) is None


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")
def test_a_report_is_for_its_owner_alone(folders: tuple[Path, Path]) -> None:
    logs, reports = folders
    before = os.umask(0o022)
    try:
        die(logs, "killed")
        report = take_reports(logs, reports)
    finally:
        os.umask(before)
    assert report is not None
    assert report.stat().st_mode & 0o077 == 0
    assert reports.stat().st_mode & 0o077 == 0


def test_a_window_that_runs_or_ended_well_leaves_none(
    folders: tuple[Path, Path], logger: logging.Logger
) -> None:
    logs, reports = folders
    trail = Trail(logs)
    logger.addHandler(trail)
    logger.warning("something")
    assert take_reports(logs, reports) is None
    assert trail.path.exists()
    trail.close()
    assert take_reports(logs, reports) is None
    assert list(logs.iterdir()) == []


def test_another_process_of_the_same_number_is_not_the_window(folders: tuple[Path, Path]) -> None:
    logs, reports = folders
    logs.mkdir()
    old = logs / f"running-{os.getpid()}-0badc0de.txt"
    old.write_text("vitrine 1\n")
    assert take_reports(logs, reports) is None
    os.utime(old, (1_000_000_000, 1_000_000_000))
    assert take_reports(logs, reports) is not None


def test_a_trail_stays_small_and_keeps_the_newest(
    folders: tuple[Path, Path], logger: logging.Logger
) -> None:
    trail = Trail(folders[0])
    logger.addHandler(trail)
    for number in range(3 * LARGEST_BYTES // 1000):
        logger.info("%d: " + "x" * 1000, number)
    logger.info("the last line")
    text = trail.path.read_text()
    trail.close()
    assert len(text) < 2 * LARGEST_BYTES
    assert text.startswith("vitrine ")
    assert "the last line" in text


def test_ten_reports_are_kept(folders: tuple[Path, Path]) -> None:
    logs, reports = folders
    logs.mkdir()
    for number in range(13):
        path = logs / f"running-999999999-{number:08x}.txt"
        path.write_text(f"vitrine 1\nline {number}\n")
        os.utime(path, (1_700_000_000 + number, 1_700_000_000 + number))
    newest = take_reports(logs, reports)
    assert newest is not None
    assert "line 12" in newest.read_text()
    assert len(list(reports.iterdir())) == 10


def test_a_folder_that_cannot_be_written_is_no_reason_to_stop(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    trail = Trail(tmp_path / "file")
    assert trail.file is None
    trail.close()
    assert take_reports(tmp_path / "file", tmp_path / "crashes") is None


@pytest.mark.parametrize(
    "text",
    [
        "QFile: cannot open /home/me/My Pictures/cat.png",
        r"cannot read C:\Users\me\cat.png",
        "no such file ~/cat.png",
        'the text "a cat" is too long',
    ],
)
def test_paths_and_quotes_of_libraries_are_taken_out(text: str) -> None:
    cleaned = scrubbed(text)
    assert "cat" not in cleaned.replace("cannot", "")
    assert "me" not in cleaned
