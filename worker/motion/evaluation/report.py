"""The table of an evaluation: means, intervals and paired tests, as JSON and as Markdown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from worker.motion.evaluation.metrics import METRICS, Figures
from worker.motion.evaluation.statistics import mean_interval, paired_p

BASELINE, HOLE_BASELINE = "warp", "warp-telea"
_DIGITS = 4
_HEADS = {
    "psnr": "PSNR dB",
    "ssim": "SSIM",
    "epe_all_px": "EPE all px",
    "epe_ctrl_px": "EPE ctrl px",
    "hole_psnr": "hole PSNR dB",
    "leak_px": "leak px",
}

Value = Callable[[Figures], float | None]


def table_rows(figures: Sequence[Figures], names: Sequence[str], seed: int) -> list[dict[str, Any]]:
    """One object per backend in the order of `names`.

    `ci95` holds a 95 % interval for each metric and `n` in how many windows it was measurable.
    `vs_warp_ci95` and `vs_warp_p` speak of the difference from the warp on the same windows,
    `hole_vs_telea` of that from Telea's fill in the holes: mean in dB, interval and two-sided p.
    Null stands for what was not measurable.
    """
    return [_row(figures, name, seed) for name in names]


def _row(figures: Sequence[Figures], name: str, seed: int) -> dict[str, Any]:
    own = [figure for figure in figures if figure.backend == name]
    values = {metric: _by_clip(own, metric) for metric in METRICS}
    against = {metric: _differences(figures, own, metric, BASELINE) for metric in METRICS}
    zero_drags = [f.zero_drags_psnr for f in own if f.zero_drags_psnr is not None]
    return {
        "backend": name,
        "n_windows": len(own),
        "n_clips": len({figure.clip for figure in own}),
        **{metric: _rounded(_mean(clips)) for metric, clips in values.items()},
        "lost": _rounded(_mean(_by_clip(own, "lost"))),
        "zero_drags_psnr": _rounded(min(zero_drags)) if zero_drags else None,
        "seconds": _rounded(_mean(_by_clip(own, "seconds"))),
        "n": {metric: sum(map(len, clips)) for metric, clips in values.items()},
        "ci95": {metric: _interval(clips, seed) for metric, clips in values.items()},
        "vs_warp_ci95": {metric: _interval(clips, seed) for metric, clips in against.items()},
        "vs_warp_p": {metric: _rounded(paired_p(clips, seed)) for metric, clips in against.items()},
        "hole_vs_telea": _compared(_differences(figures, own, "hole_psnr", HOLE_BASELINE), seed),
    }


def markdown_table(rows: Sequence[dict[str, Any]]) -> str:
    """The rows as a Markdown table; * marks p < 0.05 against the warp, – what is not measurable."""
    heads = ["backend", "windows", *_HEADS.values(), "lost %", "zero drags dB", "s / window"]
    lines = ["| " + " | ".join(heads) + " |", "|" + "---|" * len(heads)]
    for row in rows:
        cells = [row["backend"], str(row["n_windows"])]
        cells += [_cell(row, metric) for metric in METRICS]
        lost = row["lost"]
        cells.append("–" if lost is None else f"{100 * lost:.1f}")
        cells.append("–" if row["zero_drags_psnr"] is None else f"{row['zero_drags_psnr']:.1f}")
        cells.append("–" if row["seconds"] is None else f"{row['seconds']:.2f}")
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _cell(row: dict[str, Any], metric: str) -> str:
    value, interval, p = row[metric], row["ci95"][metric], row["vs_warp_p"][metric]
    if value is None:
        return "–"
    digits = 3 if metric == "ssim" else 2
    text = f"{value:.{digits}f}"
    if interval is not None:
        text += f" [{interval[0]:.{digits}f}, {interval[1]:.{digits}f}]"
    return text + ("*" if p is not None and p < 0.05 else "")


def _compared(clips: Sequence[Sequence[float]], seed: int) -> dict[str, Any] | None:
    if not clips:
        return None
    p = _rounded(paired_p(clips, seed))
    return {"mean_db": _rounded(_mean(clips)), "ci95": _interval(clips, seed), "p": p}


def _differences(
    figures: Sequence[Figures], own: Sequence[Figures], metric: str, baseline: str
) -> list[list[float]]:
    """A row's figures less the baseline's on the same windows; none for the baseline itself."""
    if not own or own[0].backend == baseline:
        return []
    other = {(f.clip, f.window): getattr(f, metric) for f in figures if f.backend == baseline}

    def difference(figure: Figures) -> float | None:
        value, reference = getattr(figure, metric), other.get((figure.clip, figure.window))
        return None if value is None or reference is None else value - reference

    return _grouped(own, difference)


def _by_clip(figures: Sequence[Figures], metric: str) -> list[list[float]]:
    return _grouped(figures, lambda figure: getattr(figure, metric))


def _grouped(figures: Sequence[Figures], value: Value) -> list[list[float]]:
    """The measurable values of each clip, in the order of the clips' names."""
    clips: dict[str, list[float]] = {}
    for figure in sorted(figures, key=lambda figure: (figure.clip, figure.window)):
        measured = value(figure)
        if measured is not None:
            clips.setdefault(figure.clip, []).append(measured)
    return list(clips.values())


def _mean(clips: Sequence[Sequence[float]]) -> float | None:
    values = [value for clip in clips for value in clip]
    return sum(values) / len(values) if values else None


def _interval(clips: Sequence[Sequence[float]], seed: int) -> list[float] | None:
    found = mean_interval(clips, seed)
    return None if found is None else [round(limit, _DIGITS) for limit in found]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, _DIGITS)
