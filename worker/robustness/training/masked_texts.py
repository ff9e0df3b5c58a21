"""Pieces of text that the masked language model learns from, and those that judge it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from shared.robustness.families import family_datasets
from shared.robustness.prompt import filled
from worker.icl.data.catalogue import SOURCES
from worker.icl.data.raw import RawRow
from worker.robustness.training.instructions import instructed
from worker.robustness.training.texts import KINDS, LabelledText

# Of those that may train a language model: BIG-bench's authors ask that theirs never does, and the
# texts of XSum and ASDiv may not be used for everything. None that the benchmark holds out.
NAMES = (
    "r8",
    "newsgroups",
    "election_tweets",
    "movie_reviews",
    "product_reviews",
    "tweet_sentiment",
    "boolq",
    "siqa",
    "commonsense_qa",
    "openbook",
    "mmlu",
)
PIECE_WORDS, PER_SOURCE, SHORTEST = 40, 3000, 4
_JUDGED_OF = 50  # one text of so many judges
_ASIDE = ("answer", "options")
_SHOWN_WORDS = 12


@dataclass(frozen=True)
class Pieces:
    """Texts of up to 40 words, and instructions of Vitrine's prompt families, never trained on."""

    train: tuple[str, ...]
    validation: tuple[str, ...]
    prompts: tuple[str, ...]


def load_pieces(folder: Path, seed: int) -> Pieces:
    """Out of the folder that `python3 installer data` filled; equal texts fall on one side.

    Raises
    ------
    AppError
        `bad_request` where a file is not there; it names the command that fetches it.
    """
    train: dict[str, None] = {}
    validation: dict[str, None] = {}
    told: list[LabelledText] = []
    rng = np.random.default_rng((seed, 11))
    for source in SOURCES:
        if source.name not in NAMES:
            continue
        rows = [row for row in source.rows(folder) if row.side != "test"]
        for number in rng.permutation(len(rows))[:PER_SOURCE].tolist():
            for piece in pieces_of(rows[number]):
                judged = is_judged(piece)
                (validation if judged else train)[piece] = None
                if source.name in KINDS and not judged:
                    label = str(rows[number].fields["answer"]).casefold()
                    told.append(LabelledText(KINDS[source.name][0], piece, label))
    for one in told:
        train[_instruction(one, rng)] = None
    return Pieces(tuple(train), tuple(validation), tuple(family_prompts()))


def pieces_of(row: RawRow) -> Iterator[str]:
    """The texts of a row, in pieces."""
    for name, value in row.fields.items():
        words = value.split() if isinstance(value, str) and name not in _ASIDE else []
        for begin in range(0, len(words), PIECE_WORDS):
            piece = words[begin : begin + PIECE_WORDS]
            if len(piece) >= SHORTEST:
                yield " ".join(piece)


def is_judged(text: str) -> bool:
    """Whether a text judges the model instead of training it; its spelling decides."""
    digest = hashlib.sha256(" ".join(text.casefold().split()).encode()).digest()
    return int.from_bytes(digest[:4], "big") % _JUDGED_OF == 0


def family_prompts() -> list[str]:
    """Instructions of the prompt families."""
    every = (
        prompt
        for one in family_datasets().values()
        for some in one.prompts.values()
        for prompt in some
    )
    return list(dict.fromkeys(every))


def _instruction(one: LabelledText, rng: np.random.Generator) -> str:
    made = instructed(one, ("oil", "grain", "trade"), rng)
    shown = " ".join(one.text.split()[:_SHOWN_WORDS])
    return f"{filled(made.prompt, shown)} {made.answer}"
