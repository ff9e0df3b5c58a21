"""Request and result types of the picker: demonstrations for one query, seen by a language model.

All that is found comes in pieces before the result: `Partial.kind` is one of the kinds below, and
`Partial.meta` the struct of that name as an object. Each piece holds all that is known so far, so
that one which is dropped on the way costs nothing. While a pool is read for the first time, pieces
`loading` come with {"stage", "done", "total"}.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from shared.errors import AppError
from shared.icl.curation import LeftOut, Order
from shared.icl.example import Example
from shared.icl.retrievers import RetrieverName
from shared.jobs import Lane
from shared.tasks.icl import Encoder, Model, Seed, Selector
from shared.tasks.spec import FileRef, TaskRequest, TaskResult, TaskSpec

LOADING, RETRIEVED, COMPARED, SCORES, PREDICTION, ORDERS = (
    "loading",
    "retrieved",
    "compared",
    "scores",
    "prediction",
    "orders",
)
MAX_CANDIDATES, MAX_ORDERS, MAX_COMPARED = 64, 24, 3
Ids = Annotated[tuple[str, ...], Meta(max_length=10_000)]


class PickedDemo(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the pool that the retriever found.

    Attributes
    ----------
    id, task, input, output, options, group : see `Example`
    score : float
        By which the retriever ranks; of one unit within a list only.
    similarity : float
        Cosine with the query, by the encoder.
    tokens : int
        Of the row as a demonstration; 0 where no language model was asked for.
    place : int
        Its place in the prompt, from 0 at the top; -1 where it is not in it.
    pinned : bool
    reward : float or None
        What the re-ranker that was trained on this task expects a language model's score of it to
        be: in standard deviations of the scores of a query's candidates, around their mean. The
        query's right answer is not read. None where there is no such re-ranker, or where the model
        was not to score.
    """

    id: str
    task: str
    input: str
    output: str
    options: tuple[str, ...] = ()
    group: str = ""
    score: float = 0.0
    similarity: float = 0.0
    tokens: int = 0
    place: int = -1
    pinned: bool = False
    reward: float | None = None


