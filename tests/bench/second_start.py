"""How long the second `python3 installer run` takes before the application's own code."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from installer import provision, state
from installer.layout import Layout

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 9
LIMIT = "<= 1 s"


def ready_checkout(root: Path) -> Layout:
    """A checkout with the real installer and lists, recorded as ready; its worker only exits."""
    layout = Layout(root)
    shutil.copytree(ROOT / "installer", root / "installer")
    shutil.copy(ROOT / "pyproject.toml", root)
    command = [sys.executable, "-I", "-m", "venv", "--without-pip", str(layout.venv)]
    subprocess.run(command, check=True)
    folder = next(layout.venv.glob("[Ll]ib*/**/site-packages"))
    (folder / "worker").mkdir()
    (folder / "worker" / "__main__.py").write_text("")
    target = provision.target_of(layout)
    record = state.InstallState(
        status=state.READY,
        root=target.root,
        lock=target.lock.stem,
        lock_sha256=target.lock_sha256,
        project_sha256=target.project_sha256,
        done=provision.STEPS,
    )
    state.save(layout.state_file, record)
    return layout


def run() -> list[tuple[str, str, str]]:
    """Rows of name, value and baseline: the bare interpreter twice, as the start does it."""
    with tempfile.TemporaryDirectory() as folder:
        layout = ready_checkout(Path(folder).resolve() / "checkout")
        second = median_s([sys.executable, str(layout.root / "installer"), "run", "--demo"])
        bare = median_s(
            [
                sys.executable,
                "-c",
                f"import os; os.execv({str(layout.python)!r}, [{str(layout.python)!r}, '-c', ''])",
            ]
        )
    return [
        (
            "second start, before the application's code",
            f"{second:.3f} s ({LIMIT})",
            f"{bare:.3f} s (two bare interpreters)",
        )
    ]


def median_s(command: list[str]) -> float:
    """Median wall time of a command."""
    times = []
    for _ in range(ROUNDS):
        started_s = time.perf_counter()
        subprocess.run(command, check=True, env=dict(os.environ), stdout=subprocess.DEVNULL)
        times.append(time.perf_counter() - started_s)
    return statistics.median(times)


if __name__ == "__main__":
    for row in run():
        print(" · ".join(row))
