"""Work shared out among processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from worker.training.processes import in_processes

_PARENT = """
import sys
from pathlib import Path
from tests.unit.training.test_processes import waiting
from worker.training.processes import in_processes
if __name__ == "__main__":
    list(in_processes(waiting, [Path(sys.argv[1]) / name for name in "ab"], 2))
"""


def squared(number: int) -> tuple[int, int]:
    return number * number, os.getpid()


def refused(number: int) -> int:
    raise ValueError(f"{number} is refused")


def waiting(path: Path) -> None:
    path.write_text(str(os.getpid()))
    time.sleep(600)


def test_results_come_in_order_whatever_the_processes() -> None:
    alone = list(in_processes(squared, range(5), 1))
    shared = list(in_processes(squared, range(5), 2))
    assert [made for made, _ in alone] == [made for made, _ in shared] == [0, 1, 4, 9, 16]
    assert {process for _, process in alone} == {os.getpid()}
    assert os.getpid() not in {process for _, process in shared}


def test_a_failure_is_told() -> None:
    with pytest.raises(ValueError, match="0 is refused"):
        list(in_processes(refused, range(3), 2))


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_children_end_with_a_parent_that_was_killed(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(_PARENT)
    root = Path(__file__).parents[3]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    environment.pop("PYTHONSAFEPATH", None)
    with subprocess.Popen([sys.executable, str(script), str(tmp_path)], env=environment) as parent:
        files = [tmp_path / name for name in "ab"]
        children = [_number(path) for path in files]
        parent.send_signal(signal.SIGKILL)
    until = time.monotonic() + 60
    while any(Path(f"/proc/{child}").exists() for child in children):
        assert time.monotonic() < until, "orphans"
        time.sleep(0.05)


def _number(path: Path) -> int:
    until = time.monotonic() + 60
    while not (path.is_file() and path.read_text()):
        assert time.monotonic() < until, "the children did not begin"
        time.sleep(0.05)
    return int(path.read_text())
