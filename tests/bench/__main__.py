"""All benchmarks: `OMP_NUM_THREADS=1 QT_QPA_PLATFORM=offscreen python -m tests.bench [NAME …]`.

Each prints its figure beside a baseline measured in the same run, and runs in a process of its own:
one that fails costs the others nothing. `--json FILE` writes the same, with machine and load.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from installer.process import with_bytecode
from shared.paths import private_dir

BENCHES = {
    "second_start": "tests.bench.second_start",
    "start": "tests.bench.start",
    "host": "tests.bench.host",
    "kills": "tests.bench.kills",
    "scale": "tests.bench.scale",
    "preview": "tests.bench.motion.preview",
    "canvas": "tests.bench.motion.canvas",
    "gui_preview": "tests.bench.gui_preview",
    "gui_job": "tests.bench.gui_job",
    "newcomer": "tests.bench.newcomer",
    "accuracy": "tests.bench.motion.accuracy",
    "nano": "tests.bench.motion.nano",
    "neuro": "tests.bench.neuro",
    "eeg_window": "tests.bench.eeg_window",
    "eeg_decode": "tests.bench.eeg_decode",
    "lm_load": "tests.bench.lm_load",
    "icl_pool": "tests.bench.icl_pool",
    "icl_index": "tests.bench.icl_index",
    "icl_interactive": "tests.bench.icl_interactive",
    "icl_scoring": "tests.bench.icl_scoring",
    "icl_leaks": "tests.bench.icl_leaks",
    "robustness": "tests.bench.robustness",
    "robustness_coverage": "tests.bench.robustness_coverage",
}
Found = list[dict[str, Any]]


def run_one(name: str) -> Found:
    """A benchmark's rows, in this process."""
    load, began = os.getloadavg()[0], time.monotonic()
    rows = importlib.import_module(BENCHES[name]).run()
    common = {"bench": name, "load_before": load, "took_s": round(time.monotonic() - began, 1)}
    return [{**common, "name": n, "value": v, "beside": b} for n, v, b in rows]


def run_apart(name: str, folder: Path) -> Found:
    """A benchmark's rows, from a process of its own; a row that says so where it fails."""
    path = folder / f"{name}.json"
    command = [sys.executable, "-m", "tests.bench", name, "--json", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        rows: Found = json.loads(path.read_text("utf-8"))["rows"]
        return rows
    said = (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1]
    return [{"bench": name, "name": name, "value": "failed", "beside": said, "failed": True}]


def keep_bytecode() -> None:
    """Let this process and its children find compiled modules, as those that the installer starts.

    They stay for the next time: what compiles them first is not what a person waits for every day.
    """
    folder = private_dir(Path(tempfile.gettempdir()) / "vitrine-bench-bytecode")
    kept = with_bytecode(os.environ, folder)
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", None) is not None:
        os.environ.update(kept)
        sys.dont_write_bytecode, sys.pycache_prefix = False, kept["PYTHONPYCACHEPREFIX"]


def additions_per_s() -> float:
    """How quick a plain Python loop is here and now: shared processors differ from day to day."""
    count, total, began = 2_000_000, 0, time.perf_counter()
    for number in range(count):
        total += number
    return count / (time.perf_counter() - began)


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    return {
        "system": platform.platform(terse=True),
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "threads": os.environ.get("OMP_NUM_THREADS", ""),
        "million_additions_per_s": round(additions_per_s() / 1e6, 1),
    }


def show(rows: Found) -> None:
    """Print rows as lines of a table."""
    for row in rows:
        print(f"{row['name']:<44} {row['value']:<34} {row['beside']}", flush=True)


def main(argv: list[str]) -> int:
    """Run the named benchmarks, or all; 1 where one failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHES))
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there, too")
    options = parser.parse_args(argv)
    unknown = [name for name in options.names if name not in BENCHES]
    if unknown:
        parser.error(f"{', '.join(unknown)}: not one of {', '.join(BENCHES)}")
    names = options.names or list(BENCHES)
    found: Found = []
    keep_bytecode()
    with tempfile.TemporaryDirectory(prefix="vb-") as folder:
        for name in names:
            rows = run_one(name) if len(names) == 1 else run_apart(name, Path(folder))
            show(rows)
            found += rows
            if options.json is not None:  # after each: a stop leaves what was measured
                text = json.dumps({"machine": machine(), "rows": found}, indent=2)
                options.json.write_text(text + "\n", "utf-8")
    return 1 if any(row.get("failed") for row in found) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
