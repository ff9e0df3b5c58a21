"""Request and result types of demonstrations for in-context learning (LLM-R)."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

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
Seed = Annotated[int, Meta(ge=0, le=2**32 - 1, description="random seed")]


class IclScoreRequest(TaskRequest, frozen=True, kw_only=True):
    """Ask a language model how much each candidate demonstration helps each query."""

    pool: Annotated[FileRef, Meta(description="examples, as JSON lines, CSV, TSV or LMOps file")]
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


ICL_SCORE = TaskSpec(
    name="icl.score",
    version=1,
    summary="Score demonstrations by what a language model makes of them.",
    request=IclScoreRequest,
    result=IclScoreResult,
    implementation="worker.icl.tasks.score:score",
    lane=Lane.USER,
)
