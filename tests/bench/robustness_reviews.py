"""The film reviews that robustness was measured with, and those that training against noise saw.

    python3 installer data
    python -m tests.bench.robustness_reviews DIR

`DIR/measured.jsonl` has 800 of the benchmark's validation and test parts, which no training saw;
`DIR/trained.jsonl` 3,000 of its training part. Which ones, and in which order, is kept in
`robustness_reviews.json`, as samples are drawn by their order.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from shared.paths import default_home
from worker.icl.data.suite import data_folder
from worker.robustness.training.texts import LabelledText, load_texts

CHOSEN = Path(__file__).with_suffix(".json")


def main(out: Path) -> None:
    """Write both files."""
    texts = load_texts(data_folder(default_home()))
    places = json.loads(CHOSEN.read_text("utf-8"))
    out.mkdir(parents=True, exist_ok=True)
    pools = {"measured": (*texts.validation, *texts.test), "trained": texts.train}
    for name, pool in pools.items():
        films = [one for one in pool if one.kind == "movie"]
        lines = [_line(films[place]) for place in places[name]]
        (out / f"{name}.jsonl").write_text("".join(lines), "utf-8")


def _line(one: LabelledText) -> str:
    return json.dumps({"content": one.text, "label": one.label}) + "\n"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
