"""Figures as they are printed: never a value without its interval, chance, split and audit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from shared.paths import write_atomic
from worker.neuro.evaluation.audit import Audit
from worker.neuro.evaluation.intervals import permutation_p
from worker.neuro.evaluation.scores import Score

METRICS_FILE, TABLE_FILE = "metrics.json", "table.md"
_DIGITS = 4
Figure = dict[str, Any]
# What every figure has, and nothing else.
KEYS = ("value", "ci95", "n", "chance", "p", "split", "leak_audit", "repetitions")


def figure(score: Score, split: str, audits: Sequence[Audit], seed: int) -> Figure:
    """One figure with everything that must stand beside it; `p` is that of permuted labels."""
    value, null = score.value, score.permuted(seed)
    if getattr(score, "lower_is_better", False):
        p = permutation_p(-value, -null)
    else:
        p = permutation_p(value, null)
    low, high = score.interval(seed)
    return plain_figure(
        value, (low, high), score.n, score.chance, p, split, audits, score.repetitions
    )


def plain_figure(
    value: float,
    ci95: tuple[float, float],
    n: int,
    chance: float | None,
    p: float | None,
    split: str,
    audits: Sequence[Audit],
    repetitions: int,
) -> Figure:
    """A figure from its parts; None where chance or p have no meaning."""
    return {
        "value": round(float(value), _DIGITS),
        "ci95": [round(float(end), _DIGITS) for end in ci95],
        "n": int(n),
        "chance": None if chance is None else round(float(chance), _DIGITS),
        "p": None if p is None else round(float(p), 5),
        "split": split,
        "leak_audit": joint_audit(audits),
        "repetitions": int(repetitions),
    }


def absent_figure(split: str, audits: Sequence[Audit]) -> Figure:
    """A control that the data do not allow: it stands there, without a value."""
    nothing = dict.fromkeys(("value", "ci95", "chance", "p"))
    parts = {"n": 0, "split": split, "leak_audit": joint_audit(audits), "repetitions": 1}
    return {key: {**nothing, **parts}[key] for key in KEYS}


def joint_audit(audits: Sequence[Audit]) -> dict[str, Any]:
    """The audits of all folds as one: clean if all are; one sentence for each thing looked at.

    Where folds differ it is the sentence of the first that leaks, or else of the first.
    """
    kinds = dict.fromkeys(each.kind for audit in audits for each in audit.findings)
    texts = []
    for kind in kinds:
        found = [each for audit in audits for each in audit.findings if each.kind == kind]
        worst = max(found, key=lambda each: each.leak)
        more = "" if len({each.text for each in found}) == 1 else f" [one of {len(found)} folds]"
        texts.append(worst.text + more)
    return {
        "clean": all(audit.clean for audit in audits),
        "folds": len(audits),
        "findings": texts,
    }


def write_metrics(out: Path, document: Mapping[str, Any]) -> None:
    """`metrics.json`, in the order of the document."""
    body = msgspec.json.format(msgspec.json.encode(document), indent=1)
    write_atomic(out / METRICS_FILE, body + b"\n")


def markdown(figures: Mapping[str, Figure]) -> str:
    """The figures as a Markdown table."""
    lines = [
        "| figure | value | 95 % | chance | p | n | repeats | split |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, each in figures.items():
        value, interval = value_cells(each)
        chance, p = (_cell(each[key]) for key in ("chance", "p"))
        lines.append(
            f"| {name} | {value} | {interval} | {chance} | {p} "
            f"| {each['n']} | {each['repetitions']} | {each['split']} |"
        )
    return "\n".join(lines) + "\n"


def value_cells(each: Figure) -> tuple[str, str]:
    """Value and interval as a table shows them; dashes where there is none."""
    if each["value"] is None:
        return "–", "–"
    low, high = each["ci95"]
    return f"{each['value']:.3f}", f"{low:.3f} – {high:.3f}"


def text_table(figures: Mapping[str, Figure]) -> tuple[tuple[str, ...], ...]:
    """Head and rows of text for a screen."""
    rows = [("figure", "value", "95 %", "chance", "p", "n")]
    for name, each in figures.items():
        chance, p = (_cell(each[key]) for key in ("chance", "p"))
        rows.append((name, *value_cells(each), chance, p, str(each["n"])))
    return tuple(rows)


def _cell(value: float | None) -> str:
    return "–" if value is None else f"{value:.3g}"


def write_table(out: Path, title: str, notes: Iterable[str], figures: Mapping[str, Figure]) -> None:
    """`table.md`: what was measured, how it is to be read, and the figures."""
    body = [f"# {title}", "", *(f"* {note}" for note in notes), "", markdown(figures)]
    write_atomic(out / TABLE_FILE, "\n".join(body).encode())
