"""An attack that is killed twice goes on where it was, asks nothing again and finds the same."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.unit.lm.conftest import made
from tests.unit.robustness_core.doubles import samples

pytestmark = [pytest.mark.fault, pytest.mark.timeout(300)]
# So many words that asking which of them matter takes several units, wherever the search ends.
PROMPT = "Tell whether this short review of some film sounds good or bad: {content}\\nSentiment:"


def start(path: Path, name: str, units: int) -> subprocess.Popen[str]:
    options = [
        *("--prompt", PROMPT, "--data", path / "data.jsonl", "--labels", "positive,negative"),
        *("--attack", "deepwordbug", "--model", path / "llama", "--samples", "20"),
        *("--out", path / name),
    ]
    module = "tests.unit.robustness_core.attack_and_wait"
    command = [sys.executable, "-m", module, str(path / f"{name}.log"), str(units), "run"]
    return subprocess.Popen(
        [*command, "robustness.attack", *map(str, options)],
        env={
            **os.environ,
            "VITRINE_HOME": str(path / f"home {name}"),
            "OMP_NUM_THREADS": "1",
            "PYTHONSAFEPATH": "",
        },
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        text=True,
    )


def finish(process: subprocess.Popen[str]) -> None:
    process.communicate(timeout=280)
    assert process.returncode == 0


def kill_when_it_waits(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    assert "waiting\n" in process.stdout
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)


def figures(path: Path) -> dict[str, Any]:
    found = json.loads((path / "result.json").read_text())
    for name in ("seconds", "timings", "cached", "tokens"):
        del found[name]
    return dict(found)


def test_an_attack_that_is_killed_twice_repeats_no_query(tmp_path: Path) -> None:
    made("llama", tmp_path / "llama")
    rows = [{"content": one.content, "label": one.label} for one in samples(50)]
    (tmp_path / "data.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    finish(start(tmp_path, "whole", 0))
    asked = (tmp_path / "whole.log").read_text().splitlines()
    assert len(asked) == len(set(asked)) > 200

    for units in (3, 5):
        kill_when_it_waits(start(tmp_path, "broken", units))
        assert not (tmp_path / "broken" / "result.json").exists()
        [kept] = (tmp_path / "home broken" / "robustness").iterdir()
        assert kept.read_text()
    finish(start(tmp_path, "broken", 0))

    assert sorted((tmp_path / "broken.log").read_text().splitlines()) == sorted(asked)
    assert figures(tmp_path / "broken") == figures(tmp_path / "whole")
    one, other = (tmp_path / name / "candidates.jsonl" for name in ("whole", "broken"))
    assert one.read_bytes() == other.read_bytes()
