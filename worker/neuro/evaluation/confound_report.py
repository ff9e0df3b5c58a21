"""`neuro.evaluate --confound-demo`: figures, a small table and the picture of a screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path

from shared.paths import write_atomic
from shared.tasks.events import Progress
from shared.tasks.neuro_evaluate import NeuroEvaluateRequest, NeuroEvaluateResult
from worker.engine.context import TaskContext
from worker.neuro.evaluation.confound import (
    CLASSES,
    LEAKY,
    LEAKY_FILTERED,
    OTHER_SESSION,
    PER_CLASS,
    RAPID,
    ConfoundSettings,
    demonstrate,
)
from worker.neuro.evaluation.controls import MEANINGS
from worker.neuro.evaluation.report import (
    METRICS_FILE,
    TABLE_FILE,
    Figure,
    write_metrics,
    write_table,
)
from worker.neuro.evaluation.steps import telling

PICTURE_FILE = "confound.png"
_STEPS = 8
NOTES = (
    "Simulated EEG that answers to no picture: whatever is decoded is not what was seen.",
    f"{CLASSES} classes with {PER_CLASS} pictures each. Block design: all pictures of a class in "
    "one run, as in EEGCVPR40. The decoder is the nearest neighbour.",
    "A leaky split's figure has no other name than leaky_split_accuracy.",
)
# What a person reads: name, how it was split, what it shows.
_WORDS = {
    LEAKY: ("Block design, random pictures", "leaky"),
    LEAKY_FILTERED: ("The same, above 5 Hz only", "leaky"),
    OTHER_SESSION: ("Block design, another session", "safe"),
    RAPID: ("Mixed order, other runs", "safe"),
}


def evaluate_confound(
    ctx: TaskContext, request: NeuroEvaluateRequest
) -> Iterator[Progress | NeuroEvaluateResult]:
    """Write the demonstration into `ctx.out`."""
    places = count()

    def tell(stage: str) -> Progress:
        return Progress(done=next(places), total=_STEPS, stage=stage)

    found = yield from telling(demonstrate(ConfoundSettings(seed=request.seed)), tell)
    document = {
        "simulated": True,
        "notes": list(NOTES),
        "figures": found.figures,
        "controls": found.controls,
        "controls_are": dict(MEANINGS),
    }
    write_metrics(ctx.out, document)
    write_table(ctx.out, "Confound demonstration", NOTES, {**found.figures, **found.controls})
    draw_confound(ctx.out / PICTURE_FILE, found.figures)
    yield NeuroEvaluateResult(
        files={"metrics": METRICS_FILE, "table": TABLE_FILE, "picture": PICTURE_FILE},
        metrics={name: each["value"] for name, each in found.figures.items()},
        simulated=True,
        n_trials=found.n_trials,
        table=confound_table(found.figures),
        picture=PICTURE_FILE,
    )


def confound_table(figures: Mapping[str, Figure]) -> tuple[tuple[str, ...], ...]:
    """Head and rows of text for a screen."""
    rows = [("What is tested on", "Split", "Right", "95 %", "Chance")]
    for name, each in figures.items():
        words, kind = _WORDS[name]
        low, high = (100 * end for end in each["ci95"])
        rows.append(
            (
                words,
                kind,
                f"{100 * each['value']:.1f} %",
                f"{low:.1f} – {high:.1f} %",
                f"{100 * each['chance']:.1f} %",
            )
        )
    return tuple(rows)


def draw_confound(path: Path, figures: Mapping[str, Figure]) -> None:
    """Bars with intervals and the line of chance, as a PNG of 900 × 420 px."""
    from io import BytesIO

    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Sheet

    sheet = Sheet(figsize=(9, 4.2), dpi=100, layout="constrained")
    FigureCanvasAgg(sheet)
    axes = sheet.subplots()
    names = list(figures)[::-1]
    for row, name in enumerate(names):
        each = figures[name]
        value, (low, high) = 100 * each["value"], (100 * end for end in each["ci95"])
        colour = "#c2410c" if each["leak_audit"]["clean"] is False else "#15803d"
        axes.barh(row, value, color=colour, height=0.6)
        axes.plot((low, high), (row, row), color="#18181b", linewidth=2)
        axes.text(max(value, high) + 1.5, row, f"{value:.1f} %", va="center", fontsize=11)
    chance = 100 * figures[names[0]]["chance"]
    axes.axvline(chance, color="#52525b", linestyle="--", linewidth=1)
    axes.text(chance + 1, len(names) - 0.45, f"chance {chance:.1f} %", fontsize=9, color="#52525b")
    labels = [f"{_WORDS[name][0]}\n({_WORDS[name][1]} split)" for name in names]
    axes.set_yticks(range(len(names)), labels, fontsize=11)
    axes.set_xlim(0, 112)
    axes.set_ylim(-0.6, len(names) - 0.1)
    axes.set_xticks(range(0, 101, 20))
    axes.set_xlabel("classes named right, %", fontsize=11)
    axes.set_title(
        "EEG that answers to no picture, 40 classes (simulated)", fontsize=13, loc="left"
    )
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    buffer = BytesIO()
    sheet.savefig(buffer, format="png")
    write_atomic(path, buffer.getvalue())
