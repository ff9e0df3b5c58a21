"""The files of an evaluation: `metrics.json`, `metrics.csv` and `predictions.jsonl`."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from shared.icl.retrievers import WITH_FEEDBACK
from shared.paths import write_atomic
from worker.icl.evaluation.figures import FigureTable, items_of
from worker.icl.evaluation.outcomes import UnitOutcomes
from worker.icl.evaluation.rows import REFERENCES, Row, Scope, claims_of, rows_of, scopes
from worker.icl.evaluation.verdict import verdicts

METRICS_FILE, TABLE_FILE, PREDICTIONS_FILE = "metrics.json", "metrics.csv", "predictions.jsonl"
_PLURAL = {"task": "tasks", "kind": "kinds", "category": "categories", "split": "splits"}
# They have a score of the model about the query at hand: no training on feedback.
_AT_TEST = frozenset({"cone", "oracle"})
_ONE = ("accuracy", "n", "accuracy_without_leaks", "n_without_leaks")
_EXTRA = ("ndcg4", "helped", "label_entropy_nats", "diversity", "demonstrations")


@dataclass(frozen=True)
class Results:
    """All that one model answered, unit by unit; and the figures out of it."""

    lm: str
    units: tuple[UnitOutcomes, ...]
    seed: int = 0

    def document(self) -> dict[str, Any]:
        """Rows by task, mean, kind, category and split; and what they say about feedback."""
        table = self.table()
        found: dict[str, Any] = {"lm": self.lm, **{name: {} for name in _PLURAL.values()}}
        for scope in scopes(table.tasks):
            rows = rows_of(table, scope, self.units)
            if scope.kind == "mean":
                found["mean"] = rows
            else:
                found[_PLURAL[scope.kind]][scope.name] = rows
        return found | {"feedback": self._feedback(table)}

    def table(self) -> FigureTable:
        """Figures of all tasks."""
        by_task: dict[str, list[UnitOutcomes]] = {}
        for one in self.units:
            by_task.setdefault(one.unit.task.name, []).append(one)
        return FigureTable([items_of(some) for some in by_task.values()], self.seed)

    def predictions(self) -> Iterator[dict[str, Any]]:
        """One object for each answer."""
        for one in self.units:
            for outcome in one.outcomes:
                for place, query in enumerate(one.unit.queries):
                    told, value = outcome.told[place], outcome.values[place]
                    row: dict[str, Any] = {
                        "task": one.unit.task.name,
                        "seed": one.unit.seed,
                        "retriever": outcome.column,
                        "draw": outcome.draw,
                        "query_id": query.example.id,
                        "demo_ids": [one.unit.corpus.examples[r].id for r in outcome.shown[place]],
                        "prediction": told.prediction,
                        "option_logprobs": list(told.option_logprobs),
                        "value": value.tolist(),
                        "leaks": query.example.id in one.leaking,
                    }
                    if value.ndim == 0 and value in (0.0, 1.0):
                        row["correct"] = bool(value)
                    yield row

    def _feedback(self, table: FigureTable) -> dict[str, Any]:
        columns = self._with_feedback(table.columns)
        every = Scope("mean", "mean", table.tasks)
        named = [scope for scope in scopes(table.tasks) if scope.kind == "kind"]
        return {
            "mean": self._said(table, every, columns),
            "kinds": {scope.name: self._said(table, scope, columns) for scope in named},
            "gate": self._gate(),
        }

    def _said(self, table: FigureTable, scope: Scope, columns: Sequence[str]) -> list[Row]:
        found = verdicts(claims_of(table, scope, columns))
        return [
            {"retriever": one.retriever, "effect": one.effect, "p_holm": one.p, "text": one.text}
            for one in found
        ]

    def _with_feedback(self, columns: Iterable[str]) -> list[str]:
        """Columns that learned from the model; `llmr` where its gate lets feedback in at all."""
        gated = {
            column
            for one in self.units
            for column, used in one.used.items()
            if used in WITH_FEEDBACK
        }
        return [
            column
            for column in columns
            if (column in WITH_FEEDBACK and column not in _AT_TEST) or column in gated
        ]

    def _gate(self) -> dict[str, dict[str, str]]:
        """By column that follows a gate: what it used for each task."""
        found: dict[str, dict[str, str]] = {}
        for one in self.units:
            for column, used in one.used.items():
                found.setdefault(column, {})[one.unit.task.name] = used
        return found


def verdict_text(document: Mapping[str, Any]) -> str:
    """What an evaluation says about feedback, in a sentence or a few."""
    feedback = document["feedback"]
    parts = [row["text"] for row in feedback["mean"]]
    for column, used in feedback["gate"].items():
        names = sorted(set(used.values()))
        if not set(names) & WITH_FEEDBACK:
            counts = {name: list(used.values()).count(name) for name in names}
            chosen = ", ".join(f"{name} in {counts[name]} of {len(used)}" for name in names)
            parts.append(f"{column} used no feedback of a language model: {chosen} tasks.")
    return " ".join(parts) or "No selector with a language model's feedback was in the table."


def table_of(rows: Sequence[Row]) -> tuple[tuple[str, ...], ...]:
    """The mean's rows as text, head first."""
    head = ("retriever", "accuracy", "95 %", "− bm25", "− label-support", "n")
    lines = [
        (
            row["retriever"],
            f"{100 * row['accuracy']:.1f}",
            _span(row["ci95"]),
            _delta(row["vs_bm25"]),
            _delta(row["vs_label_support"]),
            str(row["n"]),
        )
        for row in rows
    ]
    return (head, *lines)


