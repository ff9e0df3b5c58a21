"""The picker's list: what a retriever found for a query, what of it is in the prompt, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from shared.errors import AppError
from shared.icl.curation import Curation, Demonstration, LeftOut, curate
from shared.icl.prompt import Budget, Prompt, build_prompt
from shared.tasks.icl_pick import IclPickRequest, PickedDemo, Retrieved
from worker.icl.evaluation.prompts import Reader
from worker.icl.selection.controls import vote
from worker.icl.selection.corpus import Chosen, Query
from worker.icl.tasks.pick_pool import PickPool, Using


@dataclass(frozen=True)
class PickList:
    """A list with its prompt; `rows` and `demos` are in the same order, best first."""

    rows: tuple[int, ...]
    demos: tuple[PickedDemo, ...]
    prompt: Prompt
    left_out: tuple[LeftOut, ...]
    budget: Budget | None
    reader: Reader | None = None


def listed(
    pool: PickPool,
    request: IclPickRequest,
    query: Query,
    ranked: Sequence[Chosen],
    reader: Reader | None,
    use: Using | None = None,
) -> PickList:
    """What is found and what of it is shown; with a reader it is counted and fits its budget.

    `use` is what rewards come from; without it there are none.

    Raises
    ------
    AppError
        For rows that are pinned and banned, not there, or the query itself.
    """
    banned = set(request.banned)
    found = [one for one in ranked if pool.corpus.examples[one.row].id not in banned]
    found = found[: request.candidates]
    found += _put_by_hand(pool, request, query, {one.row for one in found})
    candidates = [
        Demonstration(pool.corpus.examples[one.row], utility=float(-place))
        for place, one in enumerate(found)
    ]
    shown, left_out = _curated(candidates, request)
    budget = _budget(request, query, reader)
    prompt = build_prompt(
        shown,
        query.example,
        instruction=request.instruction,
        count=reader.count if reader is not None else None,
        budget=budget,
    )
    places = {one.example.id: place for place, one in enumerate(prompt.demonstrations)}
    rows = tuple(one.row for one in found)
    near = pool.corpus.similarities(query, np.array(rows, np.int64))
    told = pool.rewards(query, rows, use) if use is not None else None
    rewards = [None] * len(rows) if told is None else [float(one) for one in told]
    demos = tuple(
        _demo(pool, request, one, float(cosine), places, reader, reward)
        for one, cosine, reward in zip(found, near, rewards, strict=True)
    )
    return PickList(rows, demos, prompt, (*left_out, *prompt.dropped), budget, reader)


def retrieved(
    pool: PickPool,
    request: IclPickRequest,
    query: Query,
    name: str,
    use: Using,
    made: PickList,
    took_ms: float,
) -> Retrieved:
    """The list as the window takes it."""
    used, why, reason = name, "asked", ""
    if name == "llmr":
        picked = pool.picked(query.example.task, use.trained, use.ref)
        used, reason = picked.selector, picked.why
        why = "gate" if use.trained is not None else "untrained"
    inside = [one for one in made.demos if one.place >= 0]
    chosen = [Chosen(pool.rows[one.id], one.score) for one in inside]
    return Retrieved(
        retriever=name,
        used=used,
        why=why,
        reason=reason,
        demos=made.demos,
        left_out=made.left_out,
        prompt=made.prompt.text,
        vote=vote(pool.corpus, chosen),
        window_tokens=(made.reader.window or 0) if made.reader is not None else 0,
        budget_tokens=made.budget.limit_tokens if made.budget is not None else 0,
        answer_tokens=made.budget.answer_tokens if made.budget is not None else 0,
        pool_rows=len(pool.corpus),
        search_recall=pool.corpus.search_recall,
        took_ms=took_ms,
        ability=made.reader.ability if made.reader is not None else "",
    )


def alone(request: IclPickRequest) -> IclPickRequest:
    """The request for a list that is only looked at beside another one: nothing put by hand."""
    return msgspec.structs.replace(request, pinned=(), arranged=())


def _put_by_hand(
    pool: PickPool, request: IclPickRequest, query: Query, known: set[int]
) -> list[Chosen]:
    """Pinned and arranged rows that the retriever did not find."""
    found = []
    allowed: set[int] | None = None
    for field, ids in (("pinned", request.pinned), ("arranged", request.arranged)):
        for row_id in ids:
            row = pool.row(field, row_id)
            if row in known:
                continue
            allowed = allowed or set(pool.corpus.allowed(query.example).tolist())
            if row not in allowed:
                limit = "rows of the query's task that are not the query, its copy or its group"
                raise AppError("bad_field", field=field, value=row_id[:80], limit=limit)
            known.add(row)
            found.append(Chosen(row, 0.0))
    return found


def _curated(
    candidates: Sequence[Demonstration], request: IclPickRequest
) -> tuple[tuple[Demonstration, ...], tuple[LeftOut, ...]]:
    if request.arranged:
        by_id = {one.example.id: one for one in candidates}
        shown = tuple(
            msgspec.structs.replace(by_id[name], pinned=name in request.pinned)
            for name in dict.fromkeys(request.arranged)
            if name not in request.banned
        )
        others = by_id.keys() - set(request.arranged)
        return shown, tuple(LeftOut(name, "beyond k") for name in by_id if name in others)
    curation = Curation(
        k=request.k,
        pins=request.pinned,
        bans=request.banned,
        per_label=request.per_label,
        order=request.order,
        seed=request.seed,
    )
    return curate(candidates, curation)


def _budget(request: IclPickRequest, query: Query, reader: Reader | None) -> Budget | None:
    limits = [request.limit_tokens] if request.limit_tokens else []
    if reader is None:
        return None
    if reader.window is not None:
        limits.append(reader.window)
    answer = reader.answer_tokens(query.example.options)
    return Budget(min(limits), answer_tokens=answer) if limits else None


def _demo(
    pool: PickPool,
    request: IclPickRequest,
    one: Chosen,
    cosine: float,
    places: dict[str, int],
    reader: Reader | None,
    reward: float | None,
) -> PickedDemo:
    example = pool.corpus.examples[one.row]
    return PickedDemo(
        id=example.id,
        task=example.task,
        input=example.input,
        output=example.output,
        options=example.options,
        group=example.group,
        score=one.score,
        similarity=cosine,
        tokens=reader.count(example.text) if reader is not None else 0,
        place=places.get(example.id, -1),
        pinned=example.id in request.pinned,
        reward=reward,
    )
