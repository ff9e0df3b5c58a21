"""Attacks as files: a page to read, a table, lines of JSON, and a JUnit report."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from html import escape
from typing import Literal
from xml.sax.saxutils import escape as xml_escape
from xml.sax.saxutils import quoteattr

import msgspec

from desktop.robustness.attacks import level_of
from desktop.robustness.diffs import segments
from desktop.robustness.runs import Run

Format = Literal["html", "csv", "jsonl", "junit"]
FORMATS: tuple[Format, ...] = ("html", "csv", "jsonl", "junit")
SUFFIX: dict[Format, str] = {"html": ".html", "csv": ".csv", "jsonl": ".jsonl", "junit": ".xml"}
COLUMNS = (
    "attack", "level", "model", "clean_accuracy", "attacked_accuracy", "drop", "drop_low",
    "drop_high", "pdr", "pdr_low", "pdr_high", "p", "n", "detectable", "chance",
    "search_clean_accuracy", "search_attacked_accuracy", "search_n", "queries", "cached", "tokens",
    "seconds", "seed", "prompt", "adversarial_prompt",
)  # fmt: skip


def exported(runs: Sequence[Run], kind: Format, fail_under: float = 0.5) -> str:
    """Attacks that are done, as the text of a file; `fail_under` is of the JUnit report only."""
    done = [run for run in runs if run.drop is not None]
    match kind:
        case "html":
            return as_html(done)
        case "csv":
            return as_csv(done)
        case "jsonl":
            return as_json_lines(done)
        case "junit":
            return as_junit(done, fail_under)


def row_of(run: Run) -> dict[str, object]:
    """One attack by the names of `COLUMNS`; figures are held-out unless they say `search`."""
    attacked, drop = run.attacked, run.drop
    assert attacked is not None
    assert drop is not None
    own = attacked.search
    pdr_ends = drop.pdr_ci95 or (None, None)
    asked = run.asked
    return {
        "attack": run.attack,
        "level": level_of(run.attack) or "",
        "model": run.model,
        "clean_accuracy": drop.clean.value,
        "attacked_accuracy": drop.attacked.value,
        "drop": drop.drop,
        "drop_low": drop.drop_ci95[0],
        "drop_high": drop.drop_ci95[1],
        "pdr": drop.pdr,
        "pdr_low": pdr_ends[0],
        "pdr_high": pdr_ends[1],
        "p": drop.p,
        "n": drop.attacked.n,
        "detectable": drop.detectable,
        "chance": drop.chance,
        "search_clean_accuracy": own.clean_accuracy if own is not None else None,
        "search_attacked_accuracy": own.attacked_accuracy if own is not None else None,
        "search_n": own.n if own is not None else None,
        "queries": attacked.queries,
        "cached": attacked.cached,
        "tokens": attacked.tokens,
        "seconds": attacked.seconds,
        "seed": asked.seed if asked is not None else None,
        "prompt": run.prompt,
        "adversarial_prompt": run.adversarial,
    }


def as_csv(runs: Sequence[Run]) -> str:
    """A table with a head; what is not known stays empty."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for run in runs:
        writer.writerow({key: "" if value is None else value for key, value in row_of(run).items()})
    return out.getvalue()


def as_json_lines(runs: Sequence[Run]) -> str:
    """A line for each attack, with its edits and all figures."""
    lines = []
    for run in runs:
        assert run.attacked is not None
        row = row_of(run) | {
            "edits": msgspec.to_builtins(run.attacked.edits),
            "figures": msgspec.to_builtins(run.drop),
        }
        lines.append(msgspec.json.encode(row).decode())
    return "".join(line + "\n" for line in lines)


def as_junit(runs: Sequence[Run], fail_under: float) -> str:
    """A test for each attack: it fails where accuracy under attack may be below the limit.

    The lower end of the interval is judged, as the gate of suites does.
    """
    cases, failures = [], 0
    for run in runs:
        drop, attacked = run.drop, run.attacked
        assert drop is not None
        assert attacked is not None
        low = drop.attacked.ci95[0]
        head = (
            f"  <testcase classname={quoteattr('robustness.' + (run.model or 'model'))}"
            f' name={quoteattr(run.attack)} time="{attacked.seconds:.1f}"'
        )
        if low >= fail_under:
            cases.append(head + "/>")
            continue
        failures += 1
        message = (
            f"accuracy under attack {drop.attacked.value:.3f}, at least {low:.3f}"
            f" (95 %, n = {drop.attacked.n}), limit {fail_under:.3f}"
        )
        text = xml_escape(run.adversarial)
        failure = f"    <failure message={quoteattr(message)}>{text}</failure>"
        cases.append(f"{head}>\n{failure}\n  </testcase>")
    body = "\n".join(cases)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<testsuite name="robustness" tests="{len(runs)}" failures="{failures}">\n'
        f"{body}\n</testsuite>\n"
    )


_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem;
  color: #1b1e24; background: #fff; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: right; padding: .3rem .6rem; border-bottom: 1px solid #d5d9e0; }
th:first-child, td:first-child { text-align: left; }
pre { white-space: pre-wrap; background: #f4f5f7; padding: .8rem; border-radius: 6px; }
del { color: #6b7280; } ins { background: #fde9c4; font-weight: 600; }
.grey { color: #6b7280; }
@media (prefers-color-scheme: dark) { body { color: #e7eaf0; background: #14161a; }
  th, td { border-color: #2e333d; } pre { background: #1b1e24; } ins { background: #5a4312; }
  del, .grey { color: #9aa3b2; } }
"""


def as_html(runs: Sequence[Run]) -> str:
    """A page that needs nothing else: the table, then each adversarial prompt as a diff."""
    rows = "\n".join(_html_row(run) for run in runs)
    finds = "\n".join(_html_find(run) for run in runs)
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Robustness</title><style>{_STYLE}</style></head>
<body><h1>Robustness</h1>
<p>Figures are of held-out samples, which no search has seen; intervals are of 95 %.</p>
<table><thead><tr><th>Attack</th><th>Accuracy</th><th>Under attack</th><th>PDR</th><th>Drop</th>
<th>p</th><th>n</th></tr></thead><tbody>
{rows}
</tbody></table>
{finds}
</body></html>
"""


def _html_row(run: Run) -> str:
    drop = run.drop
    assert drop is not None
    pdr = '<span class="grey">–</span>'
    if drop.pdr is not None and drop.pdr_ci95 is not None:
        pdr = f"{_percent(drop.pdr)} {_ends(drop.pdr_ci95)}"
    cells = (
        f"{escape(run.attack)} · {escape(run.model)}",
        _percent(drop.clean.value),
        f"{_percent(drop.attacked.value)} {_ends(drop.attacked.ci95)}",
        pdr,
        f"{100 * drop.drop:.1f} {_ends(drop.drop_ci95)}",
        "&lt; 0.001" if drop.p < 0.001 else f"{drop.p:.3f}",
        str(drop.attacked.n),
    )
    return "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _html_find(run: Run) -> str:
    tags = {"same": "{}", "gone": "<del>{}</del>", "come": "<ins>{}</ins>"}
    parts = segments(run.prompt, run.adversarial)
    text = "".join(tags[one.mark].format(escape(one.text)) for one in parts)
    return f"<h2>{escape(run.attack)} · {escape(run.model)}</h2>\n<pre>{text}</pre>"


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def _ends(ends: tuple[float, float]) -> str:
    return f"[{100 * ends[0]:.1f}, {100 * ends[1]:.1f}]"
