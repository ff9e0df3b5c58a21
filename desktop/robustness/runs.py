"""One run of the workspace, growing as its worker tells of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Literal

import msgspec
import numpy as np
import numpy.typing as npt

from shared.errors import AppError
from shared.robustness.figures import Drop
from shared.tasks.robustness import (
    DEFENDED,
    EXPLAINED,
    MOVED,
    PROMPT,
    ROBUSTNESS_ATTACK,
    ROBUSTNESS_DEFEND,
    ROBUSTNESS_EXPLAIN,
    ROBUSTNESS_TRANSFER,
    SEARCH,
    Defended,
    MovedPrompt,
    PromptShown,
    RobustnessAttackRequest,
    RobustnessAttackResult,
    RobustnessDefendResult,
    RobustnessExplainResult,
    RobustnessTransferResult,
    Searched,
)
from shared.tasks.robustness_evaluate import (
    CELL,
    ROBUSTNESS_EVALUATE,
    RobustnessEvaluateResult,
    SuiteCell,
)
from shared.tasks.spec import TaskRequest, TaskResult, TaskSpec

SPECS: dict[str, TaskSpec] = {
    spec.name: spec
    for spec in (
        ROBUSTNESS_ATTACK,
        ROBUSTNESS_EXPLAIN,
        ROBUSTNESS_TRANSFER,
        ROBUSTNESS_DEFEND,
        ROBUSTNESS_EVALUATE,
    )
}
Step = Literal["sending", "waiting", "running", "reading", "done", "failed", "cancelled"]
UNDER_WAY: tuple[Step, ...] = ("sending", "waiting", "running")
MOST_STEPS = 100_000
Points = npt.NDArray[np.float32]


def no_points() -> Points:
    """A search that has not begun."""
    return np.zeros((0, 3), np.float32)


@dataclass(frozen=True, eq=False)
class Run:
    """A job of one of the workspace's tasks.

    Attributes
    ----------
    points : float32 [steps, 3]
        Queries, the search's accuracy and the held-out one (NaN where not measured).
    done, total, stage, eta_s :
        What the job's progress says.
    created_at : float
        Seconds since 1970.
    files : dict of str to str
        By name, the hash of each file that the job wrote.
    """

    job_id: str
    task: str
    title: str = ""
    step: Step = "sending"
    created_at: float = 0.0
    request: TaskRequest | None = None
    shown: PromptShown | None = None
    searched: Searched | None = None
    points: Points | None = None
    explained: RobustnessExplainResult | None = None
    moved: tuple[MovedPrompt, ...] = ()
    defended: tuple[Defended, ...] = ()
    cells: tuple[SuiteCell, ...] = ()
    result: TaskResult | None = None
    error: AppError | None = None
    done: float = 0.0
    total: float = 0.0
    stage: str = ""
    eta_s: float | None = None
    result_dir: str = ""
    files: dict[str, str] = field(default_factory=dict)

    @property
    def is_under_way(self) -> bool:
        """Whether it can be stopped."""
        return self.step in UNDER_WAY

    @property
    def attacked(self) -> RobustnessAttackResult | None:
        """What an attack came to, once it is done."""
        return self.result if isinstance(self.result, RobustnessAttackResult) else None

    @property
    def judged(self) -> RobustnessEvaluateResult | None:
        """What a suite came to, once it is done."""
        return self.result if isinstance(self.result, RobustnessEvaluateResult) else None

    @property
    def drop(self) -> Drop | None:
        """The held-out figures of an attack."""
        return self.attacked.figures if self.attacked is not None else None

    @property
    def asked(self) -> RobustnessAttackRequest | None:
        """What was asked for, if this is an attack."""
        return self.request if isinstance(self.request, RobustnessAttackRequest) else None

    @property
    def attack(self) -> str:
        """The attack's name; empty for other tasks, and while it is unknown."""
        if self.attacked is not None and self.attacked.attack:
            return self.attacked.attack
        if self.asked is not None:
            return self.asked.attack
        return self.searched.attack if self.searched is not None else ""

    @property
    def model(self) -> str:
        """The model's reference; empty while it is unknown."""
        model = getattr(self.request, "model", "")
        return str(model)

    @property
    def prompt(self) -> str:
        """The prompt as it was before the attack."""
        return str(getattr(self.request, "prompt", ""))

    @property
    def adversarial(self) -> str:
        """The best attacked prompt that is known; empty before there is one."""
        if self.attacked is not None:
            return self.attacked.adversarial_prompt
        return self.searched.prompt if self.searched is not None else ""

    @property
    def curve(self) -> Points:
        """The search, step by step."""
        return self.points if self.points is not None else no_points()


