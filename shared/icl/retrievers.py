"""Names of what chooses demonstrations, and what each of them looks at."""

from __future__ import annotations

from typing import Literal, get_args

RetrieverName = Literal[
    "llmr",
    "zero",
    "random",
    "kmeans",
    "bm25",
    "minilm",
    "mmr",
    "dpp",
    "cone",
    "epr",
    "llmr-1",
    "llmr-2",
    "llmr-3",
    "rerank",
    "llmr-nolm",
    "label-support",
    "label-quota",
    "rrf",
    "oracle",
]
RETRIEVERS: tuple[RetrieverName, ...] = get_args(RetrieverName)
VOTE = "vote-"

# Made from answers of a language model about demonstrations, in training or for the query itself;
# `llmr` only where the gate has let one of them in.
WITH_FEEDBACK = frozenset({"cone", "epr", "llmr-1", "llmr-2", "llmr-3", "rerank", "oracle"})
# They look at labels and at no answer of a language model: what feedback has to beat.
CONTROLS: tuple[str, ...] = ("label-support", "llmr-nolm")
# They ask a language model before they can choose; the oracle reads the right answer, too.
ASKING = frozenset({"cone", "oracle"})
# Out of the files of a training.
TRAINED = frozenset({"epr", "llmr-1", "llmr-2", "llmr-3", "rerank", "llmr-nolm"})


def voted(name: str) -> str:
    """The retriever whose demonstrations vote in `vote-NAME`; empty for anything else."""
    return name.removeprefix(VOTE) if name.startswith(VOTE) else ""


def is_column(name: str) -> bool:
    """Whether a table can have it: a retriever, or the vote of one that gives demonstrations."""
    return name in RETRIEVERS or (voted(name) in RETRIEVERS and voted(name) != "zero")
