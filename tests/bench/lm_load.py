"""The default language model in a fresh home: converting its file, importing what reads it.

Run `OMP_NUM_THREADS=1 python -m tests.bench lm_load`. Beside each stands the same without what
`worker.lm.gguf_reading` and `worker.lm.spared` spare, by processor time.
"""

from __future__ import annotations

import subprocess
import sys

IMPORT = """
import time, torch
began = time.process_time()
from worker.lm.spared import leave_sklearn_out
{spare}
from transformers import AutoModelForCausalLM
AutoModelForCausalLM
print(time.process_time() - began)
"""
SPARE = "leave_sklearn_out()"
CONVERT = """
import contextlib, tempfile, time
from pathlib import Path
from transformers import AutoModelForCausalLM, AutoTokenizer
AutoModelForCausalLM
from worker.lm import loading
loading.prepared_folder = lambda: Path("nothing is prepared")
{slow}
with tempfile.TemporaryDirectory() as folder:
    began = time.process_time()
    loading.converted(loading.default_file(), Path(folder))
    print(time.process_time() - began)
"""
SLOW = "loading.quick_reading = contextlib.nullcontext"
Row = tuple[str, str, str]


def run() -> list[Row]:
    """Rows (name, value, baseline)."""
    _seconds(IMPORT.format(spare=""))  # compiles the modules
    return [
        (
            "language model: importing transformers",
            f"{_seconds(IMPORT.format(spare=SPARE)):.1f} s of processor",
            f"{_seconds(IMPORT.format(spare='')):.1f} s with scikit-learn",
        ),
        (
            "language model: converting the default one",
            f"{_seconds(CONVERT.format(slow='')):.1f} s of processor",
            f"{_seconds(CONVERT.format(slow=SLOW)):.1f} s as the libraries read it",
        ),
    ]


def _seconds(code: str) -> float:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(done.stdout.split()[-1])
