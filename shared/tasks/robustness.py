"""Request, piece and result types of attacks on prompts, and of their defences (PromptBench).

Where a task is watched, what it finds comes in pieces before the result: `Partial.kind` is one of
the kinds below, and `Partial.meta` the struct of that name as an object. Each piece holds all that
is known so far, so that one which is dropped on the way costs nothing.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from shared.errors import AppError
from shared.jobs import Lane
from shared.robustness.figures import Drop, Edit, PromptWord, Rate
from shared.tasks.spec import FileRef, TaskRequest, TaskResult, TaskSpec

PROMPT, SEARCH, EXPLAINED, DEFENDED, MOVED = (
    "prompt",
    "search",
    "explained",
    "defended",
    "moved",
)
SearchName = Literal["own", "greedy", "beam", "soft", "random"]
Model = Annotated[
    str,
    Meta(
        max_length=1024,
        description='language model: "default", a folder, a GGUF file, or http://host/v1#name',
    ),
]
PromptTemplate = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=20_000,
        description="the prompt; {content} stands for the sample, \\n for a new line",
    ),
]
Data = Annotated[FileRef, Meta(description='samples as JSON lines: {"content", "label"}')]
Labels = Annotated[
    tuple[str, ...],
    Meta(max_length=100, description="what the model may answer, as it stands in the data"),
]
Attack = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=100,
        description="textbugger, deepwordbug, textfooler, bertattack, checklist, stresstest, "
        "semantic, ensemble, or one that a lab registered",
    ),
]
Words = Annotated[tuple[str, ...], Meta(max_length=1000)]
Seed = Annotated[int, Meta(ge=0, le=2**32 - 1, description="random seed")]
Samples = Annotated[
    int, Meta(ge=1, le=100_000, description="samples that the search is shown, at most")
]
Report = Annotated[
    int, Meta(ge=1, le=100_000, description="further samples that measure its find, at most")
]


class PromptShown(msgspec.Struct, frozen=True, kw_only=True):
    """Piece `prompt`: its words, and the accuracy on both parts of the samples before any attack.

    It comes at once without the rates and again with them. On a processor there is one between,
    with the rate of the first samples alone; `search_samples` is then how many those are.
    """

    words: tuple[PromptWord, ...]
    labels: tuple[str, ...]
    search_samples: int
    report_samples: int
    search_clean: Rate | None = None
    report_clean: Rate | None = None


class Searched(msgspec.Struct, frozen=True, kw_only=True):
    """Piece `search`: how far the search has come; its array is float32 [steps, 3].

    A row of the array has the queries so far, the accuracy on the search's samples and that on the
    held-out ones (NaN where not measured). A query is one prompt on one sample.
    """

    attack: str
    prompt: str
    edits: tuple[Edit, ...]
    step: int
    candidates_done: int
    candidates_total: int
    search_accuracy: float
    report_accuracy: float | None
    queries: int
    cached: int
    tokens: int
    queries_per_second: float
    eta_s: float | None = None
    current: str = ""


class SearchRates(msgspec.Struct, frozen=True, kw_only=True):
    """On the samples that the search was shown: optimistic."""

    clean_accuracy: float
    attacked_accuracy: float
    n: int


class RobustnessAttackRequest(TaskRequest, frozen=True, kw_only=True):
    """Attack a prompt and measure the drop on samples that the search has not seen."""

    prompt: PromptTemplate
    data: Data
    labels: Labels = ()
    attack: Attack = "textfooler"
    model: Model = "default"
    search: Annotated[SearchName, Meta(description="own: the one that belongs to the attack")] = (
        "own"
    )
    samples: Samples = 200
    report: Report = 1000
    locked: Annotated[Words, Meta(description="further words that no attack may change")] = ()
    unlocked: Annotated[
        Words, Meta(description="words of the template that attacks may change after all")
    ] = ()
    queries: Annotated[
        int, Meta(ge=0, description="prompts times samples of the search at most; 0: no limit")
    ] = 0
    write: Annotated[
        bool, Meta(description="let the model write its answer, instead of choosing a label")
    ] = False
    seed: Seed = 0


class RobustnessAttackResult(TaskResult, frozen=True, kw_only=True):
    """Figures of the top level are held-out; `search` has those that the search itself saw.

    `ci95` and `p` are of `pdr`, or of `drop` where `pdr` is None. All candidates, with what the
    search saw of them, are in `candidates.jsonl`.
    """

    clean_accuracy: float = 0.0
    attacked_accuracy: float = 0.0
    pdr: float | None = None
    drop: float = 0.0
    ci95: tuple[float, float] = (0.0, 0.0)
    p: float = 1.0
    n: int = 0
    search: SearchRates | None = None
    held_out: bool = True
    queries: int = 0
    cached: int = 0
    tokens: int = 0
    seconds: float = 0.0
    attack: str = ""
    adversarial_prompt: str = ""
    edits: tuple[Edit, ...] = ()
    figures: Drop | None = None
    bad_rows: int = 0


class Importance(msgspec.Struct, frozen=True, kw_only=True):
    """What a prompt's words do, by position, in `PromptExplained.words`' order.

    Attributes
    ----------
    gradient : tuple of float or None
        Norm of the loss's gradient by each word's embeddings, 0 to 1; None where the model is a
        server or writes its answers.
    deletion : tuple of float
        Mean rise of the cross-entropy without the word, in nats, over all samples; of the share of
        wrong answers where the model writes them.
    deletion_ci95 : tuple of pairs
    agreement : float or None
        Rank correlation of both.
    """

    words: tuple[PromptWord, ...]
    gradient: tuple[float, ...] | None
    deletion: tuple[float, ...]
    deletion_ci95: tuple[tuple[float, float], ...]
    agreement: float | None = None


class RobustnessExplainRequest(TaskRequest, frozen=True, kw_only=True):
    """Which words of a prompt, and of its attacked form, the model's answers hang on."""

    prompt: PromptTemplate
    data: Data
    labels: Labels = ()
    attacked: Annotated[str, Meta(max_length=20_000, description="its attacked form, if any")] = ""
    model: Model = "default"
    samples: Samples = 200
    ablated: Annotated[
        int, Meta(ge=0, le=64, description="words kept for the certificate; 0: no certificate")
    ] = 0
    seed: Seed = 0


