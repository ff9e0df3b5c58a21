"""Request, piece and result types of suites of attacks, which are also a gate for prompts."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from shared.errors import AppError
from shared.jobs import Lane
from shared.robustness.figures import Drop, Edit
from shared.tasks.given_files import MAX_FILES, check_names
from shared.tasks.robustness import Model, Seed
from shared.tasks.spec import FileRef, LocalFile, TaskRequest, TaskResult, TaskSpec

CELL, PACKAGES = "cell", "packages"
# What a window shows of a suite that has ended.
CELLS_FILE, REPORT_FILE, JUNIT_FILE = "cells.jsonl", "report.html", "junit.xml"
Level = Literal["character", "word", "sentence", "semantic"]


class SuiteCell(msgspec.Struct, frozen=True, kw_only=True):
    """Piece `cell`: one attack on one prompt of one data set and model.

    `prompt` is its name and `clean_prompt` its text; of its free words, `changed_words` were
    changed or left out by the attack, and `kept_words` were not.
    """

    dataset: str
    family: str
    prompt: str
    attack: str
    level: Level
    model: str
    figures: Drop
    search_pdr: float | None
    adversarial_prompt: str
    edits: tuple[Edit, ...]
    queries: int
    seconds: float
    clean_prompt: str = ""
    changed_words: tuple[str, ...] = ()
    kept_words: tuple[str, ...] = ()


class RobustnessEvaluateRequest(TaskRequest, frozen=True, kw_only=True):
    """Every attack on every prompt of a suite; with `fail_under`, a gate for prompts."""

    suite: Annotated[
        str, Meta(max_length=4096, description='"packages", or a suite as a YAML file')
    ] = PACKAGES
    files: Annotated[
        tuple[FileRef, ...],
        Meta(
            max_length=MAX_FILES,
            description="a suite as a YAML file and the data that it names, instead of a suite",
        ),
    ] = ()
    names: Annotated[
        tuple[Annotated[str, Meta(min_length=1, max_length=400)], ...],
        Meta(
            max_length=MAX_FILES,
            description="where each of these files stands in their folder; "
            "default: the files' own names",
        ),
    ] = ()
    quick: Annotated[bool, Meta(description="fewer samples and prompts")] = False
    model: Model = "default"
    executor: Annotated[
        Literal["inline", "local", "ray"], Meta(description="where prompts are asked")
    ] = "inline"
    fail_under: Annotated[
        float | None,
        Meta(description="least accuracy under attack, by the lower end of its interval"),
    ] = None
    junit: Annotated[
        LocalFile, Meta(max_length=4096, description="also write a JUnit report here")
    ] = ""
    seed: Seed = 0


class RobustnessEvaluateResult(TaskResult, frozen=True, kw_only=True):
    """All cells are in `metrics.json`, and to be read in `report.html`.

    `passed` is None where no limit was given; `failed` names the prompts below it.
    """

    cells: int = 0
    apdr: dict[str, float] = msgspec.field(default_factory=dict)
    passed: bool | None = None
    failed: tuple[str, ...] = ()
    queries: int = 0
    cached: int = 0
    seconds: float = 0.0


def check_suite(request: RobustnessEvaluateRequest) -> None:
    """Raise `AppError("bad_field")` unless one suite is named and the limit is an accuracy."""
    if request.files and request.suite != PACKAGES:
        limit = "a suite or files, not both"
        raise AppError("bad_field", field="suite", value=request.suite, limit=limit)
    check_names(request.files, request.names)
    if request.fail_under is not None and not 0 <= request.fail_under <= 1:
        value = f"{request.fail_under:g}"
        raise AppError("bad_field", field="fail_under", value=value, limit="an accuracy, 0 to 1")


ROBUSTNESS_EVALUATE = TaskSpec(
    name="robustness.evaluate",
    version=1,
    summary="Every attack on every prompt of a suite, with a gate for prompts.",
    request=RobustnessEvaluateRequest,
    result=RobustnessEvaluateResult,
    implementation="worker.robustness.tasks.evaluate:evaluate",
    lane=Lane.BATCH,
    check=check_suite,
)
