"""How often intervals of drops and PDRs hold the truth, how often tests err, all simulated.

Run `OMP_NUM_THREADS=1 python -m tests.bench.robustness_coverage [--runs 4000]`. Samples are drawn
whose accuracies are known, from prompts that lose nothing to ones that lose nearly everything; what
the plain bootstrap of rows would cover stands beside. A row is kept where it is within 93 to 97 %;
rare changes of few samples may cover more, which their rows say.
"""

from __future__ import annotations

import argparse
import sys

import numpy as np

from shared.statistics.paired import sign_p
from worker.robustness.measures.drop import Pairs, detectable_drop, resampled_drops

LOW, HIGH = 0.93, 0.97
# Shares of samples right both times, before only, after only, never.
TRUTHS = {
    "loses nothing": (0.70, 0.02, 0.02, 0.26),
    "loses .03": (0.73, 0.03, 0.005, 0.235),
    "loses .10": (0.60, 0.15, 0.05, 0.20),
    "loses .32": (0.40, 0.35, 0.03, 0.22),
    "loses .60": (0.20, 0.60, 0.00, 0.20),
    "two in a hundred change": (0.75, 0.015, 0.005, 0.23),
    "one in a hundred is lost": (0.75, 0.01, 0.0, 0.24),
}
SIZES = (200, 400, 1000)
Row = tuple[str, str, str]


def run(runs: int = 2000, resamples: int = 2000) -> list[Row]:
    """Rows (name, value, beside)."""
    rows = []
    for name, shares in TRUTHS.items():
        for n in SIZES:
            mine, plain = _coverage(shares, n, runs, resamples)
            kept = "kept" if all(LOW <= one <= HIGH for one in mine) else "outside 93-97 %"
            value = f"drop {mine[0]:.1%}, PDR {mine[1]:.1%} ({kept})"
            rows.append((f"{name}, n = {n}", value, f"of rows {plain[0]:.1%}, {plain[1]:.1%}"))
    return [*rows, *(_power(n, runs) for n in SIZES)]


def _coverage(
    shares: tuple[float, ...], n: int, runs: int, resamples: int
) -> tuple[tuple[float, float], tuple[float, float]]:
    """Shares of runs whose intervals hold the true drop and PDR: ours and the plain one."""
    clean, attacked = shares[0] + shares[1], shares[0] + shares[2]
    truth = np.array([clean - attacked, 1 - attacked / clean])
    rng = np.random.default_rng((n, runs))
    hits = np.zeros((2, 2))
    for number, counts in enumerate(rng.multinomial(n, shares, runs).tolist()):
        pairs: Pairs = tuple(counts)
        for way, drawn in enumerate(
            (resampled_drops(pairs, number, resamples), _plain(pairs, number, resamples))
        ):
            ends = np.quantile(np.stack(drawn), (0.025, 0.975), axis=1)
            hits[way] += (ends[0] - 1e-9 <= truth) & (truth <= ends[1] + 1e-9)
    ours, plain = (hits / runs).tolist()
    return tuple(ours), tuple(plain)


def _plain(pairs: Pairs, seed: int, resamples: int) -> tuple[np.ndarray, np.ndarray]:
    """The bootstrap without the half sample in each of four."""
    n = sum(pairs)
    drawn = np.random.default_rng((seed, 1)).multinomial(n, np.array(pairs) / n, resamples)
    clean, attacked = drawn[:, 0] + drawn[:, 1], drawn[:, 0] + drawn[:, 2]
    return (clean - attacked) / n, 1 - attacked / np.maximum(clean, 1)


def _power(n: int, runs: int) -> Row:
    drop = detectable_drop(n, 0.15)
    rng = np.random.default_rng(n)
    total = max(drop, 0.15)
    shares = [(total + drop) / 2, (total - drop) / 2, 1 - total]
    found = np.mean([sign_p(a, b) < 0.05 for a, b, _ in rng.multinomial(n, shares, runs).tolist()])
    even = rng.multinomial(n, [0.075, 0.075, 0.85], runs).tolist()
    false = np.mean([sign_p(a, b) < 0.05 for a, b, _ in even])
    return (
        f"McNemar at a drop of {drop:.3f}, n = {n}",
        f"found in {found:.1%}",
        f"target 80 %; without any drop {false:.1%} (≤ 5 %)",
    )


def main() -> int:
    """Print the rows."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--runs", type=int, default=4000)
    for title, value, beside in run(parser.parse_args().runs):
        print(f"{title:<44} {value:<52} {beside}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
