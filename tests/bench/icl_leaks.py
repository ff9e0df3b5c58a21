"""How many planted leaks and copies are found, and how much else is called one.

Run `python -m tests.bench.icl_leaks [--seeds 10]`. Each seed has a pool of 1,000 rows of one
template and 200 queries, with 40 leaks (ten of each kind) and 80 copies planted; targets are a
recall of .95 and a precision of .9.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Set as AbstractSet

from shared.icl.hygiene import LEAK_KINDS, check
from tests.unit.icl_shared.test_hygiene import Planted

RECALL, PRECISION = 0.95, 0.9
Found = tuple[str, str, str]
Row = tuple[str, str, str]


def run(seeds: int = 10) -> list[Row]:
    """Rows (name, value, beside)."""
    counts: dict[str, list[int]] = {}
    for seed in range(seeds):
        planted = Planted(seed)
        report = check(planted.pool, planted.queries)
        leaks = {(one.kind, one.query_id, row) for one in report.leaks for row in one.row_ids}
        copies = {(one.kind, one.first_id, one.second_id) for one in report.duplicates}
        for kind in LEAK_KINDS:
            _count(counts, f"leak: {kind}", leaks, planted.leaks, kind)
        for kind in ("exact", "near"):
            _count(counts, f"copy: {kind}", copies, planted.duplicates, kind)
    return [_row(name, *each) for name, each in counts.items()]


def _count(
    counts: dict[str, list[int]],
    name: str,
    found: AbstractSet[Found],
    planted: AbstractSet[Found],
    kind: str,
) -> None:
    got = {one for one in found if one[0] == kind}
    true = {one for one in planted if one[0] == kind}
    before = counts.setdefault(name, [0, 0, 0])
    for place, more in enumerate((len(got & true), len(true), len(got))):
        before[place] += more


def _row(name: str, hits: int, planted: int, found: int) -> Row:
    recall, precision = hits / max(1, planted), hits / max(1, found)
    kept = recall >= RECALL and precision >= PRECISION
    value = f"recall {recall:.3f}, precision {precision:.3f}"
    return name, value, f"{planted} planted, {found} found; {'kept' if kept else 'MISSED'}"


def main(arguments: list[str]) -> int:
    """Print the table; 1 where a target is missed."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.icl_leaks")
    parser.add_argument("--seeds", type=int, default=10)
    rows = run(parser.parse_args(arguments).seeds)
    for name, value, beside in rows:
        print(f"{name:<24} {value:<34} {beside}", flush=True)
    return int(any("MISSED" in beside for _, _, beside in rows))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
