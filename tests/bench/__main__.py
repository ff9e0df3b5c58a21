"""All benchmarks: `OMP_NUM_THREADS=1 QT_QPA_PLATFORM=offscreen python -m tests.bench [NAME …]`.

Each prints its figure beside a baseline measured in the same run.
"""

from __future__ import annotations

import importlib
import sys

BENCHES = {
    "second_start": "tests.bench.second_start",
    "start": "tests.bench.start",
    "host": "tests.bench.host",
    "scale": "tests.bench.scale",
    "preview": "tests.bench.motion.preview",
    "canvas": "tests.bench.motion.canvas",
    "gui_preview": "tests.bench.gui_preview",
    "gui_job": "tests.bench.gui_job",
    "accuracy": "tests.bench.motion.accuracy",
    "nano": "tests.bench.motion.nano",
    "neuro": "tests.bench.neuro",
    "icl_pool": "tests.bench.icl_pool",
    "icl_index": "tests.bench.icl_index",
    "icl_interactive": "tests.bench.icl_interactive",
    "icl_scoring": "tests.bench.icl_scoring",
    "icl_leaks": "tests.bench.icl_leaks",
    "robustness": "tests.bench.robustness",
    "robustness_coverage": "tests.bench.robustness_coverage",
}


def main(names: list[str]) -> int:
    """Run the named benchmarks, or all; returns an exit code."""
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        print(f"{', '.join(unknown)}: not one of {', '.join(BENCHES)}")
        return 2
    for name in names or BENCHES:
        for title, value, baseline in importlib.import_module(BENCHES[name]).run():
            print(f"{title:<44} {value:<34} {baseline}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
