"""`report.html`: a suite's figures for a person, in one file that needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from statistics import fmean
from typing import Any

from worker.robustness.suite.page_style import STYLE

# So many cells are shown with their prompts, those with the largest drop first; the rest is in
# cells.jsonl. A page stays below 2 MB with prompts of 4,000 letters.
MOST_SHOWN, MOST_LETTERS, WORDS_SHOWN = 120, 4000, 15
_AXES = {"attack": "Attack", "dataset": "Data set", "family": "Prompts", "model": "Model"}
_LEFT_PX, _WIDE_PX, _ROW_PX = 170, 880, 30


def page_of(document: dict[str, Any]) -> bytes:
    """The page, UTF-8."""
    title = f"Robustness of prompts: {document['suite']}"
    parts = [
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<style>{STYLE}</style></head><body>",
        _head(document, title),
        _gate(document["gate"]),
        *[_heat(document, model) for model in document["models"]],
        "<h2>PDR by attack</h2>",
        '<p class="dim">Bars: mean over the cells (APDR) with its interval of 95 % over prompts;'
        " the dot is the median.</p>",
        _bars(document["apdr"]["attack"]),
        *[_averages(_AXES[axis], document["apdr"][axis]) for axis in _AXES],
        _worst(document["worst"]),
        _words(document["words"]),
        _cells(document["cells"]),
        _left_out(document["left_out"]),
        "</body></html>\n",
    ]
    return "".join(parts).encode()


def _head(document: dict[str, Any], title: str) -> str:
    cells = document["cells"]
    n = max((cell["figures"]["clean"]["n"] for cell in cells), default=0)
    limit = f"at most {document['queries']:,}" if document["queries"] else "any number of"
    return (
        f"<h1>{escape(title)}</h1>"
        f'<p class="dim">{len(cells)} attacked prompts on {escape(", ".join(document["models"]))};'
        f" {limit} queries for each search, seed {document['seed']}.</p>"
        f"<p>All figures are of up to {n} held-out samples, which no search has seen. PDR is"
        " 1 − accuracy attacked / accuracy clean; where the clean accuracy is not above chance"
        " there is none, and the absolute drop counts.</p>"
    )


def _gate(gate: dict[str, Any]) -> str:
    if gate["passed"] is None:
        return ""
    if gate["passed"]:
        return '<p class="verdict good">The gate holds: every prompt keeps its limit.</p>'
    names = ", ".join(escape(name) for name in gate["failed"])
    rows = [
        [one["prompt"], one["attack"], f"{one['lowest']:.3f}", f"{one['limit']:.3f}"]
        for one in gate["checks"]
        if one["passed"] is False
    ]
    heads = ["Prompt", "Attack", "Lower end of the accuracy", "Limit"]
    return f'<p class="verdict bad">The gate is broken by {names}.</p>{_table(heads, rows, 2)}'


def _heat(document: dict[str, Any], model: str) -> str:
    """Attack by data set: the mean drop, and the mean PDR where there is one."""
    cells = [cell for cell in document["cells"] if cell["model"] == model]
    attacks = list(dict.fromkeys(cell["attack"] for cell in cells))
    datasets = list(dict.fromkeys(cell["dataset"] for cell in cells))
    rows = []
    for dataset in datasets:
        row = [f"<th>{escape(dataset)}</th>"]
        for attack in attacks:
            mine = [
                cell["figures"]
                for cell in cells
                if (cell["dataset"], cell["attack"]) == (dataset, attack)
            ]
            row.append(_heat_cell(mine))
        rows.append(f"<tr>{''.join(row)}</tr>")
    head = "".join(f"<th>{escape(attack)}</th>" for attack in attacks)
    return (
        f"<h2>Attack by data set: {escape(model)}</h2>"
        '<p class="dim">Mean drop of accuracy in points, and below it the mean PDR.</p>'
        f'<div class="scroll"><table class="heat"><tr><th></th>{head}</tr>'
        f"{''.join(rows)}</table></div>"
    )


def _heat_cell(figures: Sequence[dict[str, Any]]) -> str:
    if not figures:
        return '<td class="n">–</td>'
    drop = fmean(one["drop"] for one in figures)
    pdrs = [one["pdr"] for one in figures if one["pdr"] is not None]
    below = f"PDR {fmean(pdrs):.2f}" if pdrs else "at chance"
    strength = min(1.0, max(0.0, drop) / 0.5)
    # From the page's own ground to red; its letters turn white where it is dark.
    ink = "#fff" if strength > 0.45 else "inherit"
    ground = f"rgba(190,40,25,{strength:.2f})"
    return (
        f'<td class="n" style="background:{ground};color:{ink}">{100 * drop:.1f}'
        f"<small>{below}</small></td>"
    )


def _bars(averages: dict[str, Any]) -> str:
    some = [(name, one["pdr"]) for name, one in averages.items() if one["pdr"]]
    if not some:
        return "<p>No cell has a PDR: the clean accuracy is nowhere above chance.</p>"
    ends = [one["ci95"] or (one["mean"], one["mean"]) for _, one in some]
    low, high = min(0.0, *(end[0] for end in ends)), max(0.1, *(end[1] for end in ends))
    scale = (_WIDE_PX - _LEFT_PX - 90) / (high - low)

    def x(value: float) -> float:
        return float(_LEFT_PX + (min(high, max(low, value)) - low) * scale)

    parts = []
    for place, (name, one) in enumerate(some):
        y = 8 + place * _ROW_PX
        begin, end = sorted((x(0), x(one["mean"])))
        first, last = ends[place]
        parts.append(
            f'<text x="{_LEFT_PX - 10}" y="{y + 15}" text-anchor="end">{escape(name)}</text>'
            f'<rect class="bar" x="{begin:.1f}" y="{y}" width="{end - begin:.1f}" height="20"/>'
            f'<line class="whisker" x1="{x(first):.1f}" x2="{x(last):.1f}" y1="{y + 10}"'
            f' y2="{y + 10}"/>'
            f'<circle class="mid" cx="{x(one["median"]):.1f}" cy="{y + 10}" r="4"/>'
            f'<text x="{x(max(last, one["mean"])) + 8:.1f}" y="{y + 15}">{one["mean"]:.3f}</text>'
        )
    tall = 16 + len(some) * _ROW_PX
    zero = f'<line class="grid" x1="{x(0):.1f}" x2="{x(0):.1f}" y1="0" y2="{tall}"/>'
    return (
        f'<svg viewBox="0 0 {_WIDE_PX} {tall}" width="{_WIDE_PX}" role="img"'
        f' aria-label="PDR by attack">{zero}{"".join(parts)}</svg>'
    )


def _averages(title: str, averages: dict[str, Any]) -> str:
    rows = []
    for name, one in averages.items():
        row = [name]
        for kind in ("pdr", "drop"):
            found = one[kind]
            if found is None:
                row += ["–", "–"]
                continue
            first, third = found["quartiles"]
            row += [
                f"{found['mean']:.3f} {_interval(found['ci95'])}".rstrip(),
                f"{found['median']:.3f} ({first:.3f} to {third:.3f})",
            ]
        found = one["drop"]
        left = one["pdr"]["left_out"] if one["pdr"] else (found["n"] if found else 0)
        rows.append([*row, str(found["n"] if found else 0), str(left)])
    heads = [title, "APDR", "Median (quartiles)", "Mean drop", "Median (quartiles)"]
    heads += ["Cells", "At chance"]
    return f"<h2>By {title.lower()}</h2>{_table(heads, rows, 1)}"


def _worst(worst: Sequence[dict[str, Any]]) -> str:
    rows = [
        [
            one["prompt"],
            one["model"],
            one["attack"],
            f"{one['attacked']['value']:.3f} {_interval(one['attacked']['ci95'])}",
            f"{one['drop']:.3f}",
            "at chance" if one["pdr"] is None else f"{one['pdr']:.3f}",
        ]
        for one in sorted(worst, key=lambda one: -one["drop"])[:MOST_SHOWN]
    ]
    heads = ["Prompt", "Model", "Attack", "Accuracy under attack", "Drop", "PDR"]
    told = (
        '<p class="dim">Chosen on the samples of the search, measured on others, so that the'
        " choice does not flatter the attack.</p>"
    )
    return f"<h2>The worst attack on each prompt</h2>{told}{_table(heads, rows, 3)}"


def _words(words: Sequence[dict[str, Any]]) -> str:
    if not words:
        return ""
    ends = words if len(words) <= 2 * WORDS_SHOWN else [*words[:WORDS_SHOWN], *words[-WORDS_SHOWN:]]
    rows = [
        [
            one["word"],
            f"{one['log_odds']:+.2f} {_interval(one['ci95'])}",
            str(one["changed"]),
            str(one["kept"]),
        ]
        for one in ends
    ]
    told = (
        '<p class="dim">Log-odds of being changed by an attack that took accuracy, against being'
        " left alone, with a Dirichlet prior (Monroe and others 2008): the most fragile first, the"
        " most robust last.</p>"
    )
    heads = ["Word", "Log-odds", "Changed", "Left alone"]
    return f"<h2>Fragile and robust words</h2>{told}{_table(heads, rows, 1)}"


def _cells(cells: Sequence[dict[str, Any]]) -> str:
    order = sorted(cells, key=lambda cell: -cell["figures"]["drop"])
    parts = ["<h2>Attacked prompts</h2>"]
    if len(order) > MOST_SHOWN:
        parts.append(
            f'<p class="dim">The {MOST_SHOWN} with the largest drop of {len(order)};'
            " all are in cells.jsonl.</p>"
        )
    return "".join(parts + [_one(cell) for cell in order[:MOST_SHOWN]])


def _one(cell: dict[str, Any]) -> str:
    figures = cell["figures"]
    pdr = "at chance" if figures["pdr"] is None else f"PDR {figures['pdr']:.3f}"
    interval = "" if figures["pdr"] is None else f" {_interval(figures['pdr_ci95'])}"
    collapsed = " The answers collapse to one label." if _collapsed(figures) else ""
    return (
        f"<details><summary><b>{escape(cell['prompt'])}</b> · {escape(cell['attack'])} ·"
        f" {figures['clean']['value']:.3f} → {figures['attacked']['value']:.3f} · {pdr}{interval} ·"
        f" p<sub>Holm</sub> {cell['p_holm']:.3g}</summary>"
        f"<pre>{_diff(cell)}</pre><p>{_edits(cell['edits'])}</p>"
        f'<p class="dim">{escape(cell["model"])}, {figures["clean"]["n"]} held-out samples;'
        f" {figures['discordant'][0]} lost, {figures['discordant'][1]} won; wrong label"
        f" {figures['errors_attacked']['wrong']:.3f}, unreadable"
        f" {figures['errors_attacked']['unreadable']:.3f}; smallest drop that would show"
        f" {figures['detectable']:.3f}; {cell['queries']:,} queries.{collapsed}</p></details>"
    )


def _diff(cell: dict[str, Any]) -> str:
    """The attacked prompt with what came into it marked, in the order of its edits."""
    text = cell["adversarial_prompt"]
    cut = len(text) > MOST_LETTERS
    rest, parts = text[:MOST_LETTERS], []
    for edit in cell["edits"]:
        after = edit["after"]
        if not after:
            continue
        before, found, tail = rest.partition(after)
        if found:
            gone = f"<del>{escape(edit['before'])}</del>" if edit["before"] else ""
            parts += [escape(before), gone, f"<ins>{escape(found)}</ins>"]
            rest = tail
    return "".join(parts) + escape(rest) + ("…" if cut else "")


def _edits(edits: Sequence[dict[str, Any]]) -> str:
    if not edits:
        return "Nothing changed: no attacked prompt was worse than the prompt itself."
    deleted = [escape(edit["before"])[:200] for edit in edits if not edit["after"]]
    told = f"{len(edits)} edit{'s' if len(edits) > 1 else ''}."
    return told + (f" Deleted: <del>{'</del>, <del>'.join(deleted)}</del>." if deleted else "")


def _collapsed(figures: dict[str, Any]) -> bool:
    errors = figures["errors_attacked"], figures["errors_clean"]
    return bool(errors[0]["collapsed"] and not errors[1]["collapsed"])


def _left_out(rows: Sequence[dict[str, Any]]) -> str:
    if not rows:
        return ""
    told = [[one["prompt"], one["model"], one["attack"], one["reason"]] for one in rows]
    heads = ["Prompt", "Model", "Attack", "Reason"]
    return f"<h2>Left out</h2>{_table(heads, told[:MOST_SHOWN], 4)}"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], texts: int) -> str:
    """A table whose first `texts` columns are words."""

    def kind(column: int) -> str:
        return "" if column < texts else ' class="n"'

    head = "".join(f"<th{kind(place)}>{escape(name)}</th>" for place, name in enumerate(heads))
    body = "".join(
        "<tr>"
        + "".join(f"<td{kind(place)}>{escape(value)}</td>" for place, value in enumerate(row))
        + "</tr>"
        for row in rows
    )
    return f'<div class="scroll"><table><tr>{head}</tr>{body}</table></div>'


def _interval(ends: Sequence[float] | None) -> str:
    """Nothing where there is only one prompt."""
    return f"[{ends[0]:.3f}, {ends[1]:.3f}]" if ends else ""
