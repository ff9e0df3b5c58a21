"""Outputs are known by their provenance, whatever of them is looked at."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from desktop.core.outputs import find_output
from shared.ids import sha256_file
from shared.provenance import (
    PNG_KEY,
    build_provenance,
    encode_provenance,
    redact_provenance,
)


def provenance(task: str, request: dict[str, object], **inputs: str) -> dict[str, object]:
    return build_provenance(task=task, task_version=1, request=request, inputs=inputs, device="cpu")


def write_png(path: Path, text: str = "", key: str = PNG_KEY) -> Path:
    info = PngInfo()
    if text:
        info.add_itxt(key, text)
    Image.new("RGB", (8, 8)).save(path, pnginfo=info)
    return path


def write_result(folder: Path, made: dict[str, object], **files: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / "result.json"
    path.write_text(json.dumps({"status": "succeeded", "files": files, "provenance": made}))
    return path


def test_a_picture_with_provenance(tmp_path: Path) -> None:
    made = provenance("motion.render", {"image": "cat.jpg"}, **{"cat.jpg": "ab"})
    path = write_png(tmp_path / "frame.png", encode_provenance(made))
    found = find_output(path)
    assert found is not None
    assert (found.workspace_id, found.task) == ("motion", "motion.render")
    assert found.request == {"image": "cat.jpg"}
    assert found.artefact("cat.jpg") == "sha256:ab"
    assert found.media() == path


def test_a_result_its_folder_and_what_it_names_are_the_same_output(tmp_path: Path) -> None:
    made = provenance("robustness.attack", {"prompt": "p"})
    result = write_result(tmp_path / "out", made, report="report.html")
    report = result.with_name("report.html")
    report.write_text("<html></html>")
    for dropped in (result, result.parent, report):
        found = find_output(dropped)
        assert found is not None, dropped
        assert (found.path, found.folder, found.task) == (
            dropped, result.parent, "robustness.attack",
        )  # fmt: skip
    other = result.with_name("other.html")
    other.write_text("")
    assert find_output(other) is None


def test_a_folder_of_frames(tmp_path: Path) -> None:
    frames = tmp_path / "out" / "frames"
    frames.mkdir(parents=True)
    made = provenance("motion.render", {})
    first = write_png(frames / "0000.png", encode_provenance(made))
    found = find_output(tmp_path / "out")
    assert found is not None
    assert found.path == first


def test_the_video_of_a_folder_goes_before_its_pictures(tmp_path: Path) -> None:
    result = write_result(tmp_path / "out", provenance("motion.render", {}), video="video.mp4")
    write_png(result.with_name("a.png"))
    result.with_name("video.mp4").write_bytes(b"")
    found = find_output(result.parent)
    assert found is not None
    assert found.media() == result.with_name("video.mp4")


def test_a_picture_that_eeg_saved_says_so(tmp_path: Path) -> None:
    path = write_png(tmp_path / "seen.png", "{}", "vitrine-decoding")
    found = find_output(path)
    assert found is not None
    assert (found.workspace_id, dict(found.request)) == ("neuro", {})


def test_an_input_counts_only_unchanged(tmp_path: Path) -> None:
    data = tmp_path / "data.jsonl"
    data.write_text("{}\n")
    made = provenance("robustness.attack", {}, **{str(data): sha256_file(data)})
    found = find_output(write_result(tmp_path / "out", made))
    assert found is not None
    assert found.local(str(data)) == data
    data.write_text("other\n")
    assert found.local(str(data)) is None
    assert found.local("elsewhere") is None


def test_what_was_cleaned_for_sharing_is_known(tmp_path: Path) -> None:
    made = provenance("robustness.attack", {"prompt": "a secret", "data": "/home/me/x.jsonl"})
    found = find_output(write_result(tmp_path / "out", redact_provenance(made)))
    assert found is not None
    assert found.is_redacted


@pytest.mark.parametrize(
    "data",
    [
        b"", b"\xff\xfe\x00", b"[1, 2]", b"{}", b'{"provenance": 3}', b"[" * 100_000,
        b'{"vitrine": 1, "task": 7}', b'{"vitrine": 1}',
    ],
)  # fmt: skip
def test_other_json_is_no_output(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "result.json"
    path.write_bytes(data)
    assert find_output(path) is None
    assert find_output(tmp_path) is None


def test_strange_parts_are_read_as_empty(tmp_path: Path) -> None:
    path = tmp_path / "result.json"
    made = {"vitrine": 1, "task": "x.y", "request": [1], "inputs": "no"}
    path.write_text(json.dumps({"files": [1], "provenance": made}))
    found = find_output(path)
    assert found is not None
    assert (dict(found.request), dict(found.inputs), found.files) == ({}, {}, ())


def test_files_outside_the_folder_are_not_its_own(tmp_path: Path) -> None:
    outside = write_png(tmp_path / "private.png")
    made = provenance("motion.render", {})
    result = write_result(tmp_path / "out", made, a="../private.png", b=str(outside), c="x.png")
    found = find_output(result)
    assert found is not None
    assert found.files == ("x.png",)
    assert found.media() is None


def test_pictures_and_files_of_others_are_none(tmp_path: Path) -> None:
    assert find_output(write_png(tmp_path / "holiday.png")) is None
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\n" + b"x" * 40)
    assert find_output(broken) is None
    assert find_output(tmp_path / "missing.png") is None
    assert find_output(tmp_path) is None
