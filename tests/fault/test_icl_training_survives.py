"""A training that is killed while the language model scores goes on and makes the same."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from shared.icl.files import write_examples
from tests.unit.icl_training.doubles import planted_pool

pytestmark = [pytest.mark.fault, pytest.mark.timeout(600)]
# 0.03 of 1,500 queries with 8 candidates, and as many without: about two parts of 256.
_SCALE = "0.03"


def start(tmp_path: Path, home: str, out: str, parts: int, *more: str) -> subprocess.Popen[str]:
    module = "tests.unit.icl_training.train_with_doubles"
    options = ["--pool", str(tmp_path / "pool.jsonl"), "--recipe", "lite", "--scale", _SCALE]
    return subprocess.Popen(
        [sys.executable, "-m", module, "question", str(parts), "train", "icl",
         *options, "--out", str(tmp_path / out), *more],
        env={**os.environ, "VITRINE_HOME": str(tmp_path / home), "PYTHONSAFEPATH": ""},
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip


def finish(process: subprocess.Popen[str]) -> list[int]:
    """How much was asked, part by part."""
    output, _ = process.communicate(timeout=500)
    assert process.returncode == 0
    return [int(line.split()[1]) for line in output.splitlines() if line.startswith("asked ")]


def test_a_training_killed_while_it_scores_goes_on_to_the_same_model(tmp_path: Path) -> None:
    write_examples(tmp_path / "pool.jsonl", planted_pool("question", 200))
    whole = finish(start(tmp_path, "home-1", "unbroken", 0))
    assert len(whole) >= 3

    killed = start(tmp_path, "home-2", "broken", 1)
    assert killed.stdout is not None
    # The second part is lost, and nothing else is.
    assert "waiting\n" in killed.stdout
    killed.send_signal(signal.SIGKILL)
    killed.communicate(timeout=60)
    assert not (tmp_path / "broken" / "stages" / "scores-1").exists()
    assert not (tmp_path / "broken" / "config.json").exists()

    rest = finish(start(tmp_path, "home-2", "broken", 0, "--resume"))
    assert rest[-1] == whole[-1] - whole[0]
    for name in ("model.safetensors", "config.json"):
        one, other = tmp_path / "unbroken" / name, tmp_path / "broken" / name
        assert one.read_bytes() == other.read_bytes()
