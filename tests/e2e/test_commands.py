"""The documented commands against a host that really runs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from shared.ids import new_job_id
from tests.doubles.hosts import HostProcess, wait_until
from tests.unit.commands.test_command_line import DRAGS


def worker(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "worker", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def jobs(home: Path) -> dict[str, dict[str, Any]]:
    lines = worker("jobs", "--json", "--home", home).stdout.splitlines()
    return {line["id"]: line for line in map(json.loads, lines)}


def test_serve_submit_jobs_doctor_cancel(home: Path, sample_picture: Path, tmp_path: Path) -> None:
    drags = tmp_path / "drags.json"
    drags.write_text(json.dumps(DRAGS))
    arguments = [
        "submit",
        "motion.render",
        "--image",
        sample_picture,
        "--drags",
        drags,
        "--home",
        home,
    ]
    with HostProcess(home) as host:
        submitted = worker(*arguments)
        assert submitted.returncode == 0, submitted.stderr
        job_id = submitted.stdout.strip()
        wait_until(lambda: jobs(home)[job_id]["state"] == "succeeded", "the render succeeds")
        line = jobs(home)[job_id]
        assert line["task"] == "motion.render"
        assert line["attempts"] == 1
        names = {path.name for path in Path(line["result_dir"]).iterdir()}
        assert {"video.mp4", "tracks.npy", "result.json"} <= names

        report = json.loads(worker("doctor", "--json", "--home", home).stdout)
        assert report["host"]["pid"] == host.info.pid
        assert report["host"]["endpoint"] == host.info.endpoint
        assert report["engine"]["pid"] == host.engine_pid()
        assert report["engine"]["state"] in ("ready", "busy")
        assert report["device"]
        assert report["versions"]["torch"].startswith("2.")
        assert "engine" in worker("doctor", "--home", home).stdout

        again = worker(*arguments, "--job-id", job_id)
        assert again.stdout.strip() == job_id, "the same id makes no second job"
        assert len(jobs(home)) == 1
        refused = worker("cancel", new_job_id(), "--home", home)
        assert refused.returncode == 2
        assert "not known" in refused.stderr
        bad = worker(*arguments, "--fps", "1000")
        assert bad.returncode == 2
        assert "1000" in bad.stderr
        assert worker("cancel", job_id, "--home", home).returncode == 0, "an ended job stays ended"
        assert worker("retry", job_id, "--home", home).returncode == 2
        assert job_id in worker("jobs", "--home", home).stdout


def test_masks_of_a_document_travel_to_the_host(
    home: Path, sample_picture: Path, tmp_path: Path
) -> None:
    from PIL import Image

    Image.new("L", (64, 48), 255).save(tmp_path / "mask.png")
    document = {**DRAGS, "layers": [{**DRAGS["layers"][0], "mask": "mask.png"}]}  # type: ignore[index,dict-item]
    drags = tmp_path / "drags.json"
    drags.write_text(json.dumps(document))
    with HostProcess(home):
        job_id = worker(
            "submit", "motion.render", "--image", sample_picture, "--drags", drags, "--home", home
        ).stdout.strip()
        wait_until(
            lambda: jobs(home)[job_id]["state"] in ("succeeded", "failed"), "the render ends"
        )
        assert jobs(home)[job_id]["state"] == "succeeded", jobs(home)[job_id]


def test_demo_writes_the_three_files(tmp_path: Path) -> None:
    done = worker("demo", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    printed = [Path(line) for line in done.stdout.split()]
    assert [path.name for path in printed] == ["video.mp4", "contact_sheet.png", "result.json"]
    assert all(path.stat().st_size > 500 for path in printed)


@pytest.mark.parametrize(
    "package", ["desktop.app", "worker.cli", "worker.host.service", "shared.protocol.client"]
)
def test_front_and_host_start_without_heavy_packages(package: str) -> None:
    heavy = [
        "torch",
        "diffusers",
        "transformers",
        "faiss",
        "mne",
        "textattack",
        "ray",
        "cv2",
        "pyqtgraph",
    ]
    if package == "worker.cli":
        heavy.remove("cv2")  # the warp's own module, for `run`
    code = f"import {package}, sys; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
