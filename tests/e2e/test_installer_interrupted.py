"""Set-up as real processes: killed in the middle, started twice at once, started again."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.installer.conftest import Checkout, bare_checkout, checkout

__all__ = ["bare_checkout", "checkout"]  # fixtures

ROOT = Path(__file__).resolve().parents[2]
WAIT_S = 60
# The stub environment holds nothing that could be checked.
PASSING_PROBE = 'print(\'{"ok": true, "detail": "stub"}\')\n'
STUB_WORKER = "import json, sys\nprint(json.dumps(sys.argv[1:]))\n"

pytestmark = pytest.mark.skipif(os.name == "nt", reason="uses POSIX signals")


@pytest.fixture
def product(checkout: Checkout) -> Checkout:
    """The stub checkout with the real installer, a probe that passes and a worker that echoes."""
    for path in (ROOT / "installer").glob("*.py"):
        shutil.copy(path, checkout.root / "installer")
    (checkout.root / "installer" / "probes.py").write_text(PASSING_PROBE)
    folder = next((checkout.layout.venv / "lib").glob("python3*/site-packages"))
    (folder / "worker").mkdir()
    (folder / "worker" / "__main__.py").write_text(STUB_WORKER)
    return checkout


def start(product: Checkout, *arguments: str) -> subprocess.Popen[str]:
    environment = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY")}
    return subprocess.Popen(
        [sys.executable, str(product.root / "installer"), *arguments],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def finish(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    output, errors = process.communicate(timeout=WAIT_S)
    return process.returncode, output, errors


def wait_for(condition: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + WAIT_S
    while not condition():
        assert time.monotonic() < deadline_s, "the condition did not come true"
        time.sleep(0.02)


def hanging_pip(product: Checkout) -> int:
    """Process id of the pip that hangs, once it does."""
    note = product.root / "pip_hangs"
    wait_for(lambda: note.exists() and note.read_text() != "")
    return int(note.read_text())


def is_gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z"


def test_killed_in_the_middle_the_next_run_goes_on(product: Checkout) -> None:
    product.script_pip(require_hashes={"hang": True})
    first = start(product, "run", "--demo", "--out", "o")
    pip = hanging_pip(product)
    first.send_signal(signal.SIGKILL)
    finish(first)
    if sys.platform == "linux":  # there the child ends with its parent
        wait_for(lambda: is_gone(pip))
    else:
        os.kill(pip, signal.SIGKILL)
    record = json.loads(product.layout.state_file.read_text())
    assert (record["status"], record["done"]) == ("incomplete", ["venv", "torch"])

    product.script_pip()
    product.forget_calls()
    status, output, errors = finish(start(product, "run", "--demo", "--out", "o", "--seed", "7"))
    assert (status, errors) == (0, "")
    assert json.loads(product.layout.state_file.read_text())["status"] == "ready"
    expected = ["demo", "--out", str(Path("o").absolute()), "--seed", "7"]
    assert json.loads(output.splitlines()[-1]) == expected
    calls = [" ".join(call) for call in product.pip_calls()]
    assert "--require-hashes" in calls[0]


def test_second_installer_at_once_is_refused_and_the_first_goes_on(product: Checkout) -> None:
    product.script_pip(require_hashes={"hang": True})
    first = start(product, "run", "--demo")
    hanging_pip(product)
    status, output, errors = finish(start(product, "run", "--demo"))
    assert (status, output) == (1, "")
    assert errors.startswith(f"Another installer (process {first.pid}) is working in")
    assert first.poll() is None
    first.kill()
    finish(first)


def test_interrupt_from_the_keyboard_is_one_sentence(product: Checkout) -> None:
    product.script_pip(require_hashes={"hang": True})
    process = start(product, "run", "--demo")
    pip = hanging_pip(product)
    process.send_signal(signal.SIGINT)
    status, _, errors = finish(process)
    assert status == 130
    assert errors.strip() == "Stopped. The next run goes on from here."
    assert is_gone(pip)


def test_no_network_is_one_sentence(product: Checkout) -> None:
    text = "WARNING: Retrying after connection broken by 'NewConnectionError'"
    product.script_pip(require_hashes={"print": text, "exit": 1})
    status, _, errors = finish(start(product, "run", "--demo"))
    assert status == 1
    assert errors.startswith("The network did not answer while downloading packages.")
    assert errors.count("\n") == 1


def test_second_start_prints_nothing_of_its_own(product: Checkout) -> None:
    finish(start(product, "run", "--demo"))
    product.forget_calls()
    status, output, errors = finish(start(product, "run", "--demo"))
    assert (status, errors) == (0, "")
    assert len(output.splitlines()) == 1
    assert product.pip_calls() == []
