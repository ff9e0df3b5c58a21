"""What an ensemble of searches finds beside greedy ones, and what corrections win back.

    python3 installer data
    OMP_NUM_THREADS=1 python -m tests.bench.robustness_targets --model plain=DIR --model tuned=DIR
        --data reviews.jsonl [--out DIR] [--samples 100] [--report 400]
        [--queries 60000] [--ensemble-queries 240000]

`DIR/figures.json` has all of it. All drops are of held-out samples, on each of `PROMPTS`. Beside
the ensemble stands its control: the worst of all attacks' own greedy searches, by the samples that
these searches saw. It has the same attacks and no other way to search. All searches have the same
limit of queries unless the ensemble, which divides its limit among its parts, is given another. A
run that was stopped goes on.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from itertools import product
from pathlib import Path
from statistics import mean
from typing import Any

ROOT = Path(__file__).parents[2]
PROMPTS = (
    "Please tell whether the sentiment of this review is positive or negative.\n"
    "Review: {content}\nSentiment:",
    "Would you call the attitude of the writer positive or negative?\nText: {content}\nAnswer:",
)
LABELS = "positive,negative"
GREEDY = ("deepwordbug", "textbugger", "textfooler", "bertattack", "checklist", "stresstest")
CHARACTER = ("deepwordbug", "textbugger")
# The target is the first one's; the second says how much of the rest is letters that look alike.
CORRECTIONS = ("spelling", "unicode,spelling")
LEAST_MORE, LEAST_BACK = 0.1, 0.5
Row = tuple[str, str, str]


class Runs:
    """The product's command, each result kept."""

    def __init__(self, out: Path, common: list[str]) -> None:
        self._out, self._common = out, common

    def result(self, name: str, task: str, *arguments: str) -> dict[str, Any]:
        """`result.json` of a run, which is made once."""
        folder = self._out / name
        path = folder / "result.json"
        if not path.is_file():
            command = [sys.executable, "-m", "worker", "run", task, *self._common, *arguments]
            done = subprocess.run(
                [*command, "--out", str(folder)], cwd=ROOT, capture_output=True, text=True
            )
            if done.returncode:
                raise SystemExit(f"{name}: {done.stdout[-500:]}{done.stderr[-500:]}")
        found: dict[str, Any] = json.loads(path.read_text())
        return found


def searches(runs: Runs, model: str, ref: str, ensemble_queries: str) -> list[dict[str, Any]]:
    """Held-out drops of each greedy search, of the worst of them, and of the ensemble."""
    limit = ("--queries", ensemble_queries) if ensemble_queries else ()
    suffix = f"-{ensemble_queries}" if ensemble_queries else ""
    found = []
    for number, prompt in enumerate(PROMPTS):
        made = {
            attack: runs.result(
                f"{model}-{number}-{attack}{suffix if attack == 'ensemble' else ''}",
                "robustness.attack",
                *("--model", ref, "--prompt", prompt, "--attack", attack),
                *(limit if attack == "ensemble" else ("--search", "greedy")),
            )
            for attack in (*GREEDY, "ensemble")
        }
        worst = min(GREEDY, key=lambda attack: made[attack]["search"]["attacked_accuracy"])
        drops = {name: _drop(one) for name, one in made.items()}
        found.append(
            {
                "prompt": prompt,
                "clean": made["ensemble"]["clean_accuracy"],
                "n": made["ensemble"]["n"],
                "drops": drops,
                "worst_of_greedy": worst,
                "queries": {name: one["queries"] for name, one in made.items()},
                "more_than_greedy": drops["ensemble"] - mean(drops[name] for name in GREEDY),
                "more_than_worst": drops["ensemble"] - drops[worst],
            }
        )
    return found


