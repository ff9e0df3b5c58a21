"""Batches into a storage by its URI: whole, resumable, with the bytes that a folder gets."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from shared.tasks.spec import RESULT_FILE
from tests.unit.commands.test_batch import manifest
from worker.cli import main

pytestmark = pytest.mark.usefixtures("test_tasks")


class FlakyStorage(MemoryFileSystem):
    """Storage whose line is cut after `room` more files, for as long as `room` says so."""

    protocol = "flaky"
    store: ClassVar[dict[str, Any]] = {}
    pseudo_dirs: ClassVar[list[str]] = [""]
    room: ClassVar[int | None] = None

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return str(super()._strip_protocol(path.replace("flaky://", "memory://")))

    def pipe_file(self, path: str, value: bytes, mode: str = "overwrite", **options: Any) -> None:
        if FlakyStorage.room is not None:
            if FlakyStorage.room == 0:
                raise ConnectionResetError("the line is cut")
            FlakyStorage.room -= 1
        super().pipe_file(path, value, mode=mode, **options)


@pytest.fixture
def flaky() -> Iterator[type[FlakyStorage]]:
    fsspec.register_implementation("flaky", FlakyStorage, clobber=True)
    yield FlakyStorage
    FlakyStorage.room = None
    FlakyStorage.store.clear()


@pytest.fixture
def memory() -> Iterator[Any]:
    storage = fsspec.filesystem("memory")
    yield storage
    storage.store.clear()


@pytest.fixture
def items(tmp_path: Path) -> Path:
    return manifest(tmp_path, [{"label": "a"}, {"label": "b", "files": 2}, {"label": "c"}])


def batch(path: Path, out: str, home: Path, *options: str) -> int:
    return main(["batch", str(path), "--out", out, "--home", str(home), *options])


def files(storage: Any, root: str) -> dict[str, bytes]:
    """All files below `root` but the figures of time."""
    found = {name: storage.cat_file(name) for name in storage.find(root)}
    return {
        name.rpartition(root)[2]: data
        for name, data in found.items()
        if not name.endswith((RESULT_FILE, "report.json"))
    }


def test_a_storage_gets_the_bytes_that_a_folder_gets(
    items: Path, tmp_path: Path, home: Path, memory: Any
) -> None:
    assert batch(items, str(tmp_path / "folder"), home) == 0
    assert batch(items, "memory://lab/run", home) == 0
    assert batch(items, f"file://{tmp_path}/by-uri", home) == 0
    local = fsspec.filesystem("file")
    wanted = files(local, str(tmp_path / "folder"))
    assert len(wanted) == 5
    assert files(memory, "/lab/run") == wanted
    assert files(local, f"{tmp_path}/by-uri") == wanted
    report = json.loads(memory.cat_file("/lab/run/report.json"))
    assert report["succeeded"] == 3
    for outcome in report["outcomes"]:
        assert outcome["out"] == f"memory://lab/run/items/{outcome['id']}"
        assert memory.exists(f"{outcome['out']}/{RESULT_FILE}")
    assert not list(home.glob("batches/*/items/*")), "nothing is kept twice"


def test_a_batch_that_is_there_is_not_run_over(
    items: Path, home: Path, memory: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    assert batch(items, "memory://lab/run", home) == 0
    assert batch(items, "memory://lab/run", home) == 2
    assert "memory://lab/run holds a batch" in capsys.readouterr().err


def test_resume_from_another_machine_skips_what_is_there(
    items: Path, tmp_path: Path, home: Path, memory: Any
) -> None:
    assert batch(items, "memory://lab/run", home) == 0
    lost = json.loads(memory.cat_file("/lab/run/report.json"))["outcomes"][1]["out"]
    memory.rm(f"{lost}/{RESULT_FILE}")
    before = {name: memory.modified(name) for name in memory.find("/lab/run/items")}
    assert batch(items, "memory://lab/run", tmp_path / "other-home", "--resume") == 0
    made = {
        name.split("/")[4]
        for name in memory.find("/lab/run/items")
        if memory.modified(name) != before.get(name)
    }
    assert made == {lost.rpartition("/")[2]}, "only the item that was not whole ran again"
    report = json.loads(memory.cat_file("/lab/run/report.json"))
    assert [each["state"] for each in report["outcomes"]] == ["succeeded"] * 3


def test_a_cut_line_leaves_no_half_item_and_costs_no_work(
    tmp_path: Path,
    home: Path,
    flaky: type[FlakyStorage],
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = manifest(tmp_path, [{"label": "a"}, {"label": "b", "files": 2}])
    flaky.room = 3  # two files of the first item, one of the four of the second
    assert batch(path, "flaky://lab", home) == 2, "the overview could not be uploaded, too"
    assert "the line is cut" in capsys.readouterr().err
    there = flaky().find("/lab")
    assert len([name for name in there if name.endswith(RESULT_FILE)]) == 1
    flaky.room = None
    kept = list(home.glob("batches/*/items/*/label.txt"))
    assert [file.read_text() for file in kept] == ["b"]
    kept[0].write_text("b, finished before")
    assert batch(path, "flaky://lab", home, "--resume") == 0
    labels = [name for name in flaky().find("/lab") if name.endswith("label.txt")]
    assert {flaky().cat_file(name) for name in labels} == {b"a", b"b, finished before"}


@pytest.mark.parametrize(
    ("uri", "words"),
    [
        ("nothing://x", "nothing"),
        ("s3://lab/run", "s3fs"),
        ("ftp://me:secret@host/x", "without a password"),
    ],
)
def test_a_storage_that_cannot_be_used_is_refused_before_anything_runs(
    uri: str,
    words: str,
    items: Path,
    home: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if uri.startswith("s3") and importlib.util.find_spec("s3fs") is not None:
        pytest.skip("s3fs is installed here")
    assert batch(items, uri, home) == 2
    said = capsys.readouterr().err
    assert words in said
    assert "secret" not in said
    assert not (home / "batches").exists()