def grown(run: Run, kind: str, meta: Any, blob: object) -> Run:
    """The run with a piece that its worker sent; what cannot be read changes nothing."""
    try:
        return _grown(run, kind, meta, blob)
    except msgspec.ValidationError:
        # Another version of the worker says more, or something else.
        return run


def _grown(run: Run, kind: str, meta: Any, blob: object) -> Run:
    match kind:
        case str(k) if k == PROMPT:
            return replace(run, shown=msgspec.convert(meta, PromptShown))
        case str(k) if k == SEARCH:
            searched = msgspec.convert(meta, Searched)
            return replace(run, searched=searched, points=_points(blob, run.points))
        case str(k) if k == EXPLAINED:
            return replace(run, explained=msgspec.convert(meta, RobustnessExplainResult))
        case str(k) if k == MOVED:
            moved = msgspec.convert(meta, MovedPrompt)
            others = tuple(
                one
                for one in run.moved
                if (one.source, one.target, one.attack)
                != (moved.source, moved.target, moved.attack)
            )
            return replace(run, moved=(*others, moved))
        case str(k) if k == DEFENDED:
            defended = msgspec.convert(meta, Defended)
            kept = tuple(one for one in run.defended if one.defences != defended.defences)
            return replace(run, defended=(*kept, defended))
        case str(k) if k == CELL:
            cell = msgspec.convert(meta, SuiteCell)
            # An engine that was started again tells of all that is known.
            rest = tuple(one for one in run.cells if _place(one) != _place(cell))
            return replace(run, cells=(*rest, cell))
        case _:
            return run


def _place(cell: SuiteCell) -> tuple[str, str, str]:
    return cell.model, cell.prompt, cell.attack


def _points(blob: object, before: Points | None) -> Points | None:
    """The curve as it came; one of another shape is not taken."""
    if not isinstance(blob, np.ndarray) or blob.ndim != 2 or blob.shape[1] != 3:
        return before
    return np.array(blob[-MOST_STEPS:], np.float32)


class _Provenance(msgspec.Struct, frozen=True):
    request: dict[str, Any] = msgspec.field(default_factory=dict)


class _Document(msgspec.Struct, frozen=True):
    """The part of `result.json` that stands beside the result."""

    provenance: _Provenance = _Provenance()


def read_result(run: Run, data: bytes) -> Run:
    """The run with what `result.json` says, done.

    Raises
    ------
    msgspec.MsgspecError
        If it says something else.
    """
    spec = SPECS[run.task]
    result = msgspec.json.decode(data, type=spec.result)
    request = run.request
    if request is None:
        raw = msgspec.json.decode(data, type=_Document).provenance.request
        try:
            request = msgspec.convert(raw, spec.request)
        except msgspec.ValidationError:
            request = None  # of a version that asked for something else
    run = replace(run, step="done", result=result, request=request, error=None)
    match result:
        case RobustnessExplainResult():
            return replace(run, explained=result)
        case RobustnessTransferResult():
            return replace(run, moved=result.moved)
        case RobustnessDefendResult():
            return replace(run, defended=result.defended)
        case _:
            return run


def read_cells(run: Run, data: bytes) -> Run:
    """The run with the cells of `cells.jsonl`, which a window that was closed has not heard of.

    Raises
    ------
    msgspec.MsgspecError
        If it says something else.
    """
    lines = [msgspec.json.decode(line, type=dict[str, Any]) for line in data.splitlines() if line]
    cells = (msgspec.convert({**line, "seconds": 0.0}, SuiteCell) for line in lines)
    return replace(run, cells=tuple(cells))