class Retrieved(msgspec.Struct, frozen=True, kw_only=True):
    """Piece `retrieved`, within some 100 ms; its array is float32 [n], the scores.

    Attributes
    ----------
    retriever : str
        What was asked for.
    used : str
        What chose: another one where the gate says so, or where nothing is trained.
    why : str
        The reason in a word: `asked`, `gate`, `untrained`.
    reason : str
        What the gate says about it, in words; empty for `asked`.
    demos : tuple of PickedDemo
        Best first; pinned rows that the retriever did not find come last.
    left_out : tuple of LeftOut
        Candidates that are not in the prompt, with the reason.
    prompt : str
        What the model reads.
    vote : str
        The answer that most demonstrations of the prompt have: right without any language model?
    window_tokens : int
        That the model reads; 0 where none was asked for or it does not say.
    budget_tokens : int
        That prompt and answer may have together: the window, or `limit_tokens` where that is less;
        0 where there is no limit or no model has counted.
    answer_tokens : int
        Of the budget, kept free for the answer.
    pool_rows : int
    search_recall : float
        Share of the 10 most similar rows that a search by similarity finds in a pool so large that
        it has an index, by that index's self-test; 1 where the search is exact.
    took_ms : float
    ability : str
        What the language model tells: log-probabilities of any text (`full`), of the first token
        that it writes (`first-token`), or none (`text`); empty where none was asked for.
    """

    retriever: str
    used: str
    why: str
    reason: str = ""
    demos: tuple[PickedDemo, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    prompt: str = ""
    vote: str = ""
    window_tokens: int = 0
    budget_tokens: int = 0
    answer_tokens: int = 0
    pool_rows: int = 0
    search_recall: float = 1.0
    took_ms: float = 0.0
    ability: Literal["", "full", "first-token", "text"] = ""


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """Piece `compared`: the lists of the other retrievers, in the order asked; no array to read."""

    lists: tuple[Retrieved, ...] = ()


class DemoScore(msgspec.Struct, frozen=True, kw_only=True):
    """What the model makes of one demonstration alone, with the query; nats.

    Attributes
    ----------
    id : str
    gain : float or None
        Mean log-probability of the right answer's tokens, less that without any demonstration:
        above 0 it helps. None where the right answer is not known.
    cone : float or None
        Without a right answer: mean -log p of the query's own tokens after the demonstration;
        lower is better. It is no reward.
    entropy : float or None
        Without a right answer and with options: of their probabilities.
    """

    id: str
    gain: float | None = None
    cone: float | None = None
    entropy: float | None = None


class DemoScores(msgspec.Struct, frozen=True, kw_only=True):
    """Piece `scores`, several times: those that are known of `total`.

    Its array is float32 [n] in the order of `Retrieved.demos`, gain or ConE, NaN where not known.
    `zero_shot` is the mean log-probability of the right answer without any demonstration.
    """

    measure: Literal["gain", "cone"]
    total: int
    scores: tuple[DemoScore, ...] = ()
    zero_shot: float | None = None


class Prediction(msgspec.Struct, frozen=True, kw_only=True):
    """Piece `prediction`: what the model answers to the prompt; its array is `probabilities`.

    Attributes
    ----------
    text : str
        The option chosen, or what was written.
    options : tuple of str
    log_probabilities : tuple of float
        Of each option: of the tokens where they differ (labels), or per token (other options).
    probabilities : tuple of float
        Of each option among them; they sum to 1.
    entropy : float
        Of the probabilities, in nats.
    correct : bool or None
        None where the right answer is not known.
    zero_shot : str
        What it answers without any demonstration.
    tokens : int
        Of the prompt.
    """

    text: str = ""
    options: tuple[str, ...] = ()
    log_probabilities: tuple[float, ...] = ()
    probabilities: tuple[float, ...] = ()
    entropy: float = 0.0
    correct: bool | None = None
    zero_shot: str = ""
    tokens: int = 0


class OrderTry(msgspec.Struct, frozen=True, kw_only=True):
    """One order of the prompt's demonstrations: their ids from the top, and what came of it.

    `probability` is that of the right answer where it is known, else of the prediction of the
    prompt as it stands; of options among them, of free text exp of the mean log-probability.
    """

    ids: tuple[str, ...]
    text: str
    probability: float


class OrderTries(msgspec.Struct, frozen=True, kw_only=True):
    """Piece `orders`, several times; its array is float32 [tried], the probabilities.

    The first try is the prompt as it stands; `flips` is the share of the others whose answer is
    another one.
    """

    total: int
    tries: tuple[OrderTry, ...] = ()
    flips: float = 0.0
    lowest: float = 0.0
    median: float = 0.0
    highest: float = 0.0


class IclPickRequest(TaskRequest, frozen=True, kw_only=True):
    """Choose demonstrations for one query and see what a language model makes of them."""

    pool: Annotated[FileRef, Meta(description="examples, as JSON lines, CSV, TSV or LMOps file")]
    query: Annotated[str, Meta(min_length=1, max_length=100_000, description="what is asked")]
    task: Annotated[
        str, Meta(max_length=200, description="task of the query; default: the pool's only one")
    ] = ""
    query_id: Annotated[
        str, Meta(max_length=1000, description="its id, where it is a row of the pool itself")
    ] = ""
    group: Annotated[str, Meta(max_length=1000, description="rows of its group are left out")] = ""
    output: Annotated[
        str, Meta(max_length=100_000, description="the right answer, where it is known")
    ] = ""
    options: Annotated[
        tuple[str, ...],
        Meta(max_length=200, description="answers to choose from; default: those of the task"),
    ] = ()
    retriever: Annotated[RetrieverName, Meta(description="what chooses")] = "llmr"
    compare: Annotated[
        tuple[RetrieverName, ...],
        Meta(max_length=MAX_COMPARED, description="others whose choice is shown beside it"),
    ] = ()
    candidates: Annotated[
        int, Meta(ge=1, le=MAX_CANDIDATES, description="rows to find, best first")
    ] = 16
    k: Annotated[int, Meta(ge=0, le=32, description="demonstrations in the prompt")] = 4
    pinned: Annotated[Ids, Meta(description="rows that are in the prompt anyway")] = ()
    banned: Annotated[Ids, Meta(description="rows that are never taken")] = ()
    per_label: Annotated[
        int | None, Meta(description="demonstrations of one answer, at most; default: any number")
    ] = None
    order: Annotated[Order, Meta(description="order in the prompt")] = "similar-last"
    arranged: Annotated[
        Ids, Meta(description="exactly these rows in this order, top first, as put by hand")
    ] = ()
    instruction: Annotated[
        str, Meta(max_length=100_000, description="text above the demonstrations")
    ] = ""
    limit_tokens: Annotated[
        int, Meta(ge=0, description="budget of the prompt; 0: the model's window")
    ] = 0
    score: Annotated[bool, Meta(description="let the model score each row")] = True
    predict: Annotated[bool, Meta(description="let the model answer the prompt")] = True
    orders: Annotated[
        int, Meta(ge=0, le=MAX_ORDERS, description="orders of the prompt to try; 0: none")
    ] = 0
    lm: Model = "default"
    encoder: Encoder = "minilm"
    selector: Selector = ""
    seed: Seed = 0


class IclPickResult(TaskResult, frozen=True, kw_only=True):
    """All pieces in their last state; None for what was not asked for."""

    retrieved: Retrieved | None = None
    compared: Compared | None = None
    scores: DemoScores | None = None
    prediction: Prediction | None = None
    orders: OrderTries | None = None
    took_ms: float = 0.0


def check_pick(request: IclPickRequest) -> None:
    """Raise `AppError("bad_field")` for what the types allow and the meaning does not."""
    if request.options and request.output and request.output not in request.options:
        limit = f"one of {' | '.join(request.options)[:200]}"
        raise AppError("bad_field", field="output", value=request.output[:80], limit=limit)
    if len(set(request.options)) != len(request.options) or len(request.options) == 1:
        limit = "at least two different answers, or none"
        value = ", ".join(request.options)[:80]
        raise AppError("bad_field", field="options", value=value, limit=limit)
    if request.per_label is not None and request.per_label < 1:
        limit = "at least 1"
        raise AppError("bad_field", field="per_label", value=request.per_label, limit=limit)


def query_of(request: IclPickRequest, task: str, options: tuple[str, ...]) -> Example:
    """The query as an example."""
    return Example(
        request.query_id or "query",
        task,
        request.query,
        request.output,
        request.options or options,
        request.group,
    )


ICL_PICK = TaskSpec(
    name="icl.pick",
    version=1,
    summary="Choose demonstrations for one query and see what a language model makes of them.",
    request=IclPickRequest,
    result=IclPickResult,
    implementation="worker.icl.tasks.pick:pick",
    lane=Lane.INTERACTIVE,
    check=check_pick,
)
