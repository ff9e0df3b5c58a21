"""What the re-ranker knows of a query and a demonstration.

Nothing here reads the query's own answer: at test time there is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from worker.icl.selection.controls import VOTERS, LabelSupport
from worker.icl.selection.corpus import Corpus, Query, Rows, Vectors
from worker.icl.selection.lexical import Lexical
from worker.icl.selection.view import View

Table = npt.NDArray[np.float32]
Column = npt.NDArray[np.floating]

NAMES = (
    "cosine",
    "cosine_rank",  # log(1 + rank)
    "bm25",  # as a share of the query's best
    "bm25_rank",
    "support",  # of the answer among the query's neighbours, by similarity; 0 where unique
    "support_lead",  # support less that of the best other answer
    "neighbour_share",  # of the nearest, without itself, with its answer
    "answer_overlap",  # words that its answer shares with the answers of the nearest
    "word_overlap",
    "demo_words",  # log(1 + words)
    "length_ratio",  # logarithm, demonstration to query
    "answer_words",
    "centrality",  # cosine with the mean of its task
    "hubness",  # how often it is a neighbour in its task, as a multiple of what is usual
    "same_question",  # the same question word 1, another -1, none 0
)
_WORD = re.compile(r"\w+")
_QUESTION = frozenset(
    ("who", "whom", "whose", "what", "when", "where", "which", "why", "how", "is", "are", "was",
     "were", "do", "does", "did", "can", "could", "will", "would", "should", "has", "have")
)  # fmt: skip
# Hubness of a task is counted on so many of its rows, fewer where there are very many.
_PROBES, _PRODUCTS = 2000, 20_000_000


@dataclass(frozen=True)
class _Text:
    """Words of a row: those of the input as a set, their number, and the question word."""

    words: frozenset[str]
    count: int
    question: str
    answer: frozenset[str]
    answer_count: int


@dataclass(frozen=True)
class PairFeatures:
    """Features of a query with rows of the corpus; what belongs to rows alone is kept."""

    corpus: Corpus
    lexical: Lexical
    _texts: dict[int, _Text] = field(default_factory=dict)
    _tasks: dict[str, tuple[Vectors, dict[int, float]]] = field(default_factory=dict)

    def table(self, query: Query, view: View, places: npt.NDArray[np.int64]) -> Table:
        """Features float32 [len(places), 15] of rows at `places` of the view."""
        rows = view.rows[places]
        columns = {
            **_similar(view, places),
            **self._answers(view, places),
            **self._written(query, rows),
            **self._standing(query.example.task, rows),
        }
        return np.stack([np.asarray(columns[name], np.float32) for name in NAMES], axis=1)

    def _answers(self, view: View, places: npt.NDArray[np.int64]) -> dict[str, Column]:
        answers = self.corpus.outputs[view.rows]
        support = LabelSupport(self.corpus, self.lexical).support(view.rows, view.near, view.words)
        # An answer that nobody else has tells nothing: free text has no support.
        support = np.where(np.bincount(answers)[answers] > 1, support, 0.0)
        best = int(np.argmax(support))
        others = support[answers != answers[best]]
        second = float(others.max()) if len(others) else 0.0
        rivals = np.where(answers == answers[best], second, support[best])
        voters = view.by_vector[:VOTERS]
        shared = answers[voters][None, :] == answers[places][:, None]
        others_of = voters[None, :] != places[:, None]
        return {
            "support": support[places],
            "support_lead": (support - rivals)[places],
            "neighbour_share": (shared & others_of).sum(1) / np.maximum(1, others_of.sum(1)),
            "answer_overlap": self._overlaps(view, places, voters, others_of),
        }

    def _overlaps(
        self,
        view: View,
        places: npt.NDArray[np.int64],
        voters: npt.NDArray[np.int64],
        others_of: npt.NDArray[np.bool_],
    ) -> Column:
        """Dice of the answers' words with those of the voters, by their similarity."""
        own = [self._text(int(row)).answer for row in view.rows[places]]
        theirs = [self._text(int(row)).answer for row in view.rows[voters]]
        known: dict[tuple[frozenset[str], frozenset[str]], float] = {}
        alike = np.zeros((len(own), len(theirs)))
        for line, one in enumerate(own):
            for place, other in enumerate(theirs):
                key = (one, other)
                if key not in known:
                    known[key] = _dice(one, other)
                alike[line, place] = known[key]
        weight = np.maximum(view.near[voters], 0)[None, :] * others_of
        return np.asarray((alike * weight).sum(1) / np.maximum(weight.sum(1), 1e-9))

    def _written(self, query: Query, rows: Rows) -> dict[str, Column]:
        own = _text(query.example.input, "")
        texts = [self._text(int(row)) for row in rows]

        def each(value: Callable[[_Text], float]) -> Column:
            return np.array([value(one) for one in texts])

        return {
            "word_overlap": each(lambda one: _dice(one.words, own.words)),
            "demo_words": each(lambda one: np.log1p(one.count)),
            "length_ratio": each(lambda one: np.log1p(one.count) - np.log1p(own.count)),
            "answer_words": each(lambda one: np.log1p(one.answer_count)),
            "same_question": each(lambda one: _same_question(one.question, own.question)),
        }

    def _standing(self, task: str, rows: Rows) -> dict[str, Column]:
        if task not in self._tasks:
            self._tasks[task] = self._task(task)
        centre, hubs = self._tasks[task]
        return {
            "centrality": self.corpus.vectors[rows] @ centre,
            "hubness": np.log1p([hubs.get(int(row), 0.0) for row in rows]),
        }

    def _task(self, task: str) -> tuple[Vectors, dict[int, float]]:
        """Direction of the mean of a task, and how often rows are neighbours in it."""
        rows = self.corpus.of_task(task)
        vectors = self.corpus.vectors[rows]
        mean = vectors.mean(axis=0)
        probes = min(len(rows), _PROBES, max(64, _PRODUCTS // max(1, len(rows))))
        chosen = np.linspace(0, len(rows) - 1, probes).round().astype(np.int64)
        count = min(VOTERS, len(rows) - 1)
        hits = np.zeros(len(rows))
        for begin in range(0, probes if count > 0 else 0, 64):
            some = chosen[begin : begin + 64]
            near = vectors[some] @ vectors.T
            near[np.arange(len(some)), some] = -np.inf
            found = np.argpartition(-near, count - 1, axis=1)[:, :count]
            hits += np.bincount(found.ravel(), minlength=len(rows))
        usual = max(probes * count / max(1, len(rows)), 1e-9)
        hubs = {int(row): float(hit / usual) for row, hit in zip(rows, hits, strict=True) if hit}
        return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), np.float32), hubs

    def _text(self, row: int) -> _Text:
        if row not in self._texts:
            example = self.corpus.examples[row]
            self._texts[row] = _text(example.input, example.output)
        return self._texts[row]


def _similar(view: View, places: npt.NDArray[np.int64]) -> dict[str, Column]:
    best = float(view.words.max()) if len(view.words) else 0.0
    return {
        "cosine": view.near[places],
        "cosine_rank": np.log1p(_ranks(view.by_vector)[places]),
        "bm25": view.words[places] / max(best, 1e-9),
        "bm25_rank": np.log1p(_ranks(view.by_words)[places]),
    }


def _ranks(order: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    ranks = np.empty(len(order), np.int64)
    ranks[order] = np.arange(len(order))
    return ranks


def _text(text: str, answer: str) -> _Text:
    words = _WORD.findall(text.lower())
    said = _WORD.findall(answer.lower())
    question = next((word for word in words if word in _QUESTION), "")
    return _Text(frozenset(words), len(words), question, frozenset(said), len(said))


def _dice(one: frozenset[str], other: frozenset[str]) -> float:
    total = len(one) + len(other)
    return 2 * len(one & other) / total if total else 0.0


def _same_question(one: str, other: str) -> float:
    if not one or not other:
        return 0.0
    return 1.0 if one == other else -1.0
