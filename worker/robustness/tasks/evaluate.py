"""The task `robustness.evaluate`: every attack on every prompt of a suite, and the gate."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import numpy as np

from shared.errors import AppError, file_error
from shared.paths import write_atomic
from shared.robustness.suite_file import PACKAGE, Suite, read_suite
from shared.tasks.events import Partial, Progress
from shared.tasks.robustness_evaluate import (
    CELL,
    CELLS_FILE,
    JUNIT_FILE,
    PACKAGES,
    REPORT_FILE,
    RobustnessEvaluateRequest,
    RobustnessEvaluateResult,
    SuiteCell,
    check_suite,
)
from worker.engine.context import TaskContext
from worker.engine.given_files import GivenFiles, given_files
from worker.icl.data.suite import data_folder
from worker.lm.task_model import language_model, loading
from worker.robustness.suite.figures import (
    METRICS_FILE,
    TABLE_FILE,
    csv_of,
    document_of,
    jsonl_of,
)
from worker.robustness.suite.finished import FOLDER, Finished, Row
from worker.robustness.suite.gate import Checked, failed_prompts, junit_xml, passed
from worker.robustness.suite.page import page_of
from worker.robustness.suite.promptbench_out import PROMPTBENCH_FILE, promptbench_lines
from worker.robustness.suite.running import Bench, asker_of, score_cache
from worker.robustness.suite.units import Unit, packages_suite, units_of

Steps = Generator[Progress | Partial, None, None]


@dataclass
class _Run:
    """A suite on its way."""

    request: RobustnessEvaluateRequest
    suite: Suite
    units: tuple[Unit, ...]
    models: tuple[str, ...]
    rows: list[Row] = field(default_factory=list)
    checks: list[Checked] = field(default_factory=list)
    queries: int = 0
    cached: int = 0

    @property
    def total(self) -> int:
        """How many cells there will be."""
        return len(self.models) * sum(len(unit.attacks) for unit in self.units)


def evaluate(
    ctx: TaskContext, request: RobustnessEvaluateRequest
) -> Iterator[Progress | Partial | RobustnessEvaluateResult]:
    """Write the figures as JSON, CSV and JSON lines, a page, and JUnit's report.

    What was finished before, or answered, is not asked again.

    Raises
    ------
    AppError
        For a suite, data, attacks or models that will not do, in words.
    """
    began = time.monotonic()
    check_suite(request)
    yield Progress(done=0, total=1, unit="prompts", stage="reading the suite")
    with given_files(ctx, request.files, request.names) as given:
        suite = _suite(ctx, request, given)
        units = units_of(suite, data_folder(ctx.home))
    run = _Run(request, suite, units, suite.models)
    for ref in run.models:
        yield from _on_model(ctx, run, ref)
    yield _result(ctx, run, time.monotonic() - began)


def _suite(ctx: TaskContext, request: RobustnessEvaluateRequest, given: GivenFiles | None) -> Suite:
    """The suite with what the request says otherwise."""
    if given is None and request.suite == PACKAGES:
        suite = packages_suite(quick=request.quick, seed=request.seed)
    else:
        suite = _read_given(given) if given is not None else read_suite(ctx.input(request.suite))
        if request.quick:
            fewer = {"samples": min(suite.samples, 24), "report": min(suite.report, 96)}
            suite = msgspec.structs.replace(suite, **fewer)
    changed: dict[str, object] = {}
    if request.seed:
        changed["seed"] = request.seed
    if request.fail_under is not None:
        changed["fail_under"] = request.fail_under
    if request.model != "default" or not suite.models:
        changed["models"] = (request.model,)
    return msgspec.structs.replace(suite, **changed)


def _read_given(given: GivenFiles) -> Suite:
    """The suite of the first file; its data are the others, and nothing else of this machine."""
    suite = read_suite(given.paths[0])
    for entry in suite.entries:
        path = Path(os.path.normpath(entry.data))
        if not entry.data.startswith(PACKAGE) and path not in given.paths:
            limit = "one of the files that came with the suite; name it from where the suite is"
            raise AppError("bad_field", field=entry.name, value=path.name, limit=limit)
    return suite


def _on_model(ctx: TaskContext, run: _Run, ref: str) -> Steps:
    """All cells of one model."""
    yield from loading(ctx, ref)
    with (
        language_model(ctx, ref) as model,
        asker_of(run.request.executor, ctx, ref, model) as asker,
        score_cache(ctx) as cache,
    ):
        suite = run.suite
        finished = Finished(_finished_path(ctx.home, run))
        bench = Bench(ref, model, asker, cache, finished, suite.search, suite.queries, suite.seed)
        for unit in run.units:
            for attack in unit.attacks:
                yield from _one(run, bench, unit, attack)
        run.queries += bench.looked
        run.cached += bench.known


def _one(run: _Run, bench: Bench, unit: Unit, attack: str) -> Steps:
    stage = f"{unit.name}: {attack}"
    steps = bench.row(unit, attack)
    while True:
        try:
            share, _ = next(steps)
        except StopIteration as end:
            row: Row = end.value
            break
        yield Progress(done=len(run.rows) + share, total=run.total, unit="attacks", stage=stage)
    run.rows.append(row)
    run.checks.append(
        Checked(bench.ref, unit.dataset, unit.name, attack, row.cell, unit.fail_under, row.left_out)
    )
    yield Progress(done=len(run.rows), total=run.total, unit="attacks", stage=stage)
    if row.cell is not None:
        yield _piece(len(run.rows) - 1, row.cell)


def _piece(index: int, cell: SuiteCell) -> Partial:
    return Partial(
        index=index, array=np.zeros(0, np.float32), kind=CELL, meta=msgspec.to_builtins(cell)
    )


def _finished_path(home: Path, run: _Run) -> Path:
    """One file for each suite; its rows say themselves what they are of."""
    name = hashlib.blake2b(run.suite.name.encode(), digest_size=6).hexdigest()
    return home / FOLDER / f"suite-{name}.jsonl"


def _result(ctx: TaskContext, run: _Run, seconds: float) -> RobustnessEvaluateResult:
    document = document_of(run.suite, run.rows, run.checks, run.models)
    junit = junit_xml(run.suite.name, run.checks)
    files = {
        "metrics": (METRICS_FILE, msgspec.json.format(msgspec.json.encode(document), indent=1)),
        "table": (TABLE_FILE, csv_of(document)),
        "cells": (CELLS_FILE, jsonl_of(document)),
        "report": (REPORT_FILE, page_of(document)),
        "junit": (JUNIT_FILE, junit),
        "promptbench": (PROMPTBENCH_FILE, promptbench_lines(run.rows)),
    }
    for name, data in files.values():
        write_atomic(ctx.out / name, data)
    if run.request.junit:
        _write_junit(Path(run.request.junit), junit)
    averages = document["apdr"]["attack"]
    return RobustnessEvaluateResult(
        files={role: name for role, (name, _) in files.items()},
        cells=len(document["cells"]),
        apdr={name: one["pdr"]["mean"] for name, one in averages.items() if one["pdr"]},
        passed=passed(run.checks),
        failed=failed_prompts(run.checks),
        queries=run.queries,
        cached=run.cached,
        seconds=round(seconds, 3),
    )


def _write_junit(path: Path, data: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(path, data)
    except OSError as error:
        reason = f"{path} cannot be written: {error.strerror}."
        raise file_error(error, path) or AppError("bad_request", reason=reason) from error
