"""Suites of attacks as a person or a CI job runs them, on a tiny model of random weights."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.unit.lm.conftest import made
from tests.unit.robustness_core.doubles import samples

SUITE = """
name: tiny
attacks: [deepwordbug, stresstest]
samples: 6
report: 10
queries: 90
prompts:
  - name: safe
    prompt: "Say what you think of this: {content}\\nSentiment:"
    data: data.jsonl
    labels: [positive, negative]
    fail_under: 0.0
  - name: weakened
    prompt: "Is this positive or negative? {content}\\nAnswer:"
    data: data.jsonl
    labels: [positive, negative]
"""
FILES = ("metrics.json", "cells.csv", "cells.jsonl", "report.html", "junit.xml")
SAME = "tests.unit.robustness_core.attack_and_wait"


@pytest.fixture(scope="module")
def lm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("suite") / "llama"
    made("llama", path)
    return path


@pytest.fixture
def suite(tmp_path: Path) -> Path:
    rows = [{"content": one.content, "label": one.label} for one in samples(30)]
    (tmp_path / "data.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    path = tmp_path / "suite.yaml"
    path.write_text(SUITE)
    return path


def command(suite: Path, lm: Path, out: Path, *more: str) -> list[str]:
    task = ["run", "robustness.evaluate", "--suite", str(suite), "--model", str(lm)]
    return [*task, "--fail-under", "0.99", "--out", str(out), *more]


def environment(home: Path) -> dict[str, str]:
    return {**os.environ, "VITRINE_HOME": str(home), "OMP_NUM_THREADS": "1"}


def finished(
    arguments: Sequence[str], home: Path, module: Sequence[str] = ("worker",)
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *module, *arguments],
        env=environment(home),
        capture_output=True,
        text=True,
        check=False,
    )


def killed(arguments: Sequence[str], home: Path, log: Path, units: int) -> None:
    """Run until so many units are answered, then `kill -9`."""
    process = subprocess.Popen(
        [sys.executable, "-m", SAME, str(log), str(units), *arguments],
        env=environment(home),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        assert any(line.strip() == "waiting" for line in process.stdout)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.mark.timeout(600)
def test_the_gate_and_the_same_bytes_in_processes(tmp_path: Path, suite: Path, lm: Path) -> None:
    junit = tmp_path / "junit.xml"
    done = finished(
        command(suite, lm, tmp_path / "here", "--junit", str(junit)), tmp_path / "home1"
    )
    assert done.returncode == 3, done.stderr
    root = ET.fromstring(junit.read_bytes())
    failed = {
        str(case.get("name")).partition(":")[0]
        for case in root.iter("testcase")
        if case.find("failure") is not None
    }
    assert failed == {"weakened"}
    result = json.loads((tmp_path / "here" / "result.json").read_text())
    assert (result["passed"], result["failed"], result["cells"]) == (False, ["weakened"], 4)
    away = command(suite, lm, tmp_path / "away", "--executor", "local")
    done = finished(away, tmp_path / "home2")
    assert done.returncode == 3, done.stderr
    for name in FILES:
        assert (tmp_path / "here" / name).read_bytes() == (tmp_path / "away" / name).read_bytes()


@pytest.mark.timeout(600)
def test_killed_twice_it_goes_on_and_repeats_no_query(
    tmp_path: Path, suite: Path, lm: Path
) -> None:
    whole, parts = tmp_path / "whole.log", tmp_path / "parts.log"
    unbroken = command(suite, lm, tmp_path / "whole")
    done = finished([str(whole), "0", *unbroken], tmp_path / "home1", [SAME])
    assert done.returncode == 3, done.stderr
    broken = command(suite, lm, tmp_path / "parts")
    killed(broken, tmp_path / "home2", parts, 3)
    killed(broken, tmp_path / "home2", parts, 4)
    done = finished([str(parts), "0", *broken], tmp_path / "home2", [SAME])
    assert done.returncode == 3, done.stderr
    asked = Counter(parts.read_text().splitlines())
    assert max(asked.values()) == 1, "no query twice"
    assert set(asked) == set(whole.read_text().splitlines())
    for name in FILES:
        assert (tmp_path / "whole" / name).read_bytes() == (tmp_path / "parts" / name).read_bytes()


def test_a_suite_with_bad_rows(tmp_path: Path, suite: Path, lm: Path) -> None:
    suite.write_text('prompts:\n  - {name: one, prompt: "no place", data: data.jsonl}\n')
    done = finished(command(suite, lm, tmp_path / "out"), tmp_path / "home")
    assert done.returncode == 2
    assert "prompts[0] (one): prompt has no place" in done.stderr
    assert not (tmp_path / "out").exists()
