"""Request and result types of demonstrations for in-context learning (LLM-R)."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from shared.icl.retrievers import RetrieverName
from shared.jobs import Lane
from shared.tasks.spec import FileRef, TaskRequest, TaskResult, TaskSpec

Model = Annotated[
    str,
    Meta(
        max_length=1024,
        description='language model: "default", a folder, a GGUF file, or http://host/v1#name',
    ),
]
Encoder = Annotated[
    str, Meta(max_length=1024, description='text encoder: "minilm", or a folder of transformers')
]
Selector = Annotated[
    str, Meta(max_length=1024, description="trained selector; default: the shipped one")
]
Seed = Annotated[int, Meta(ge=0, le=2**32 - 1, description="random seed")]
Pool = Annotated[FileRef, Meta(description="examples, as JSON lines, CSV, TSV or LMOps file")]
Shown = Annotated[int, Meta(ge=0, le=64, description="demonstrations of each query")]


class IclScoreRequest(TaskRequest, frozen=True, kw_only=True):
    """Ask a language model how much each candidate demonstration helps each query."""

    pool: Pool
    queries: Annotated[FileRef, Meta(description="queries with their answers, in the same forms")]
    candidates: Annotated[
        int, Meta(ge=1, le=200, description="demonstrations to score for each query")
    ] = 16
    lm: Model = "default"
    encoder: Encoder = "minilm"
    seed: Seed = 0


class IclScoreResult(TaskResult, frozen=True, kw_only=True):
    """Scores are in `scores.jsonl`, in the form of LMOps.

    `pairs` were wanted, of which `asked` were new; `helped` is the share of demonstrations after
    which the answer is more probable than after none.
    """

    queries: int = 0
    pairs: int = 0
    asked: int = 0
    pairs_per_second: float = 0.0
    helped: float = 0.0
    bad_rows: int = 0


class IclTrainRequest(TaskRequest, frozen=True, kw_only=True):
    """Train selectors on a language model's feedback about the pool's own examples."""

    pool: Pool
    recipe: Annotated[
        Literal["lite", "paper"],
        Meta(description="lite: re-ranker and gate, for a laptop; paper: LLM-R's own settings"),
    ] = "lite"
    lm: Model = "default"
    encoder: Encoder = "minilm"
    minutes: Annotated[
        float | None, Meta(description="stop with a checkpoint after so many; default: to the end")
    ] = None
    seed: Seed = 0


class IclTrainResult(TaskResult, frozen=True, kw_only=True):
    """The trained selector is the folder `model`, with its card; False where time ran out."""

    finished: bool = False
    seconds: float = 0.0


class IclIndexRequest(TaskRequest, frozen=True, kw_only=True):
    """Encode a pool and build its index, checked against an exact search."""

    pool: Pool
    kind: Annotated[
        Literal["auto", "flat", "hnsw", "ivfpq"],
        Meta(description="auto: exact up to 200,000 rows, a graph up to 2 million, lists above"),
    ] = "auto"
    encoder: Encoder = "minilm"
    seed: Seed = 0


class IclIndexResult(TaskResult, frozen=True, kw_only=True):
    """The index is the folder `index`; its vectors are kept for the other tasks, too.

    `recall` is the share of the 10 nearest of 200 rows that it finds; `bad_rows` were left out and
    are listed in `bad_rows.jsonl`.
    """

    kind: str = ""
    count: int = 0
    recall: float = 0.0
    seconds: float = 0.0
    bad_rows: int = 0


class _QueriesRequest(TaskRequest, frozen=True, kw_only=True):
    """A pool, queries, and what chooses."""

    pool: Pool
    queries: Annotated[
        FileRef, Meta(description="queries in the same forms; answers may be unknown")
    ]
    retriever: Annotated[RetrieverName, Meta(description="what chooses")] = "llmr"
    k: Shown = 8
    lm: Model = "default"
    encoder: Encoder = "minilm"
    selector: Selector = ""
    search: Annotated[
        Literal["auto", "exact"],
        Meta(description="auto: by an index in a task of more than 200,000 rows, built once"),
    ] = "auto"
    seed: Seed = 0


class IclRetrieveRequest(_QueriesRequest, frozen=True, kw_only=True):
    """Choose demonstrations of each query and write its prompt."""


class IclRetrieveResult(TaskResult, frozen=True, kw_only=True):
    """`retrieved.jsonl`: {"query_id", "demo_ids", "scores", "prompt"}, best demonstration first.

    `used` names what chose, by task; `bad_rows` were left out and are listed in `bad_rows.jsonl`.
    `search_recall` is the share of the 10 most similar that the pool's index finds, by its
    self-test; 1 where the search is exact.
    """

    queries: int = 0
    used: dict[str, str] = msgspec.field(default_factory=dict)
    short: int = 0
    bad_rows: int = 0
    search_recall: float = 1.0


class IclPredictRequest(_QueriesRequest, frozen=True, kw_only=True):
    """Choose demonstrations of each query and let a language model answer."""


class IclPredictResult(TaskResult, frozen=True, kw_only=True):
    """`predictions.jsonl`: as `retrieved.jsonl`, with prediction and log-probabilities of options.

    `accuracy` and its interval are of the queries whose answer is known, of which there are `n`.
    """

    queries: int = 0
    used: dict[str, str] = msgspec.field(default_factory=dict)
    short: int = 0
    bad_rows: int = 0
    search_recall: float = 1.0
    n: int = 0
    accuracy: float | None = None
    ci95: tuple[float, float] | None = None


ICL_SCORE = TaskSpec(
    name="icl.score",
    version=1,
    summary="Score demonstrations by what a language model makes of them.",
    request=IclScoreRequest,
    result=IclScoreResult,
    implementation="worker.icl.tasks.score:score",
    lane=Lane.USER,
)
ICL_TRAIN = TaskSpec(
    name="icl.train",
    version=1,
    summary="Train selectors of demonstrations on a language model's feedback.",
    request=IclTrainRequest,
    result=IclTrainResult,
    implementation="worker.icl.tasks.train:train",
)
ICL_INDEX = TaskSpec(
    name="icl.index",
    version=1,
    summary="Encode a pool of demonstrations and build its index.",
    request=IclIndexRequest,
    result=IclIndexResult,
    implementation="worker.icl.tasks.index:index",
)
ICL_RETRIEVE = TaskSpec(
    name="icl.retrieve",
    version=1,
    summary="Choose demonstrations of each query and write its prompt.",
    request=IclRetrieveRequest,
    result=IclRetrieveResult,
    implementation="worker.icl.tasks.retrieve:retrieve",
)
ICL_PREDICT = TaskSpec(
    name="icl.predict",
    version=1,
    summary="Choose demonstrations of each query and let a language model answer.",
    request=IclPredictRequest,
    result=IclPredictResult,
    implementation="worker.icl.tasks.predict:predict",
)
