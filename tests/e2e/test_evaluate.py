"""`vitrine-worker run motion.evaluate` as a person types it, and its refusal by the host."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from skimage import data

from tests.doubles.hosts import HostProcess
from tests.e2e.test_commands import jobs, worker
from tests.unit.motion.evaluation.conftest import panned
from worker.motion.video import Mp4Writer


def write_clips(folder: Path) -> None:
    folder.mkdir()
    for name in ("chelsea", "coffee"):
        frames = panned(np.asarray(getattr(data, name)()), 18, 128, 80)
        with Mp4Writer(folder / f"{name}.mp4", 128, 80, 12.0, {}) as writer:
            for frame in frames:
                writer.write(frame)
            writer.finish()


def test_evaluation_writes_its_table(tmp_path: Path) -> None:
    write_clips(tmp_path / "clips")
    out = tmp_path / "out"
    done = worker(
        *("run", "motion.evaluate", "--clips", tmp_path / "clips", "--out", out),
        *("--backends", "still,warp,oracle", "--drags", "4", "--width", "128", "--height", "80"),
        *("--num-frames", "8", "--seed", "0"),
    )
    assert done.returncode == 0, done.stderr
    names = {Path(line).name for line in done.stdout.split()}
    assert names == {
        "metrics.json", "windows.json", "table.md", "contact_sheet.png", "result.json",
    }  # fmt: skip
    rows = {row["backend"]: row for row in json.loads((out / "metrics.json").read_text())["rows"]}
    assert rows["still"]["n_windows"] == 4
    assert rows["still"]["psnr"] < rows["warp"]["psnr"]
    assert rows["warp"]["vs_warp_p"]["psnr"] is None
    result = json.loads((out / "result.json").read_text())
    assert result["n_windows"] == 4


def test_missing_folder_and_unknown_backend_are_bad_requests(tmp_path: Path) -> None:
    gone = worker("run", "motion.evaluate", "--clips", tmp_path / "no", "--out", tmp_path / "out")
    assert gone.returncode == 2
    assert "does not exist" in gone.stderr
    assert not (tmp_path / "out").exists()
    odd = worker("run", "motion.evaluate", "--clips", tmp_path, "--backends", "magic")
    assert odd.returncode == 2
    assert "choose from" in odd.stderr


def test_host_takes_no_folder_of_this_machine(home: Path, tmp_path: Path) -> None:
    write_clips(tmp_path / "clips")
    with HostProcess(home):
        done = worker("submit", "motion.evaluate", "--clips", tmp_path / "clips", "--home", home)
        assert done.returncode == 2
        assert "vitrine-worker run" in done.stderr
        assert jobs(home) == {}
