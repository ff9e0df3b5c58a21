"""Recompute PromptBench's tables of APDR from its own files, or from results in its format.

    python -m worker.robustness.suite.promptbench FILE… [--json]

Files are its Markdown of adversarial prompts (`t5_zeroshot.md` …), or what its attacks return as
JSON or JSON lines. Exit codes: 0 done, 2 a file cannot be read.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from shared.errors import AppError
from shared.robustness.promptbench_files import read_promptbench
from shared.robustness.promptbench_tables import Average, Tables, tables_of
from worker.commands.exits import BAD_REQUEST, DONE


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m worker.robustness.suite.promptbench",
        description="Recompute PromptBench's tables from its own files.",
    )
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    parser.add_argument("--json", action="store_true", help="as JSON")
    options = parser.parse_args(arguments)
    try:
        files = [read_promptbench(path) for path in options.files]
    except AppError as error:
        sys.stderr.write(f"{error}\n")
        return BAD_REQUEST
    for path, file in zip(options.files, files, strict=True):
        for bad in file.bad:
            sys.stderr.write(f"{path.name}: {bad}\n")
    tables = tables_of(files)
    text = msgspec.json.encode(as_json(tables)).decode() if options.json else markdown_of(tables)
    sys.stdout.write(f"{text}\n")
    return DONE


def as_json(tables: Tables) -> dict[str, object]:
    """The tables with rows and columns as nested objects."""
    return {
        "model_attack": _nested(tables.model_attack),
        "model_dataset": _nested(tables.model_dataset),
        "family_dataset": _nested(tables.family_dataset),
        "attack": tables.attack,
        "prompts": tables.prompts,
        "unmeasured": tables.unmeasured,
    }


def markdown_of(tables: Tables) -> str:
    """The tables for a person: mean ± standard deviation as they print it, then the median."""
    parts = [
        _table("Model", tables.model_attack),
        _table("Model", tables.model_dataset),
        _table("Prompts", tables.family_dataset),
        _table("", {("all models", name): one for name, one in tables.attack.items()}),
        f"{tables.prompts} attacked prompts; {tables.unmeasured} have no PDR: clean value 0.",
    ]
    return "\n\n".join(part for part in parts if part)


def _nested(cells: Mapping[tuple[str, str], Average]) -> dict[str, dict[str, Average]]:
    rows: dict[str, dict[str, Average]] = {}
    for (row, column), one in cells.items():
        rows.setdefault(row, {})[column] = one
    return rows


def _table(corner: str, cells: Mapping[tuple[str, str], Average]) -> str:
    if not cells:
        return ""
    columns = list(dict.fromkeys(column for _, column in cells))
    lines = [[corner, *columns], ["---"] * (len(columns) + 1)]
    for row, found in _nested(cells).items():
        lines.append([row, *(_cell(found.get(column)) for column in columns)])
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(one: Average | None) -> str:
    return "–" if one is None else f"{one.mean:.2f}±{one.sd:.2f} ({one.median:.2f})"


if __name__ == "__main__":
    sys.exit(main())
