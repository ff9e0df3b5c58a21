"""Texts as tokens, and where an answer begins among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shared.errors import AppError
from worker.lm.language_model import Pair


@dataclass(frozen=True)
class Tokens:
    """Tokens of a whole text; those from `begin` on belong to the answer."""

    ids: tuple[int, ...]
    begin: int


def tokens_of(tokenizer: Any, pair: Pair, longest: int) -> Tokens:
    """Prompt and answer together: apart, words at the seam would be other tokens.

    A token that reaches over the seam belongs to the answer.

    Raises
    ------
    AppError
        `bad_field` for an empty answer or more than `longest` tokens.
    """
    if not pair.answer.strip():
        raise AppError("bad_field", field="answer", value="nothing", limit="at least one word")
    text = pair.prompt + pair.answer
    if getattr(tokenizer, "is_fast", False):
        coded = tokenizer(text, return_offsets_mapping=True)
        ids = coded["input_ids"]
        begin = _seam(coded["offset_mapping"], len(pair.prompt), len(ids))
    else:
        ids = tokenizer(text)["input_ids"]
        begin = _shared(ids, tokenizer(pair.prompt)["input_ids"])
    # The first token has nothing before it that could tell its probability.
    if begin == 0:
        start = tokenizer.bos_token_id if tokenizer.bos_token_id is not None else ids[0]
        ids, begin = [start, *ids], 1
    if len(ids) > longest:
        limit = f"up to {longest} tokens; shorten the prompt"
        raise AppError("bad_field", field="prompt", value=f"{len(ids)} tokens", limit=limit)
    return Tokens(tuple(ids), begin)


def _seam(offsets: Sequence[tuple[int, int]], length: int, count: int) -> int:
    for place, (begin, end) in enumerate(offsets):
        # Special tokens stand for no text, (0, 0).
        if end > length and end > begin:
            return place
    return max(0, count - 1)


def _shared(whole: Sequence[int], prompt: Sequence[int]) -> int:
    same = 0
    for one, other in zip(whole, prompt, strict=False):
        if one != other:
            break
        same += 1
    return min(same, len(whole) - 1)
