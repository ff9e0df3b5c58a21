"""The table of `docs/performance.md`: `python -m tests.bench.page FIGURES.json …`.

Figures are what `python -m tests.bench --json FIGURES.json` wrote. Of several files, the last that
has a benchmark tells it, so that one can be measured again alone.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from tests.bench.__main__ import BENCHES

PAGE = Path(__file__).resolve().parents[2] / "docs" / "performance.md"
BEGIN, END = "<!-- figures -->\n", "<!-- end of the figures -->\n"


def table(files: list[dict[str, Any]]) -> str:
    """The rows as a table, in the order of the benchmarks."""
    rows: dict[str, list[dict[str, Any]]] = {}
    for found in files:
        measured = {row["bench"] for row in found["rows"]}
        rows |= {name: [row for row in found["rows"] if row["bench"] == name] for name in measured}
    lines = ["| benchmark | what | figure | beside it, and the target |", "|---|---|---|---|"]
    for name in BENCHES:
        for row in rows.get(name, ()):
            cells = (f"`{name}`", row["name"], row["value"], row["beside"])
            lines.append(f"| {' | '.join(cell.strip().replace('|', '/') for cell in cells)} |")
    machine = files[-1]["machine"]
    loads = [row["load_before"] for found in rows.values() for row in found if "load_before" in row]
    told = (
        f"{machine['cores']} cores ({machine['processor']}), Python {machine['python']}, "
        f"load before each between {min(loads):.1f} and {max(loads):.1f}, a plain Python loop at "
        f"{machine['million_additions_per_s']} million additions a second"
    )
    return "\n".join([f"Measured on {told}.", "", *lines]) + "\n"


def main(paths: list[str]) -> int:
    """Put the table into the page."""
    made = table([json.loads(Path(path).read_text("utf-8")) for path in paths])
    page = PAGE.read_text("utf-8")
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n{made}\n{END}{after}", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
