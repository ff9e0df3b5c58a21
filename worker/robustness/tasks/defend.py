"""The task `robustness.defend`: what defences win back, also from attacks that know of them."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import msgspec
import numpy as np

from shared.errors import AppError
from shared.robustness.figures import Drop
from shared.robustness.samples import Sample, Split
from shared.tasks.events import Partial, Progress
from shared.tasks.robustness import (
    DEFENDED,
    DefenceName,
    Defended,
    RobustnessDefendRequest,
    RobustnessDefendResult,
    check_labels,
)
from worker.engine.context import TaskContext
from worker.lm.task_model import language_model, loading
from worker.robustness.cells.matrix import Matrix
from worker.robustness.cells.source import Cells, CellSource
from worker.robustness.defences.defence import Guarded
from worker.robustness.defences.defences import NOISE_TUNED, Armoury
from worker.robustness.defences.defended_cells import DefendedCells
from worker.robustness.defences.few_shot import demonstrations, with_demonstrations
from worker.robustness.defences.noise_tuned import tuned_ref
from worker.robustness.defences.vocabulary import Vocabulary
from worker.robustness.measures.drop import gain_of, rate
from worker.robustness.scheduling.attacking import AttackPlan, check_plan, measured, run_attack
from worker.robustness.scheduling.scheduler import Scored
from worker.robustness.tasks.figures import drop_between
from worker.robustness.tasks.inputs import (
    GivenPrompt,
    GivenSamples,
    cell_source,
    fitting_samples,
    given_prompt,
    given_samples,
    write_bad_rows,
    write_lines,
)

PROMPTS_FILE = "prompts.jsonl"
# Of the undefended search: so many of the worst prompts are tried on the defence as well.
TRANSFERRED = 8
_STEPS_BEFORE, _STEPS_EACH = 2, 3
Steps = Generator[Progress | Partial, None, Any]
Names = tuple[DefenceName, ...]


@dataclass
class _Run:
    """A defence on its way; `pool` are attacked prompts that were found without knowing it."""

    request: RobustnessDefendRequest
    prompt: GivenPrompt
    given: GivenSamples
    split: Split
    armoury: Armoury
    attacked: str = ""
    pool: list[str] = field(default_factory=list)
    clean: Matrix | None = None
    before: Drop | None = None
    made: list[Defended] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)
    steps: int = 0

    @property
    def sets(self) -> tuple[Names, ...]:
        """Which defences are put together: all, and each alone if asked for."""
        names = self.request.defences
        alone = tuple((name,) for name in names) if self.request.separately else ()
        return (names, *(one for one in alone if one != names))

    @property
    def judges(self) -> Sequence[Sample]:
        """Held-out samples, or those of the search where there are no others."""
        return self.split.report or self.split.search


def defend(
    ctx: TaskContext, request: RobustnessDefendRequest
) -> Iterator[Progress | Partial | RobustnessDefendResult]:
    """Attack, defend, attack again; `prompts.jsonl` has all prompts and what defences made of them.

    Raises
    ------
    AppError
        For a prompt, samples, defences or a model that will not do, in words.
    """
    began = time.monotonic()
    check_labels(request)
    if len(set(request.defences)) < len(request.defences):
        value, limit = ", ".join(request.defences), "each defence once"
        raise AppError("bad_field", field="defences", value=value, limit=limit)
    given = given_samples(ctx, request.data, request.labels)
    prompt = given_prompt(request.prompt, given.labels)
    attacked = given_prompt(request.attacked, given.labels).text if request.attacked else ""
    tuned = tuned_ref(request.model, ctx.home) if NOISE_TUNED in request.defences else ""
    check_plan(_plan(request, prompt))
    yield from loading(ctx, request.model)
    if tuned:
        yield from loading(ctx, tuned)
    with ExitStack() as opened:
        model = opened.enter_context(language_model(ctx, request.model))
        run = _begun(request, prompt, given, model)
        run.attacked = attacked
        source = opened.enter_context(cell_source(ctx, model, given.labels))
        sources = {False: source, True: source}
        if tuned:
            other = opened.enter_context(language_model(ctx, tuned))
            sources[True] = opened.enter_context(cell_source(ctx, other, given.labels))
        yield from _attacked(run, source)
        yield from _measured_before(run, source)
        for names in run.sets:
            yield from _defended(run, sources[NOISE_TUNED in names], names)
    write_lines(ctx.out / PROMPTS_FILE, run.rows)
    yield RobustnessDefendResult(
        files={"prompts": PROMPTS_FILE, **write_bad_rows(ctx.out, run.given.bad)},
        attacked=run.attacked,
        defended=tuple(run.made),
        seconds=round(time.monotonic() - began, 3),
    )


def _begun(
    request: RobustnessDefendRequest, prompt: GivenPrompt, given: GivenSamples, model: Any
) -> _Run:
    """Samples that fit, and demonstrations that are neither searched on nor reported."""
    shown: tuple[Sample, ...] = ()
    if "few-shot" in request.defences:
        search = given.split(request.samples, request.report, request.seed).search
        shown = demonstrations(search, given.labels, request.seed)
    longest = with_demonstrations(prompt.text, shown)
    given = fitting_samples(model, longest, given)
    split = given.split(request.samples, request.report, request.seed)
    if shown:
        split = Split(
            tuple(one for one in split.search if one not in shown),
            tuple(one for one in split.report if one not in shown),
        )
    if not split.search:
        limit = f"more samples than the {len(shown)} that are shown as demonstrations"
        raise AppError("bad_field", field="data", value=str(len(given.samples)), limit=limit)
    armoury = Armoury(Guarded(given.labels), Vocabulary(), shown, request.seed)
    return _Run(request, prompt, given, split, armoury)


def _plan(
    request: RobustnessDefendRequest, prompt: GivenPrompt, *, soft: bool = True
) -> AttackPlan:
    return AttackPlan(
        prompt=prompt.text,
        words=prompt.words,
        labels=prompt.labels,
        attack=request.attack,
        seed=request.seed,
        soft=soft,
    )


def _attacked(run: _Run, source: CellSource) -> Steps:
    """The attack that knows of no defence; keeps its worst prompts."""
    if not run.attacked:
        tried: list[Scored] = []
        find = yield from _search(run, source, source, "attacking", tried)
        run.attacked = find.prompt
        worst = sorted((one for one in tried if not one.probe), key=lambda one: one.accuracy)
        texts = [one.prompt for one in worst if one.prompt != run.prompt.text]
        run.pool = list(dict.fromkeys([run.attacked, *texts]))[:TRANSFERRED]
    run.steps += 1


def _measured_before(run: _Run, source: CellSource) -> Steps:
    rows = yield from _asked(run, source, [run.prompt.text, run.attacked], "asking undefended")
    run.clean, attacked = rows
    run.before = drop_between(run.clean, attacked, run.judges, run.given.labels)
    run.rows.append({"defences": [], "kind": "attacked", "prompt": run.attacked, "views": []})
    run.steps += 1


def _defended(run: _Run, source: CellSource, names: Names) -> Steps:
    """One set of defences: after, adaptive and transferred, then its piece."""
    assert run.clean is not None
    assert run.before is not None
    defence = run.armoury.together(names)
    cells = DefendedCells(source, defence, run.given.labels)
    called = " + ".join(names)
    clean, after = yield from _asked(
        run, cells, [run.prompt.text, run.attacked], f"asking through {called}"
    )
    run.steps += 1
    figures = drop_between(clean, after, run.judges, run.given.labels)
    found = {"attacked": run.attacked}
    if run.request.adaptive:
        find = yield from _search(run, cells, source, f"attacking {called}", [])
        found["adaptive"] = find.prompt
    run.steps += 1
    if run.pool:
        found["transferred"] = yield from _worst(run, cells, called)
    texts = list(dict.fromkeys(found.values()))
    rows = yield from _asked(run, cells, texts, f"asking through {called}")
    drops = {
        text: drop_between(clean, row, run.judges, run.given.labels)
        for text, row in zip(texts, rows, strict=True)
    }
    run.steps += 1
    cost, cost_ci95 = gain_of(clean.right[0], run.clean.right[0], run.request.seed)
    lost = run.before.drop
    run.made.append(
        Defended(
            defences=names,
            clean=rate(clean.right[0]),
            before=run.before,
            after=figures,
            adaptive=drops[found["adaptive"]] if "adaptive" in found else None,
            transferred=drops[found["transferred"]] if "transferred" in found else None,
            won_back=(figures.attacked.value - run.before.attacked.value) / lost
            if lost > 0
            else None,
            cost=cost,
            cost_ci95=cost_ci95,
        )
    )
    for kind, text in found.items():
        views = list(defence.views(text))
        run.rows.append({"defences": list(names), "kind": kind, "prompt": text, "views": views})
    # What was found against one set of defences is tried on the next ones.
    if "adaptive" in found and found["adaptive"] not in run.pool:
        run.pool.append(found["adaptive"])
    yield Partial(
        index=len(run.made) - 1,
        array=np.zeros(0, np.float32),
        kind=DEFENDED,
        meta=msgspec.to_builtins(run.made[-1]),
    )


def _worst(run: _Run, cells: Cells, called: str) -> Generator[Progress, None, str]:
    """Of the pool, the prompt that takes most through the defence; the search's samples choose."""
    steps = measured(cells, run.pool, run.split.search)
    while True:
        try:
            known, total = next(steps)
        except StopIteration as end:
            matrix: Matrix = end.value
            return run.pool[int(matrix.right.mean(axis=1).argmin())]
        yield _progress(run, 0.5 * known / (total + 1), f"transferring to {called}")


