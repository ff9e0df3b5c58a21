"""What a person asks of the recipe `icl`, and the two sets of settings that there are."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from shared.errors import AppError
from worker.training.loop import Plan
from worker.training.recipes import TrainingRun


@dataclass(frozen=True)
class Candidates:
    """Which demonstrations are scored for a query.

    Attributes
    ----------
    count : int
        Scored for each query.
    depth : int
        Of the last retriever's list, from which they are drawn after the first iteration.
    mixed : bool
        In the first: the best of BM25 and of the vectors and some at random; else `count` at random
        out of the first `depth` of BM25, as LLM-R.
    """

    count: int
    depth: int
    mixed: bool


@dataclass(frozen=True)
class Distilling:
    """How a bi-encoder learns from scores.

    Attributes
    ----------
    temperature : float
        Of cosines in both losses.
    contrastive : float
        Weight of InfoNCE beside the KL divergence.
    group : int
        Candidates of each query in a step.
    graded : bool
        The target is a softmax of standardised scores (LLM-Embedder), else of scores as they are.
    same_task : bool
        A step's queries are of one task.
    rank : int
        Of a head on frozen vectors; 0 trains the whole encoder.
    """

    plan: Plan
    temperature: float
    contrastive: float = 0.2
    batch: int = 32
    group: int = 8
    graded: bool = True
    same_task: bool = True
    rank: int = 32
    decay: float = 0.02
    longest_tokens: int = 256


@dataclass(frozen=True)
class Rewarding:
    """How the cross-encoder learns: one of the best three against some of the worst sixteen."""

    plan: Plan
    batch: int
    negatives: int = 7
    longest_tokens: int = 384


@dataclass(frozen=True)
class Settings:
    """A recipe whole.

    Attributes
    ----------
    queries, validation : int
        Over all tasks, shared out evenly.
    penalty : float
        Of the label rule (nats); 0: off.
    """

    name: str
    queries: int
    candidates: Candidates
    iterations: int
    validation: int
    distilling: Distilling
    rewarding: Rewarding | None
    penalty: float
    shown: int = 4


LITE = Settings(
    name="lite",
    queries=1500,
    candidates=Candidates(count=8, depth=16, mixed=True),
    iterations=2,
    validation=600,
    distilling=Distilling(
        Plan(name="head", steps=600, learning_rate=1e-3, warm_up=20), temperature=0.05
    ),
    rewarding=None,
    penalty=0.0,
)
# Table 7 of the paper, and what its code does beyond it (32 of the top 100 are scored).
PAPER = Settings(
    name="paper",
    queries=200_000,
    candidates=Candidates(count=32, depth=100, mixed=False),
    iterations=3,
    validation=3000,
    distilling=Distilling(
        Plan(name="biencoder", steps=6000, learning_rate=3e-5, warm_up=400),
        temperature=0.01,
        batch=32,
        group=4,
        graded=False,
        same_task=False,
        rank=0,
    ),
    rewarding=Rewarding(Plan(name="reward", steps=3000, learning_rate=1e-5, warm_up=400), batch=16),
    penalty=-100.0,
    shown=8,
)
RECIPES = {"lite": LITE, "paper": PAPER}
# What `--label-rule on` adds to a candidate with another label where the recipe has no rule.
PENALTY = -8.0


@dataclass(frozen=True)
class Asked:
    """A run's options, read and checked."""

    pool: Path
    validation: Path | None
    lm: str
    encoder: str
    settings: Settings


def asked(run: TrainingRun) -> Asked:
    """The options of a run.

    Raises
    ------
    AppError
        `bad_field` for a missing pool, an unknown recipe or a value that is not allowed.
    """
    options = run.options
    if not options.get("pool"):
        limit = "a file of labelled examples, such as pool.jsonl"
        raise AppError("bad_field", field="--pool", value="nothing", limit=limit)
    name = options.get("recipe", "lite")
    if name not in RECIPES:
        raise AppError("bad_field", field="--recipe", value=name, limit=" or ".join(RECIPES))
    return Asked(
        pool=Path(options["pool"]),
        validation=Path(options["validation"]) if options.get("validation") else None,
        lm=options.get("lm", "default"),
        encoder=options.get("text-encoder", "minilm"),
        settings=_scaled(_ruled(RECIPES[name], options.get("label-rule", "")), run.scale),
    )


def _ruled(settings: Settings, rule: str) -> Settings:
    if rule not in ("", "on", "off"):
        raise AppError("bad_field", field="--label-rule", value=rule, limit="on or off")
    if rule == "off":
        return replace(settings, penalty=0.0)
    return replace(settings, penalty=settings.penalty or PENALTY) if rule else settings


def _scaled(settings: Settings, scale: float) -> Settings:
    """Queries by the run's scale; steps are scaled where they are trained."""
    return replace(
        settings,
        queries=max(1, round(settings.queries * scale)),
        validation=max(1, round(settings.validation * scale)),
    )