class CertifiedShare(msgspec.Struct, frozen=True, kw_only=True):
    """Accuracy that no change of up to `changed` words can take."""

    changed: int
    accuracy: Rate


class RobustnessExplainResult(TaskResult, frozen=True, kw_only=True):
    """`attacked` is None where no attacked form was given, `certificate` is empty if not asked."""

    prompt: Importance | None = None
    attacked: Importance | None = None
    smoothed: Rate | None = None
    certificate: tuple[CertifiedShare, ...] = ()
    masks: int = 0
    exact: bool = True
    seconds: float = 0.0


class MovedPrompt(msgspec.Struct, frozen=True, kw_only=True):
    """Piece `moved`: prompts attacked on model `source`, asked of model `target`."""

    source: str
    target: str
    attack: str
    figures: Drop


class RobustnessTransferRequest(TaskRequest, frozen=True, kw_only=True):
    """Attack a prompt on each of several models, and ask the finds of all the others."""

    prompt: PromptTemplate
    data: Data
    labels: Labels = ()
    attack: Attack = "textfooler"
    models: Annotated[
        tuple[str, ...],
        Meta(min_length=2, max_length=16, description="language models, each as `model` elsewhere"),
    ]
    samples: Samples = 200
    report: Report = 1000
    seed: Seed = 0


class RobustnessTransferResult(TaskResult, frozen=True, kw_only=True):
    """Row by row: each source on each target, itself included."""

    models: tuple[str, ...] = ()
    moved: tuple[MovedPrompt, ...] = ()
    seconds: float = 0.0


DefenceName = Literal[
    "unicode", "spelling", "outlier", "paraphrase", "smoothing", "few-shot", "noise-tuned"
]


