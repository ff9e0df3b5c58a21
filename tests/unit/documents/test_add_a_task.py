"""The tutorial's code and commands, taken from the page and run."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from shared.tasks.registry import PLUGINS_VARIABLE
from tests.doubles.hosts import HostProcess, wait_until

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "add-a-task.md").read_text()
_FILE = re.compile(r"(?m)^`(\w+\.py)`:\n\n```python\n(.*?)```", re.DOTALL)
_COMMANDS = re.compile(r"```sh\n(.*?)```", re.DOTALL)


@pytest.fixture
def folder(tmp_path: Path, sample_picture: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files of the page and a photograph, in the environment that it wants."""
    from PIL import Image

    made = tmp_path / "lab"
    made.mkdir()
    for name, code in _FILE.findall(PAGE):
        (made / name).write_text(code)
    Image.open(sample_picture).save(made / "photo.jpg")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(made), str(ROOT)]))
    monkeypatch.setenv(PLUGINS_VARIABLE, "few_colours")
    return made


def commands() -> list[str]:
    lines = [line for block in _COMMANDS.findall(PAGE) for line in block.splitlines()]
    export = lines.pop(0)
    assert export == f"export {PLUGINS_VARIABLE}=few_colours PYTHONPATH=$PWD"
    return lines


def command(begins: str, folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """Run the line of the page that begins so."""
    (line,) = [line for line in commands() if line.startswith(f"vitrine-worker {begins}")]
    words = [*shlex.split(line)[1:], *more]
    return subprocess.run(
        [sys.executable, "-m", "worker", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )


def test_the_task_has_sixty_lines() -> None:
    code = dict(_FILE.findall(PAGE))["few_colours.py"]
    assert len([line for line in code.splitlines() if line.strip()]) <= 60


def test_the_page_has_these_commands() -> None:
    assert [line.split()[1] for line in commands()] == ["run", "serve", "submit", "jobs"]


def test_it_runs_on_the_command_line(folder: Path) -> None:
    done = command("run", folder)
    assert done.returncode == 0, done.stderr
    result = json.loads((folder / "out" / "result.json").read_text())
    assert len(result["palette"]) == 4
    assert (folder / "out" / result["files"]["picture"]).is_file()
    assert result["provenance"]["request"]["colours"] == 4
    refused = command("run", folder, "--colours", "99")
    assert refused.returncode == 2
    assert "99" in refused.stderr
    assert "32" in refused.stderr


def test_it_runs_in_a_host(folder: Path, home: Path) -> None:
    at = ("--home", str(home))
    with HostProcess(home):
        submitted = command("submit", folder, *at)
        assert submitted.returncode == 0, submitted.stderr
        job_id = submitted.stdout.strip()

        def ended() -> dict[str, str] | None:
            listed = command("jobs", folder, "--json", *at).stdout.splitlines()
            (job,) = map(json.loads, listed)
            return job if job["state"] in ("succeeded", "failed", "quarantined") else None

        job = wait_until(ended, "the job ends", 120)
    assert (job["id"], job["task"], job["state"]) == (job_id, "lab.few_colours", "succeeded")
    assert (Path(job["result_dir"]) / "picture.png").is_file()


def test_the_test_of_the_page_passes(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_few_colours.py"],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed" in done.stdout
