"""Request and result types of the task that compares ways of choosing demonstrations."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from shared.errors import AppError
from shared.icl.retrievers import RETRIEVERS, VOTE, is_column
from shared.tasks.icl import Encoder, Model, Seed
from shared.tasks.spec import FileRef, FolderRef, TaskRequest, TaskResult, TaskSpec

MAX_SEEDS = 10
# What is compared unless a request says what: retrievers, controls, and votes without a model.
DEFAULT_COLUMNS: tuple[str, ...] = (
    "zero",
    "random",
    "bm25",
    "minilm",
    "label-support",
    "llmr",
    "llmr-nolm",
    "vote-minilm",
    "vote-label-support",
    "vote-llmr",
)
# And on the whole suite.
ALL_COLUMNS: tuple[str, ...] = (
    *RETRIEVERS,
    *(f"{VOTE}{name}" for name in RETRIEVERS if name != "zero"),
)


class IclEvaluateRequest(TaskRequest, frozen=True, kw_only=True):
    """Compare ways of choosing demonstrations, on your own files or on a suite of real tasks."""

    pool: Annotated[
        FileRef | None, Meta(description="examples, as JSON lines, CSV, TSV or LMOps file")
    ] = None
    queries: Annotated[
        FileRef | None, Meta(description="queries with their answers, in the same forms")
    ] = None
    suite: Annotated[
        Literal["none", "packages"],
        Meta(description="packages: real tasks out of packages, instead of your files"),
    ] = "none"
    quick: Annotated[bool, Meta(description="a smaller part of the suite, in some 15 minutes")] = (
        False
    )
    retrievers: Annotated[
        tuple[str, ...],
        Meta(
            max_length=2 * len(RETRIEVERS),
            description="what to compare, separated by commas; vote-NAME: its neighbours' vote; "
            "default: retrievers and controls, on the whole suite all there are",
        ),
    ] = ()
    k: Annotated[int, Meta(ge=1, le=64, description="demonstrations of each query")] = 4
    seeds: Annotated[
        int,
        Meta(
            ge=0,
            le=MAX_SEEDS,
            description="seeds of the suite's splits to average over; 0: that of the trained "
            "selector, or 3 where there is one for each seed or none",
        ),
    ] = 0
    lm: Model = "default"
    second_lm: Annotated[
        str,
        Meta(max_length=1024, description="another model that gave no feedback, to answer as well"),
    ] = ""
    encoder: Encoder = "minilm"
    selector: Annotated[
        str,
        Meta(
            max_length=1024,
            description="trained selector; {seed} in it stands for the seed of the suite; "
            "default: the shipped one",
        ),
    ] = ""
    shards: Annotated[
        FolderRef,
        Meta(
            description="folder for what the model has to be asked: written for another machine, "
            "whose answers are read from it when this is run again"
        ),
    ] = ""
    seed: Seed = 0


class IclEvaluateResult(TaskResult, frozen=True, kw_only=True):
    """What was compared; every figure with its interval is in `metrics.json`.

    `waiting` counts what the model has still to be asked: above 0 there is no figure yet, and
    `next_step` says what to run. `table` holds rows of text, head first; `verdict` is what the
    figures say about the language model's feedback.
    """

    tasks: int = 0
    queries: int = 0
    asked: int = 0
    waiting: int = 0
    next_step: str = ""
    table: tuple[tuple[str, ...], ...] = ()
    verdict: str = ""
    bad_rows: int = 0
    seconds: float = 0.0


def columns_of(request: IclEvaluateRequest) -> tuple[str, ...]:
    """What is compared."""
    whole = request.suite != "none" and not request.quick
    return request.retrievers or (ALL_COLUMNS if whole else DEFAULT_COLUMNS)


def check_icl_evaluation(request: IclEvaluateRequest) -> None:
    """Raise `AppError("bad_field")` for columns that there are not, or no one thing to measure."""
    strange = [name for name in request.retrievers if not is_column(name)]
    if strange:
        limit = f"{', '.join(RETRIEVERS)}, or vote-NAME of one that gives demonstrations"
        raise AppError("bad_field", field="retrievers", value=strange[0], limit=limit)
    repeated = [name for name in request.retrievers if request.retrievers.count(name) > 1]
    if repeated:
        raise AppError(
            "bad_field", field="retrievers", value=repeated[0], limit="name each one once"
        )
    files = [request.pool, request.queries]
    if request.suite == "none" and None in files:
        limit = "name --pool FILE and --queries FILE, or --suite packages"
        raise AppError("bad_field", field="pool", value="nothing", limit=limit)
    if request.suite != "none" and files != [None, None]:
        limit = "a suite brings its own pool and queries: leave out --pool and --queries"
        raise AppError("bad_field", field="suite", value=request.suite, limit=limit)


ICL_EVALUATE = TaskSpec(
    name="icl.evaluate",
    version=1,
    summary="Compare ways of choosing demonstrations: controls, intervals, hygiene.",
    request=IclEvaluateRequest,
    result=IclEvaluateResult,
    implementation="worker.icl.tasks.evaluate:evaluate",
    check=check_icl_evaluation,
)
