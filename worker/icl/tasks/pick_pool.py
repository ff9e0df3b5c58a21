"""A pool made ready for queries one at a time: kept by the engine between them."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from shared.errors import AppError
from shared.icl.example import Example
from shared.icl.retrievers import ASKING
from shared.tasks.events import Progress
from worker.engine.context import TaskContext
from worker.icl.encoding.encoder import TextEncoder
from worker.icl.evaluation.choices import PlannedLm
from worker.icl.evaluation.source import Source
from worker.icl.evaluation.units import TaskInfo, info_of
from worker.icl.selection.catalogue import selectors
from worker.icl.selection.corpus import Chosen, Corpus, Query, Selector
from worker.icl.selection.gated import Gated, Picked
from worker.icl.selection.lexical import Lexical
from worker.icl.selection.rerank import Reranker
from worker.icl.selection.trained import Trained
from worker.icl.tasks.inputs import encoder_of, examples_of, vectors_of
from worker.icl.tasks.kept_index import index_of
from worker.lm.calls import LmAnswers, LmCalls

# The trees that were fitted to scores of a language model.
FEEDBACK = "rerank"


def nothing_known(calls: LmCalls) -> LmAnswers:
    """Of a model that is not there."""
    return LmAnswers()


@dataclass(frozen=True)
class Using:
    """What chooses with: a trained selector by its reference, and a model where there is one."""

    trained: Trained | None = None
    ref: str = ""
    source: Source | None = None


@dataclass
class PickPool:
    """Rows with vectors and words; selectors are made once and keep what they worked out."""

    corpus: Corpus
    lexical: Lexical
    encoder: TextEncoder
    device: str
    _selectors: dict[tuple[str, str], Selector] = field(default_factory=dict)
    _infos: dict[str, TaskInfo] = field(default_factory=dict)
    _lm: PlannedLm = field(default_factory=lambda: PlannedLm(nothing_known))

    @cached_property
    def rows(self) -> dict[str, int]:
        """Row by id."""
        return {example.id: row for row, example in enumerate(self.corpus.examples)}

    @cached_property
    def tasks(self) -> tuple[str, ...]:
        """Names of the tasks, in the order of the rows."""
        return tuple(dict.fromkeys(example.task for example in self.corpus.examples))

    def task(self, name: str) -> TaskInfo:
        """The task of that name, or without a name the only one.

        Raises
        ------
        AppError
            `bad_field`, naming the tasks that there are.
        """
        if not name and len(self.tasks) == 1:
            name = self.tasks[0]
        if name not in self.tasks:
            limit = f"one of the pool's tasks: {', '.join(self.tasks)[:200]}"
            raise AppError("bad_field", field="task", value=name or "nothing", limit=limit)
        if name not in self._infos:
            rows = self.corpus.of_task(name)
            self._infos[name] = info_of(name, [self.corpus.examples[row] for row in rows])
        return self._infos[name]

    def row(self, field_name: str, row_id: str) -> int:
        """The row of an id.

        Raises
        ------
        AppError
            `bad_field` for an id that the pool has not.
        """
        if row_id not in self.rows:
            limit = "ids of rows of the pool; import it again if it has changed"
            raise AppError("bad_field", field=field_name, value=row_id[:80], limit=limit)
        return self.rows[row_id]

    def query(self, example: Example) -> Query:
        """A query with its vector."""
        return Query(example, self.encoder.encode([example.input])[0])

    def labels_of(self, query: Example) -> tuple[str, ...]:
        """The labels of a query's task; none where it has other answers."""
        task = self.task(query.task)
        return (query.options or task.options) if task.kind == "labels" else ()

    def picked(self, task: str, trained: Trained | None, ref: str) -> Picked:
        """What the gate uses for a task."""
        gated = self._selector("llmr", trained, ref)
        assert isinstance(gated, Gated)
        return gated.picked(task)

    def choose(
        self, name: str, query: Query, count: int, use: Using, rng: np.random.Generator
    ) -> list[Chosen]:
        """The best `count` rows, best first.

        Raises
        ------
        AppError
            For a retriever that has to be trained and is not, or that asks a model and has none.
        """
        if name in ASKING and use.source is None:
            reason = f"The retriever {name} asks the language model: let it score or predict, too."
            raise AppError("bad_request", reason=reason)
        selector = self._selector(name, use.trained, use.ref)
        seed = int(rng.integers(0, 2**31))
        self._lm.known = nothing_known if use.source is None else use.source.known
        found = selector.select([query], count, np.random.default_rng(seed))
        if self._lm.wanted and use.source is not None:
            for _ in use.source.answers(self._lm.calls):
                pass
            found = selector.select([query], count, np.random.default_rng(seed))
        self._lm.wanted.clear()
        return found[0]

    def rewards(
        self, query: Query, rows: Sequence[int], use: Using
    ) -> npt.NDArray[np.float32] | None:
        """What the re-ranker expects of rows that the query may be given: float32 [n].

        None where none was trained on the query's task, or on its kind. The query's answer is not
        read.
        """
        trained, task = use.trained, query.example.task
        if trained is None or FEEDBACK not in trained.trees:
            return None
        if not trained.config.gate.has_seen(task, self.task(task).kind):
            return None
        ranker = self._selector(FEEDBACK, trained, use.ref)
        assert isinstance(ranker, Reranker)
        return ranker.worth(query, np.array(rows, np.int64))

    def _selector(self, name: str, trained: Trained | None, ref: str) -> Selector:
        if (name, ref) not in self._selectors:
            access = self._lm.access(self.corpus.examples, self.labels_of)
            made = selectors([name], self.corpus, self.lexical, trained, access, self.device)
            self._selectors[name, ref] = made[name]
        return self._selectors[name, ref]


@dataclass
class _Holder:
    """A place on the shelf, for a pool that is being made."""

    pool: PickPool | None = None


def pick_pool(ctx: TaskContext, ref: str, encoder: str) -> Generator[Progress, None, PickPool]:
    """The pool, made once; a file that has changed is read again."""
    path = ctx.input(ref)
    holder = ctx.loaded(f"icl-pool:{encoder}:{_state(path)}", _Holder)
    if holder.pool is None:
        rows, _ = examples_of(ctx, "pool", ref)
        made = encoder_of(ctx, encoder)
        texts = [example.input for example in rows]
        vectors = yield from vectors_of(ctx, made, texts)
        yield Progress(done=0, total=1, stage="indexing")
        index = yield from index_of(ctx, made, texts, vectors)
        corpus = Corpus(rows, np.ascontiguousarray(vectors), index)
        pool = PickPool(corpus, Lexical(corpus), made, ctx.device)
        # What is worked out at the first query is worked out now.
        first = Query(rows[0], vectors[0])
        pool.lexical.scores(first, corpus.allowed(rows[0]))
        holder.pool = pool
    return holder.pool


def _state(path: Path) -> str:
    found = path.stat()
    return f"{path}:{found.st_size}:{found.st_mtime_ns}"