class Defended(msgspec.Struct, frozen=True, kw_only=True):
    """Piece `defended`: one defence, or several together in the order given.

    Attributes
    ----------
    clean : Rate
        The unattacked prompt through the defence.
    before, after : Drop
        The attacked prompt without and with the defence.
    adaptive : Drop or None
        A new attack that sees the defence.
    transferred : Drop or None
        The worst prompt found on other models or by other attacks.
    won_back : float or None
        Share of the drop that the defence wins back; None where nothing dropped.
    cost : float
        Clean accuracy that the defence costs; `cost_ci95` by the paired bootstrap.
    """

    defences: tuple[str, ...]
    clean: Rate
    before: Drop
    after: Drop
    adaptive: Drop | None = None
    transferred: Drop | None = None
    won_back: float | None = None
    cost: float = 0.0
    cost_ci95: tuple[float, float] = (0.0, 0.0)


class RobustnessDefendRequest(TaskRequest, frozen=True, kw_only=True):
    """Put defences before a prompt, and attack it again knowing them."""

    prompt: PromptTemplate
    data: Data
    labels: Labels = ()
    attacked: Annotated[
        str, Meta(max_length=20_000, description="its attacked form; default: attack it first")
    ] = ""
    attack: Attack = "deepwordbug"
    defences: Annotated[
        tuple[DefenceName, ...], Meta(min_length=1, max_length=7, description="in their order")
    ] = ("unicode", "spelling")
    separately: Annotated[bool, Meta(description="each alone, too")] = False
    adaptive: Annotated[bool, Meta(description="attack again with the defences in place")] = True
    model: Model = "default"
    samples: Samples = 200
    report: Report = 1000
    seed: Seed = 0


class RobustnessDefendResult(TaskResult, frozen=True, kw_only=True):
    """All defences together first."""

    attacked: str = ""
    defended: tuple[Defended, ...] = ()
    seconds: float = 0.0


def check_labels(
    request: RobustnessAttackRequest
    | RobustnessExplainRequest
    | RobustnessTransferRequest
    | RobustnessDefendRequest,
) -> None:
    """Raise `AppError("bad_field")` for what the types allow and the meaning does not."""
    if request.labels and (len(request.labels) == 1 or len(set(request.labels)) < 2):
        limit = "at least two different labels, or none for those of the data"
        value = ", ".join(request.labels)[:80]
        raise AppError("bad_field", field="labels", value=value, limit=limit)
    if "{content}" not in request.prompt:
        limit = "the place of the sample, {content}, somewhere in the prompt"
        raise AppError("bad_field", field="prompt", value=request.prompt[:80], limit=limit)


ROBUSTNESS_ATTACK = TaskSpec(
    name="robustness.attack",
    version=1,
    summary="Attack a prompt and measure the drop on samples that the search has not seen.",
    request=RobustnessAttackRequest,
    result=RobustnessAttackResult,
    implementation="worker.robustness.tasks.attack:attack",
    lane=Lane.BATCH,
    check=check_labels,
)
ROBUSTNESS_EXPLAIN = TaskSpec(
    name="robustness.explain",
    version=1,
    summary="Which words of a prompt the model's answers hang on.",
    request=RobustnessExplainRequest,
    result=RobustnessExplainResult,
    implementation="worker.robustness.tasks.explain:explain",
    lane=Lane.BATCH,
    check=check_labels,
)
ROBUSTNESS_TRANSFER = TaskSpec(
    name="robustness.transfer",
    version=1,
    summary="Ask prompts attacked on one model of the others.",
    request=RobustnessTransferRequest,
    result=RobustnessTransferResult,
    implementation="worker.robustness.tasks.transfer:transfer",
    lane=Lane.BATCH,
    check=check_labels,
)
ROBUSTNESS_DEFEND = TaskSpec(
    name="robustness.defend",
    version=1,
    summary="Defend a prompt, and attack it again knowing the defence.",
    request=RobustnessDefendRequest,
    result=RobustnessDefendResult,
    implementation="worker.robustness.tasks.defend:defend",
    lane=Lane.BATCH,
    check=check_labels,
)
