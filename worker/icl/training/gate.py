"""The never-worse gate: feedback of a language model is used only where it proves itself.

It has to beat, on validation queries, everything that sees the same data and no score of the model;
the pilot's trees gained twelve points over BM25 and nothing over their controls.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from shared.icl.metrics import Floats, total
from worker.icl.selection.gated import Gate, Picked
from worker.icl.selection.kinds import Kind
from worker.statistics.bootstrap import mean_of_tasks, resampled_totals

BASES, SUPPORT, CONTROL = ("minilm", "bm25"), "label-support", "llmr-nolm"


@dataclass(frozen=True)
class TaskOutcomes:
    """Values of a task's validation queries by selector, in one order: float64 [n] or [n, 3].

    `minilm` and `bm25` are among them; label support in tasks with labels.
    """

    kind: Kind
    values: Mapping[str, Floats]


@dataclass(frozen=True)
class _Compared:
    """Means of selectors, and their means in the same resamples [R]."""

    n: int
    means: Mapping[str, float]
    drawn: Mapping[str, Floats]

    def margin(self, one: str, other: str, level: float) -> tuple[float, float, float]:
        """Difference, its lower bound, and the two-sided p of no difference."""
        drawn = self.drawn[one] - self.drawn[other]
        low = float(np.quantile(drawn, level / 2))
        smaller = min(int((drawn <= 1e-12).sum()), int((drawn >= -1e-12).sum()))
        p = min(1.0, 2 * (1 + smaller) / (len(drawn) + 1))
        return self.means[one] - self.means[other], low, p


def gate(outcomes: Mapping[str, TaskOutcomes], feedback: Sequence[str], seed: int = 0) -> Gate:
    """What is used for each task, and for tasks that are not here, by their kind.

    Nothing that is below the better of BM25 and MiniLM on validation is ever picked.

    Parameters
    ----------
    outcomes : mapping
        By task.
    feedback : sequence of str
        Selectors with feedback that were tried; intervals are widened by their number (Bonferroni).
    """
    compared = {
        task: _compared(one, (seed, number)) for number, (task, one) in enumerate(outcomes.items())
    }
    tasks = {
        task: _pick(compared[task], outcomes[task].kind, feedback)
        for task in outcomes
        if compared[task].n
    }
    kinds: dict[str, Picked] = {}
    for kind in ("labels", "choice", "text"):
        own = [compared[task] for task in tasks if outcomes[task].kind == kind]
        if own:
            kinds[kind] = _pick(_together(own), kind, feedback)
    return Gate(tasks=tasks, kinds=kinds, variants=len(feedback))


def _compared(one: TaskOutcomes, seed: tuple[int, int]) -> _Compared:
    names = tuple(one.values)
    n = len(one.values[names[0]])
    if not n:
        return _Compared(0, {}, {})
    drawn = resampled_totals(np.stack([one.values[name] for name in names], axis=1), seed)
    means = {name: total(one.values[name]) for name in names}
    return _Compared(n, means, {name: drawn[:, place] for place, name in enumerate(names)})


def _together(some: Sequence[_Compared]) -> _Compared:
    names = [name for name in some[0].means if all(name in one.means for one in some)]
    return _Compared(
        sum(one.n for one in some),
        {name: float(np.mean([one.means[name] for one in some])) for name in names},
        {name: mean_of_tasks([one.drawn[name] for one in some]) for name in names},
    )


def _pick(found: _Compared, kind: Kind, feedback: Sequence[str]) -> Picked:
    level = 0.05 / max(1, len(feedback))
    base = max(BASES, key=lambda name: found.means[name])
    default = _default(found, kind, base)
    controls = (SUPPORT, CONTROL) if kind == "labels" else (CONTROL,)
    has_controls = all(name in found.means for name in controls)
    rivals = dict.fromkeys((*controls, default, base))
    tried = []
    for name in feedback:
        if name not in found.means or not has_controls:
            continue
        margins = {rival: found.margin(name, rival, level) for rival in rivals}
        rival = min(margins, key=lambda rival: margins[rival][1])
        tried.append((name, rival, *margins[rival]))
    proven = [one for one in tried if one[3] > 0]
    if proven:
        name, rival, margin, low, p = max(proven, key=lambda one: (one[2], one[0]))
        why = f"feedback beats every control: {_against(name, rival, margin, low, found.n)}"
        return Picked(selector=name, margin=margin, low=low, n=found.n, p=p, why=why)
    best = max(tried, key=lambda one: one[3], default=None)
    why = _why_default(found, default, base)
    if best is not None:
        why += f"; feedback is not proven: {_against(*best[:4], found.n)}"
    other = base if default != base else next(name for name in BASES if name != base)
    margin, low, p = found.margin(default, other, 0.05)
    return Picked(selector=default, margin=margin, low=low, n=found.n, p=p, why=why)


def _default(found: _Compared, kind: Kind, base: str) -> str:
    """Label support where there are labels and it is not worse, else the better of the bases."""
    if kind != "labels" or SUPPORT not in found.means:
        return base
    return SUPPORT if found.means[SUPPORT] >= found.means[base] else base


def _why_default(found: _Compared, default: str, base: str) -> str:
    shown = f"{default} {_points(found.means[default])}"
    if default == SUPPORT:
        return f"{shown} is not below {base} {_points(found.means[base])} and needs no training"
    others = [name for name in (*BASES, SUPPORT) if name in found.means and name != default]
    rest = ", ".join(f"{name} {_points(found.means[name])}" for name in others)
    return f"{shown} is the best of what needs no training ({rest})"


def _against(name: str, rival: str, margin: float, low: float, n: int) -> str:
    return f"{name} − {rival} {100 * margin:+.1f}, lower bound {100 * low:+.1f}, n {n}"


def _points(value: float) -> str:
    return f"{100 * value:.1f}"
