"""Batches: manifests checked first, items resumable, the same bytes from every executor."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.doubles.hosts import wait_until
from worker.cli import main

pytestmark = pytest.mark.usefixtures("test_tasks")


def manifest(folder: Path, items: list[dict[str, Any]], name: str = "m.yaml") -> Path:
    path = folder / name
    if name.endswith(".jsonl"):
        path.write_text("\n".join(json.dumps({"task": "test.probe", **item}) for item in items))
    else:
        # JSON is YAML
        path.write_text(
            json.dumps({"task": "test.probe", "defaults": {"steps": 2}, "items": items})
        )
    return path


def report(out: Path) -> dict[str, Any]:
    result: dict[str, Any] = json.loads((out / "report.json").read_text())
    return result


def labels(out: Path) -> dict[int, str]:
    return {
        item["index"]: (Path(item["out"]) / "label.txt").read_text()
        for item in report(out)["outcomes"]
        if item["state"] == "succeeded"
    }


def test_yaml_and_json_lines_give_the_same_items(tmp_path: Path) -> None:
    items = [{"label": f"{n}", "steps": 2} for n in range(3)]
    for name in ("m.yaml", "m.jsonl"):
        assert (
            main(["batch", str(manifest(tmp_path, items, name)), "--out", str(tmp_path / name[2:])])
            == 0
        )
    one, two = report(tmp_path / "yaml"), report(tmp_path / "jsonl")
    assert [item["id"] for item in one["outcomes"]] == [item["id"] for item in two["outcomes"]]
    assert labels(tmp_path / "yaml") == {0: "0", 1: "1", 2: "2"}


def test_failed_items_are_named_and_the_others_are_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = manifest(tmp_path, [{"label": "a"}, {"kind": "fail", "label": "b"}, {"label": "c"}])
    assert main(["batch", str(path), "--out", str(tmp_path / "out")]) == 3
    assert "Item 1" in (message := capsys.readouterr().err)
    assert "b cannot be done" in message
    assert labels(tmp_path / "out") == {0: "a", 2: "c"}


@pytest.mark.parametrize(
    ("items", "words"),
    [
        ([{"steps": 0}], ["items[0].steps", "0", ">= 1"]),
        ([{"label": "a"}, {"surprise": 1}], ["items[1].surprise"]),
        ([{"task": "test.nothing"}], ["items[0].task", "test.nothing"]),
        ([], ["items", "at least one"]),
        ([{"file": "missing.bin"}], ["missing.bin"]),
    ],
)
def test_bad_manifest_runs_nothing(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    items: list[dict[str, Any]],
    words: list[str],
) -> None:
    assert main(["batch", str(manifest(tmp_path, items)), "--out", str(tmp_path / "out")]) == 2
    message = capsys.readouterr().err
    for word in words:
        assert word in message
    assert not (tmp_path / "out").exists()


def test_resume_skips_what_is_done_and_tries_the_rest_again(tmp_path: Path) -> None:
    out = tmp_path / "out"
    flag = tmp_path / "full"
    flag.touch()
    items = [{"label": "a"}, {"kind": "disk_full", "flag": str(flag), "label": "b"}]
    path = manifest(tmp_path, items)
    assert main(["batch", str(path), "--out", str(out)]) == 3
    done = Path(report(out)["outcomes"][0]["out"]) / "result.json"
    written = done.stat().st_mtime_ns
    flag.unlink()
    assert main(["batch", str(path), "--out", str(out)]) == 2, "an old batch is not overwritten"
    assert main(["batch", str(path), "--out", str(out), "--resume"]) == 0
    assert done.stat().st_mtime_ns == written
    assert labels(out) == {0: "a", 1: "b"}


@pytest.mark.fault
def test_killed_batch_goes_on(tmp_path: Path) -> None:
    out = tmp_path / "out"
    path = manifest(tmp_path, [{"label": f"{n}", "steps": 5, "step_s": 0.05} for n in range(8)])
    command = [sys.executable, "-m", "worker", "batch", str(path), "--out", str(out)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    wait_until(lambda: (out / "report.json").exists() and report(out)["succeeded"] >= 2, "2 items")
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert report(out)["succeeded"] < 8
    assert main(["batch", str(path), "--out", str(out), "--resume"]) == 0
    assert labels(out) == {n: f"{n}" for n in range(8)}


@pytest.mark.fault
def test_interrupted_batch_ends_with_130(tmp_path: Path) -> None:
    path = manifest(tmp_path, [{"label": "long", "steps": 1000, "step_s": 0.05}])
    command = [sys.executable, "-m", "worker", "batch", str(path), "--out", str(tmp_path / "out")]
    process = subprocess.Popen([*command, "--json"], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert json.loads(process.stdout.readline())["event"] == "batch"
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    assert process.wait(20) == 130
    process.stdout.close()


@pytest.mark.fault
def test_local_host_gives_the_same_bytes_as_inline(tmp_path: Path, home: Path) -> None:
    items = [{"label": f"{n}"} for n in range(4)] + [{"kind": "fail", "label": "x"}]
    path = manifest(tmp_path, items)
    local = ["--engine", "local", "--home", str(home)]
    assert main(["batch", str(path), "--out", str(tmp_path / "inline")]) == 3
    assert main(["batch", str(path), "--out", str(tmp_path / "local"), *local]) == 3
    assert labels(tmp_path / "inline") == labels(tmp_path / "local")
    ids = [
        [(item["id"], item["state"]) for item in report(tmp_path / name)["outcomes"]]
        for name in ("inline", "local")
    ]
    assert ids[0] == ids[1]
    assert main(["batch", str(path), "--out", str(tmp_path / "local"), *local, "--resume"]) == 3


def pictures(folder: Path) -> Path:
    from PIL import Image

    folder.mkdir()
    for name, size in (("a.png", (64, 48)), ("b.jpg", (128, 96)), ("d.png", (96, 80))):
        Image.new("RGB", size, (90, 120, 150)).save(folder / name)
    (folder / "c.png").write_bytes(b"no picture")
    (folder / "notes.txt").write_text("not one either")
    return folder


def drags(folder: Path) -> Path:
    path = folder / "drags.json"
    layers = [{"points": [[20, 20], [40, 30]]}]
    path.write_text(json.dumps({"width": 64, "height": 48, "frames": 8, "layers": layers}))
    return path


def test_a_folder_of_pictures_with_one_drags_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import numpy as np

    folder, out = pictures(tmp_path / "in"), tmp_path / "out"
    command = ["batch", "motion.render", "--images", str(folder), "--drags", str(drags(tmp_path))]
    command += ["--backend", "warp", "--seed", "3", "--out", str(out)]
    assert main(command) == 3
    assert "Item 2 (c.png" in (message := capsys.readouterr().err)
    assert "cannot be read as a picture" in message
    outcomes = report(out)["outcomes"]
    assert [item["state"] for item in outcomes] == ["succeeded"] * 2 + ["failed", "succeeded"]
    ends = [np.load(Path(outcomes[n]["out"]) / "tracks.npy")[-1, 0].tolist() for n in (0, 1, 3)]
    assert ends == [[40, 30], [80, 60], [60, 50]], "the drag is scaled to each picture"
    result = json.loads((Path(outcomes[0]["out"]) / "result.json").read_text())
    assert result["seed"] == 3
    written = (Path(outcomes[0]["out"]) / "video.mp4").stat().st_mtime_ns
    from PIL import Image

    Image.new("RGB", (64, 48)).save(folder / "c.png")
    assert main([*command, "--resume"]) == 0
    assert (Path(outcomes[0]["out"]) / "video.mp4").stat().st_mtime_ns == written


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"task": "test.probe"}, ["test.probe", "motion.render"]),
        ({"--images": "nowhere"}, ["nowhere"]),
        ({"--images": "."}, ["--images", ".jpg"]),
        ({"--backend": "magic"}, ["backend", "magic"]),
        ({"--drags": ""}, ["--drags", "required"]),
    ],
)
def test_a_bad_folder_batch_runs_nothing(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    change: dict[str, str],
    words: list[str],
) -> None:
    options = {"--images": str(pictures(tmp_path / "in")), "--drags": str(drags(tmp_path))}
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    task = change.pop("task", "motion.render")
    options |= change
    given = [word for pair in options.items() if pair[1] for word in pair]
    assert main(["batch", task, *given, "--out", str(tmp_path / "out")]) == 2
    message = capsys.readouterr().err
    assert all(word in message for word in words), message
    assert not (tmp_path / "out").exists()
