"""The prompt in parts with their lengths, as it is drawn and measured."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import msgspec

from desktop.icl.pick import Pick
from desktop.icl.setup import Setup
from shared.icl.prompt import SEPARATOR

# Of English with a byte-pair tokenizer; only until the model's own tokenizer has counted.
TOKENS_PER_LETTER = 0.27
DEFAULT_WINDOW_TOKENS = 2048
ANSWER_TOKENS = 32
Kind = Literal["instruction", "demonstration", "query"]


class Part(msgspec.Struct, frozen=True):
    """One part of the prompt: its text starts at letter `start` of the whole."""

    kind: Kind
    text: str
    start: int
    tokens: int
    is_counted: bool
    id: str = ""


class Measured(msgspec.Struct, frozen=True):
    """The parts, their sum, and what the model takes.

    Attributes
    ----------
    is_counted : bool
        The model's tokenizer has counted; else lengths are estimates.
    answer_tokens : int
        Of the limit, kept free for the answer.
    dropped : tuple[str, ...]
        Ids that were left out because the budget is full.
    """

    parts: tuple[Part, ...] = ()
    tokens: int = 0
    limit: int = DEFAULT_WINDOW_TOKENS
    is_counted: bool = False
    dropped: tuple[str, ...] = ()
    answer_tokens: int = ANSWER_TOKENS

    @property
    def text(self) -> str:
        """The whole prompt."""
        return SEPARATOR.join(part.text for part in self.parts)

    @property
    def over(self) -> int:
        """Tokens beyond the limit, the answer's room included."""
        return max(0, self.tokens + self.answer_tokens - self.limit)


def measured(pick: Pick, setup: Setup) -> Measured:
    """The prompt as it will be sent, in its parts."""
    if not setup.query.text:
        return Measured()
    parts: list[Part] = []
    start = 0

    def add(kind: Kind, text: str, tokens: int = 0, row_id: str = "") -> None:
        nonlocal start
        counted = tokens > 0
        parts.append(Part(kind, text, start, tokens or estimate(text), counted, row_id))
        start += len(text) + len(SEPARATOR)

    if setup.instruction:
        add("instruction", setup.instruction)
    for demo in pick.in_prompt:
        add("demonstration", f"{demo.input}\n{demo.output}", demo.tokens, demo.id)
    add("query", f"{setup.query.text}\n")
    prediction = pick.prediction
    whole = prediction.tokens if prediction is not None else 0
    found = pick.retrieved
    left_out = found.left_out if found is not None else ()
    window = (found.window_tokens if found is not None else 0) or DEFAULT_WINDOW_TOKENS
    answer = found.answer_tokens if found is not None and found.window_tokens else ANSWER_TOKENS
    return Measured(
        tuple(_settled(parts, whole)),
        whole or sum(part.tokens for part in parts),
        min(setup.limit_tokens or window, window),
        bool(whole),
        tuple(one.id for one in left_out if one.reason == "budget"),
        answer,
    )


def estimate(text: str) -> int:
    """About how many tokens a text has."""
    return max(1, math.ceil(TOKENS_PER_LETTER * len(text.encode()))) if text else 0


def shares(measured_prompt: Measured) -> Sequence[float]:
    """Each part's share of the limit, or of the prompt where that is longer."""
    full = max(measured_prompt.limit, measured_prompt.tokens + measured_prompt.answer_tokens, 1)
    return [part.tokens / full for part in measured_prompt.parts]


def _settled(parts: Sequence[Part], whole: int) -> Sequence[Part]:
    """Where all but one part and the whole are counted, that one is what is left."""
    unknown = [part for part in parts if not part.is_counted]
    if not whole or len(unknown) != 1:
        return parts
    rest = max(1, whole - sum(part.tokens for part in parts if part.is_counted))
    return [
        part if part.is_counted else msgspec.structs.replace(part, tokens=rest, is_counted=True)
        for part in parts
    ]