def _search(run: _Run, cells: Cells, source: CellSource, stage: str, tried: list[Scored]) -> Steps:
    """The attack on some cells; all that it scores goes into `tried`."""
    plan = _plan(run.request, run.prompt, soft=source.answering.way == "choose")
    steps = run_attack(cells, plan, run.split, note=tried.append)
    while True:
        try:
            standing = next(steps)
        except StopIteration as end:
            return end.value
        share = standing.candidates_done / (standing.candidates_total + 1)
        yield _progress(run, share, f"{stage}: {standing.current}" if standing.current else stage)


def _asked(
    run: _Run, cells: Cells, prompts: Sequence[str], stage: str
) -> Generator[Progress, None, list[Matrix]]:
    """Prompts on the held-out samples, a row for each."""
    steps = measured(cells, prompts, run.judges)
    while True:
        try:
            known, total = next(steps)
        except StopIteration as end:
            matrix: Matrix = end.value
            return [matrix.rows([place]) for place in range(len(prompts))]
        yield _progress(run, known / (total + 1), stage)


def _progress(run: _Run, share: float, stage: str) -> Progress:
    total = _STEPS_BEFORE + _STEPS_EACH * len(run.sets)
    return Progress(done=run.steps + min(share, 0.99), total=total, unit="steps", stage=stage)
