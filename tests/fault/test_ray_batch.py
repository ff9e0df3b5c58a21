"""Batches on a real Ray cluster of this machine: the same bytes, and engines that die for real."""

from __future__ import annotations

import importlib.util
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.unit.commands.test_batch import labels, manifest, report
from worker.cli import main
from worker.executors.results import read_results

pytestmark = pytest.mark.usefixtures("test_tasks")
with_ray = pytest.mark.skipif(
    importlib.util.find_spec("ray") is None,
    reason='Ray is not installed here: pip install ".[cluster]"',
)
ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def engines_find_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(paths))


def contents(out: Path) -> dict[int, dict[str, Any]]:
    """What each item made; of `result.json`, all but how long it took and where."""
    found: dict[int, dict[str, Any]] = {}
    for item in report(out)["outcomes"]:
        if item["state"] == "succeeded":
            files: dict[str, Any] = dict(read_results(Path(item["out"])))
            told = json.loads(files["result.json"])
            files["result.json"] = {
                key: value for key, value in told.items() if key not in ("timings", "provenance")
            }
            found[item["index"]] = files
    return found


@with_ray
@pytest.mark.fault
@pytest.mark.timeout(300)
def test_the_same_bytes_though_engines_die(tmp_path: Path) -> None:
    """One engine dies under an item, which then runs again; one item kills all that try it."""
    given = tmp_path / "given.bin"
    given.write_bytes(bytes(range(256)) * 100)
    good = [{"label": f"{n}", "file": str(given), "files": 2} for n in range(4)]
    bad = [{"kind": "fail", "label": "x"}]
    flags = [tmp_path / name for name in ("inline-flag", "ray-flag")]
    outs = [tmp_path / name for name in ("inline", "ray")]
    flags[0].touch()  # in this process nothing may die
    for flag, out, more in zip(
        flags, outs, ([], ["--engine", "ray", "--workers", "2"]), strict=True
    ):
        crash = [{"kind": "crash_once", "flag": str(flag), "label": "again"}]
        poison = [{"kind": "poison"}] if more else []
        path = manifest(tmp_path, [*good, *bad, *crash, *poison])
        assert main(["batch", str(path), "--out", str(out), *more]) == 3
    assert flags[1].exists()  # it did die
    one, other = map(contents, outs)
    assert sorted(one) == sorted(other) == [0, 1, 2, 3, 5]
    for index in range(4):
        assert one[index] == other[index]
    assert one[0]["copy.bin"] == given.read_bytes()
    assert labels(outs[1])[5] == "again"
    states = [item["state"] for item in report(outs[1])["outcomes"]]
    assert (states[4], states[6]) == ("failed", "quarantined")
    ids = [[item["id"] for item in report(out)["outcomes"][:5]] for out in outs]
    assert ids[0] == ids[1]


@with_ray
@pytest.mark.timeout(300)
def test_too_many_workers_are_refused_with_the_limit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = manifest(tmp_path, [{"label": "a"}])
    more = ["--engine", "ray", "--workers", "0"]
    assert main(["batch", str(path), "--out", str(tmp_path / "out"), *more]) == 2
    assert "--workers" in capsys.readouterr().err


def test_without_ray_it_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    path = manifest(tmp_path, [{"label": "a"}])
    assert main(["batch", str(path), "--out", str(tmp_path / "out"), "--engine", "ray"]) == 2
    assert "Ray is not installed here" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--address", "--workers"])
def test_options_of_a_cluster_need_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    path = manifest(tmp_path, [{"label": "a"}])
    assert main(["batch", str(path), "--out", str(tmp_path / "out"), option, "2"]) == 2
    assert option in (told := capsys.readouterr().err)
    assert "--engine ray" in told
    assert not (tmp_path / "out").exists()
