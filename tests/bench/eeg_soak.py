"""A long recording from the command line: nothing is lost, and what it costs.

Run `OMP_NUM_THREADS=1 python -m tests.bench.eeg_soak --seconds 600 --channels 128 --rate-hz 1000`.
It needs room for the recording: 31 MB a minute at 128 channels × 1 kHz.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.eeg_sender import LoadSender, Sequence, Usage, sequence_of

# Until then the program starts and finds the stream.
START_S = 10.0


@dataclass(frozen=True)
class Soak:
    """What a recording came to."""

    sequence: Sequence
    report: dict[str, Any]
    cpu_share: float
    memory_mb: tuple[float, float]


def soak(seconds: float, channels: int, rate_hz: float, out: Path) -> Soak:
    """Record a sender of another process for so long with `vitrine-worker eeg record`."""
    command = [sys.executable, "-m", "worker", "eeg", "record", "--json", "--out", str(out)]
    with LoadSender(channels, rate_hz) as sender:
        recorder = subprocess.Popen(
            [*command, "--lsl-name", sender.name, "--seconds", str(seconds)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        usage = Usage(recorder.pid)
        said, errors = recorder.communicate(timeout=seconds + 120)
        usage.end()
    if recorder.returncode:
        raise RuntimeError(said + errors)
    report = json.loads(said.splitlines()[-1])
    memory_mb = usage.memory(START_S)
    return Soak(sequence_of(out, channels), report, usage.share(START_S), memory_mb)


def main() -> int:
    """Print the figures; 1 if a sample was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--channels", type=int, default=128)
    parser.add_argument("--rate-hz", type=float, default=1000.0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vitrine-soak-") as folder:
        result = soak(options.seconds, options.channels, options.rate_hz, Path(folder) / "soak.xdf")
    seen, said = result.sequence, result.report
    before_mb, after_mb = result.memory_mb
    print(f"stream     {options.channels} channels × {options.rate_hz:g} Hz, {options.seconds:g} s")
    print(f"samples    {seen.n_samples}; by their numbers {seen.n_lost} lost, {seen.n_twice} twice,"
          f" {seen.n_disordered} out of order")  # fmt: skip
    print(f"recorder   says {said['n_lost']} lost, {said['n_duplicated']} twice,"
          f" {said['clock_jumps']} jumps of the clock")  # fmt: skip
    print(f"processor  {100 * result.cpu_share:.1f} % of one core (target ≤ 10 %)")
    print(f"memory     {before_mb:.0f} MB after {START_S:g} s, {after_mb:.0f} MB at the end")
    return 0 if seen.n_lost == seen.n_twice == seen.n_disordered == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
