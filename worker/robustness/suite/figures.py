"""What the cells of a suite come to: `metrics.json`, and tables of the cells."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

import msgspec

from shared.robustness.changed_words import PRIOR_WORDS
from shared.robustness.figures import Drop
from shared.robustness.suite_file import Suite
from shared.robustness.word_odds import log_odds
from shared.tasks.robustness_evaluate import SuiteCell
from worker.robustness.measures.spread import Spread, holm_over, spread, worst_of
from worker.robustness.suite.finished import Row
from worker.robustness.suite.gate import Checked, failed_prompts, passed

METRICS_FILE, TABLE_FILE = "metrics.json", "cells.csv"
AXES: dict[str, Callable[[SuiteCell], str]] = {
    "attack": lambda cell: cell.attack,
    "dataset": lambda cell: cell.dataset,
    "family": lambda cell: cell.family,
    "level": lambda cell: cell.level,
    "model": lambda cell: cell.model,
}
_COLUMNS = (
    "model", "dataset", "family", "prompt", "attack", "level", "n", "clean_accuracy",
    "clean_low", "clean_high", "attacked_accuracy", "attacked_low", "attacked_high", "drop",
    "drop_low", "drop_high", "pdr", "pdr_low", "pdr_high", "search_pdr", "p", "p_holm",
    "detectable", "queries", "adversarial_prompt",
)  # fmt: skip


def document_of(
    suite: Suite, rows: Sequence[Row], checks: Sequence[Checked], models: Sequence[str]
) -> dict[str, Any]:
    """All figures, without times and machines: the same suite and seed give the same bytes."""
    cells = [row.cell for row in rows if row.cell is not None]
    adjusted = holm_of(cells)
    return {
        "suite": suite.name,
        "seed": suite.seed,
        "samples": suite.samples,
        "report": suite.report,
        "queries": suite.queries,
        "search": suite.search,
        "models": list(models),
        "apdr": {axis: _averages(cells, of, suite.seed) for axis, of in AXES.items()},
        "worst": _worst(rows),
        "gate": {
            "passed": passed(checks),
            "failed": list(failed_prompts(checks)),
            "checks": [_check(one) for one in checks if one.limit is not None],
        },
        "left_out": [
            {"model": one.model, "prompt": one.prompt, "attack": one.attack, "reason": one.left_out}
            for one in checks
            if one.cell is None
        ],
        "words": _words(cells),
        "cells": [_cell(cell, p_holm) for cell, p_holm in zip(cells, adjusted, strict=True)],
    }


def holm_of(cells: Sequence[SuiteCell]) -> list[float]:
    """McNemar's p of each cell, adjusted for the number of attacks on its prompt."""
    found: dict[tuple[str, str], dict[str, Drop]] = defaultdict(dict)
    for cell in cells:
        found[cell.model, cell.prompt][cell.attack] = cell.figures
    adjusted = {key: holm_over(drops) for key, drops in found.items()}
    return [float(adjusted[cell.model, cell.prompt][cell.attack]) for cell in cells]


def averages_of(
    cells: Sequence[SuiteCell], of: Callable[[SuiteCell], str], seed: int
) -> dict[str, tuple[Spread | None, Spread | None]]:
    """The spread of PDR and of the absolute drop, by an axis."""
    grouped: dict[str, list[SuiteCell]] = defaultdict(list)
    for cell in cells:
        grouped[of(cell)].append(cell)
    return {
        name: (
            spread([one.figures.pdr for one in some], _keys(some), seed),
            spread([one.figures.drop for one in some], _keys(some), seed),
        )
        for name, some in grouped.items()
    }