def corrected(runs: Runs, model: str, ref: str) -> list[dict[str, Any]]:
    """What corrections win back of attacks by characters, and if they know of it."""
    found = []
    for defences, number, attack in product(CORRECTIONS, range(len(PROMPTS)), CHARACTER):
        told = runs.result(
            f"{model}-{number}-{attack}-{defences.replace(',', '-')}",
            "robustness.defend",
            *("--model", ref, "--prompt", PROMPTS[number], "--attack", attack),
            *("--defences", defences),
        )["defended"][0]
        found.append(
            {
                "defences": defences,
                "prompt": number,
                "attack": attack,
                "before": told["before"]["drop"],
                "after": told["after"]["drop"],
                "adaptive": told["adaptive"]["drop"],
                "won_back": told["won_back"],
                "cost": told["cost"],
                "cost_ci95": told["cost_ci95"],
            }
        )
    return found


def rows_of(model: str, found: dict[str, Any]) -> list[Row]:
    """The figures as a table: name, value, beside."""
    rows = []
    for number, one in enumerate(found["searches"], 1):
        drops, worst = one["drops"], one["worst_of_greedy"]
        each = ", ".join(f"{name} {drops[name]:.3f}" for name in GREEDY)
        rows += [
            (
                f"{model}, prompt {number}: drop by the ensemble",
                f"{drops['ensemble']:.3f} of {one['clean']:.3f}",
                f"greedy {each}; n = {one['n']}",
            ),
            (
                "  more than greedy, mean",
                f"{one['more_than_greedy']:+.3f}",
                f"target {LEAST_MORE:+g} on the noise-tuned model",
            ),
            (
                f"  more than the worst greedy ({worst})",
                f"{one['more_than_worst']:+.3f}",
                "control",
            ),
        ]
    for one in found["corrected"]:
        back = "nothing dropped" if one["won_back"] is None else f"{one['won_back']:.0%} back"
        rows.append(
            (
                f"{model}, prompt {one['prompt'] + 1}: {one['attack']}, {one['defences']}",
                f"{one['before']:.3f} to {one['after']:.3f}: {back}",
                f"target {LEAST_BACK:.0%}; attacked again {one['adaptive']:.3f};"
                f" clean accuracy {-one['cost']:+.3f}",
            )
        )
    for defences in CORRECTIONS:
        of_it = [one for one in found["corrected"] if one["defences"] == defences]
        before, after = (sum(one[when] for one in of_it) for when in ("before", "after"))
        if before > 0:
            value = f"{1 - after / before:.0%} of the drop back"
            rows.append((f"{model}, all of them, {defences}", value, f"target {LEAST_BACK:.0%}"))
    return rows


def _drop(result: dict[str, Any]) -> float:
    return float(result["clean_accuracy"]) - float(result["attacked_accuracy"])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--model", action="append", required=True, metavar="NAME=REF")
    parser.add_argument("--data", required=True, metavar="FILE")
    parser.add_argument("--out", type=Path, default=Path("robustness-targets"))
    parser.add_argument("--samples", default="100")
    parser.add_argument("--report", default="400")
    parser.add_argument("--queries", default="60000")
    parser.add_argument("--ensemble-queries", default="", help="as --queries unless given")
    told = parser.parse_args()
    common = [*("--data", told.data, "--labels", LABELS, "--seed", "0")]
    common += ["--samples", told.samples, "--report", told.report]
    figures = {}
    for model in told.model:
        name, _, ref = model.partition("=")
        attacks = Runs(told.out, [*common, "--queries", told.queries])
        figures[name] = {
            "searches": searches(attacks, name, ref, told.ensemble_queries),
            "corrected": corrected(Runs(told.out, common), name, ref),
        }
        for row in rows_of(name, figures[name]):
            print("{:<52} {:<28} {}".format(*row), flush=True)
    suffix = f"-{told.ensemble_queries}" if told.ensemble_queries else ""
    (told.out / f"figures{suffix}.json").write_text(json.dumps(figures, indent=1) + "\n")


if __name__ == "__main__":
    main()
