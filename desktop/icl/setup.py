"""Everything that a person sets for one prompt: the query, what chooses, pins, bans, the order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from desktop.core.model_refs import DEFAULT_MODEL
from shared.icl.curation import Curation, Demonstration, Order, curate
from shared.icl.example import Example
from shared.icl.prompt import Form
from shared.icl.retrievers import RetrieverName
from shared.tasks.icl_pick import IclPickRequest, PickedDemo

MOST_PINS = 32


class Query(msgspec.Struct, frozen=True):
    """What is asked; `output` empty where the right answer is not known.

    `id` and `group` are those of a row of the pool or of a file, which is never its own
    demonstration.
    """

    text: str = ""
    output: str = ""
    task: str = ""
    options: tuple[str, ...] = ()
    id: str = ""
    group: str = ""

    @classmethod
    def of(cls, row: Example) -> Query:
        """A row as a query."""
        return cls(row.input, row.output, row.task, row.options, row.id, row.group)

    def example(self, task: str = "") -> Example:
        """The query as prompts and exports take it."""
        return Example(
            self.id or "query", self.task or task, self.text, self.output, self.options, self.group
        )


class Setup(msgspec.Struct, frozen=True):
    """The whole setting; `arranged` is the prompt's order by hand, top first, empty for a preset.

    Attributes
    ----------
    limit_tokens : int
        Of the prompt; 0 takes the model's window.
    lm : str
        The language model: "default", a folder, a GGUF file or a server's address.
    """

    query: Query = Query()
    retriever: RetrieverName = "llmr"
    compare: tuple[RetrieverName, ...] = ()
    candidates: int = 16
    k: int = 4
    per_label: int | None = None
    order: Order = "similar-last"
    arranged: tuple[str, ...] = ()
    pinned: tuple[str, ...] = ()
    banned: tuple[str, ...] = ()
    instruction: str = ""
    form: Form = "completion"
    limit_tokens: int = 0
    lm: str = DEFAULT_MODEL
    seed: int = 0


def same_prompt(one: Setup, other: Setup) -> bool:
    """Whether both settings make the same prompt, whatever is looked at beside it."""
    return msgspec.structs.replace(one, compare=other.compare) == other


def same_scores(one: Setup, other: Setup) -> bool:
    """Whether what a model makes of a demonstration with the query is the same under both."""
    return one.query == other.query and one.lm == other.lm


def request(setup: Setup, pool: str, **wanted: Any) -> IclPickRequest:
    """What the worker is asked: `pool` is the artefact; `wanted` are `score`, `predict`, `orders`.

    Raises
    ------
    msgspec.ValidationError
        A text is too long.
    """
    query = setup.query
    return IclPickRequest(
        pool=pool,
        query=query.text,
        task=query.task,
        query_id=query.id,
        group=query.group,
        output=query.output if not query.options or query.output in query.options else "",
        options=query.options,
        retriever=setup.retriever,
        compare=setup.compare,
        candidates=max(setup.candidates, setup.k),
        k=setup.k,
        pinned=() if setup.arranged else setup.pinned,
        banned=setup.banned,
        per_label=setup.per_label,
        order=setup.order,
        arranged=setup.arranged,
        instruction=setup.instruction,
        limit_tokens=setup.limit_tokens,
        lm=setup.lm,
        seed=setup.seed,
        **wanted,
    )


# --- what a gesture changes -----------------------------------------------------------------------


def with_pin(setup: Setup, row_id: str) -> Setup:
    """Pin a row, or let it go; a pin ends a ban, and raises k where it must."""
    if row_id in setup.pinned:
        return msgspec.structs.replace(setup, pinned=_without(setup.pinned, row_id))
    pinned = (*setup.pinned, row_id)
    return msgspec.structs.replace(
        setup, pinned=pinned, banned=_without(setup.banned, row_id), k=max(setup.k, len(pinned))
    )


def with_ban(setup: Setup, row_id: str) -> Setup:
    """Ban a row, or take it back; a ban ends a pin and a place given by hand."""
    if row_id in setup.banned:
        return msgspec.structs.replace(setup, banned=_without(setup.banned, row_id))
    return msgspec.structs.replace(
        setup,
        banned=(*setup.banned, row_id),
        pinned=_without(setup.pinned, row_id),
        arranged=_without(setup.arranged, row_id),
    )


def with_order(setup: Setup, order: Order) -> Setup:
    """Take a preset; the order made by hand is forgotten."""
    return msgspec.structs.replace(setup, order=order, arranged=())


def with_count(setup: Setup, k: int) -> Setup:
    """Another number of demonstrations; one made by hand ends."""
    return msgspec.structs.replace(setup, k=max(k, len(setup.pinned)), arranged=())


def arranged(setup: Setup, ids: Sequence[str]) -> Setup:
    """The order made by hand, top first; what left it is not pinned any more."""
    kept = tuple(row_id for row_id in setup.pinned if row_id in ids)
    return msgspec.structs.replace(setup, arranged=tuple(ids), pinned=kept, k=len(ids) or setup.k)


def prompt_order(demos: Sequence[PickedDemo], setup: Setup) -> tuple[str, ...]:
    """Ids in the prompt as the settings ask for them, before the worker has said so.

    Empty where a pinned row is not among what was found yet.
    """
    known = {demo.id for demo in demos}
    if setup.arranged:
        return setup.arranged if set(setup.arranged) <= known else ()
    if not set(setup.pinned) <= known:
        return ()
    rows = [Demonstration(example_of(demo), demo.score) for demo in demos]
    chosen, _ = curate(
        rows,
        Curation(setup.k, setup.pinned, setup.banned, setup.per_label, setup.order, setup.seed),
    )
    return tuple(one.example.id for one in chosen)


def example_of(demo: PickedDemo) -> Example:
    """A row that was found as an example."""
    return Example(demo.id, demo.task, demo.input, demo.output, demo.options, demo.group)


def _without(ids: tuple[str, ...], row_id: str) -> tuple[str, ...]:
    return tuple(one for one in ids if one != row_id)