def csv_of(document: dict[str, Any]) -> bytes:
    """A line for each cell, for spreadsheets."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for cell in document["cells"]:
        figures = cell["figures"]
        flat = {
            **{name: cell.get(name) for name in _COLUMNS},
            "n": figures["clean"]["n"],
            **_ends("clean", figures["clean"]["ci95"]),
            **_ends("attacked", figures["attacked"]["ci95"]),
            "clean_accuracy": figures["clean"]["value"],
            "attacked_accuracy": figures["attacked"]["value"],
            **{name: figures[name] for name in ("drop", "pdr", "p", "detectable")},
            **_ends("drop", figures["drop_ci95"]),
            **_ends("pdr", figures["pdr_ci95"] or (None, None)),
        }
        writer.writerow([_shown(flat[name]) for name in _COLUMNS])
    return text.getvalue().encode()


def jsonl_of(document: dict[str, Any]) -> bytes:
    """A JSON line for each cell."""
    return b"".join(msgspec.json.encode(cell) + b"\n" for cell in document["cells"])


def _keys(cells: Sequence[SuiteCell]) -> list[tuple[str, str]]:
    return [(one.model, one.prompt) for one in cells]


def _averages(
    cells: Sequence[SuiteCell], of: Callable[[SuiteCell], str], seed: int
) -> dict[str, Any]:
    return {
        name: {"pdr": _plain(pdr), "drop": _plain(drop)}
        for name, (pdr, drop) in averages_of(cells, of, seed).items()
    }


def _plain(found: Spread | None) -> dict[str, Any] | None:
    """As JSON has it: Wilson's interval, which stands in for the bootstrap's, has NumPy's types."""
    if found is None:
        return None
    told = asdict(found)
    for name in ("ci95", "quartiles"):
        told[name] = [float(end) for end in told[name]] if told[name] else None
    return told


def _worst(rows: Sequence[Row]) -> list[dict[str, Any]]:
    """By prompt, the attack that the search's samples call the worst, and its held-out figures."""
    found: dict[tuple[str, str], dict[str, tuple[float, Drop]]] = defaultdict(dict)
    for row in rows:
        if row.cell is not None:
            mine = found[row.cell.model, row.cell.prompt]
            mine[row.cell.attack] = (row.search_accuracy, row.cell.figures)
    told = []
    for (model, prompt), drops in found.items():
        name = worst_of(drops)
        figures = drops[name][1]
        told.append(
            {
                "model": model,
                "prompt": prompt,
                "attack": name,
                "attacked": msgspec.to_builtins(figures.attacked),
                "drop": figures.drop,
                "pdr": figures.pdr,
            }
        )
    return told


def _words(cells: Sequence[SuiteCell]) -> list[dict[str, Any]]:
    """Words that attacks changed against those that they left alone, the most fragile first.

    Only attacks that took accuracy count: one that took none shows nothing of the words.
    """
    changed: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    for cell in cells:
        if cell.figures.drop > 0:
            changed.update(cell.changed_words)
            kept.update(cell.kept_words)
    if not changed or not kept:
        return []
    return [
        {
            "word": one.word,
            "log_odds": round(one.delta, 6),
            "ci95": [round(end, 6) for end in one.ci95],
            "z": round(one.z, 6),
            "changed": one.fragile,
            "kept": one.robust,
        }
        for one in log_odds(changed, kept, PRIOR_WORDS)
    ]


def _check(one: Checked) -> dict[str, Any]:
    return {
        "model": one.model,
        "prompt": one.prompt,
        "attack": one.attack,
        "limit": one.limit,
        "lowest": one.lowest if one.cell else None,
        "passed": None if one.cell is None else not one.failed,
    }


def _cell(cell: SuiteCell, p_holm: float) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.to_builtins(cell)
    del told["seconds"]  # it is no property of the prompt
    return {**told, "p_holm": p_holm}


def _ends(name: str, interval: Sequence[float | None]) -> dict[str, float | None]:
    return {f"{name}_low": interval[0], f"{name}_high": interval[1]}


def _shown(value: object) -> object:
    """Texts that a spreadsheet would run as a formula are marked as texts."""
    if isinstance(value, str) and value[:1] in ("=", "+", "-", "@"):
        return f"'{value}"
    return "" if value is None else value