def write_report(out: Path, document: Mapping[str, Any], results: Sequence[Results]) -> None:
    """Write the three files."""
    body = msgspec.json.format(msgspec.json.encode(document), indent=2)
    write_atomic(out / METRICS_FILE, body + b"\n")
    write_atomic(out / TABLE_FILE, _csv(document).encode())
    encode = msgspec.json.encode
    with (out / PREDICTIONS_FILE).open("wb") as file:
        for one in results:
            for row in one.predictions():
                file.write(encode({"lm": one.lm, **row}) + b"\n")


def _csv(document: Mapping[str, Any]) -> str:
    text = io.StringIO()
    compared = [f"{key}_{part}" for key in REFERENCES for part in ("delta", "low", "high", "p")]
    head = ["lm", "scope", "name", "retriever", *_ONE, "low", "high", *compared, *_EXTRA]
    writer = csv.DictWriter(text, head, lineterminator="\n")
    writer.writeheader()
    for one in (document, *([document["second_lm"]] if document.get("second_lm") else [])):
        writer.writerows(_lines(one))
    return text.getvalue()


def _lines(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    groups = [("mean", {"mean": document["mean"]})]
    groups = [(kind, document[plural]) for kind, plural in _PLURAL.items()] + groups
    for kind, tables in groups:
        for name, rows in tables.items():
            for row in rows:
                line = {"lm": document["lm"], "scope": kind, "name": name}
                line |= {key: row[key] for key in ("retriever", *_ONE)}
                line["low"], line["high"] = row["ci95"]
                line |= {key: row.get(key) for key in _EXTRA}
                for key in REFERENCES:
                    if (found := row[key]) is not None:
                        line[f"{key}_delta"], line[f"{key}_p"] = found["delta"], found["p"]
                        line[f"{key}_low"], line[f"{key}_high"] = found["ci95"]
                yield line


def _span(ci95: Sequence[float]) -> str:
    return f"[{100 * ci95[0]:.1f}, {100 * ci95[1]:.1f}]"


def _delta(found: Row | None) -> str:
    if found is None:
        return "–"
    star = "*" if found["p_holm"] < 0.05 else ""
    return f"{100 * found['delta']:+.1f} {_span(found['ci95'])}{star}"
