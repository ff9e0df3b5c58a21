"""Texts as tokens, and where an answer begins among them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shared.errors import AppError
from worker.lm.language_model import Pair, Prompt


@dataclass(frozen=True)
class Tokens:
    """Tokens of a whole text; those from `begin` on belong to the answer."""

    ids: tuple[int, ...]
    begin: int


def all_tokens(tokenizer: Any, pairs: Sequence[Pair], longest: int) -> list[Tokens]:
    """Prompt and answer together: apart, words at the seam would be other tokens.

    A token that reaches over the seam belongs to the answer.

    Raises
    ------
    AppError
        `bad_field` for an empty answer or more than `longest` tokens.
    """
    for pair in pairs:
        if not pair.answer.strip():
            raise AppError("bad_field", field="answer", value="nothing", limit="at least one word")
    coded = _coded(tokenizer, pairs) if pairs else []
    return [_checked(tokenizer, ids, begin, longest) for ids, begin in coded]


def prompt_tokens(tokenizer: Any, prompts: Sequence[Prompt], longest: int) -> list[tuple[int, ...]]:
    """Tokens of prompts that leave room for what is to be written; at least one each.

    Raises
    ------
    AppError
        `bad_field` for a prompt that leaves no room.
    """
    coded = tokenizer([prompt.text for prompt in prompts])["input_ids"] if prompts else []
    for prompt, ids in zip(prompts, coded, strict=True):
        _check_length(len(ids) + prompt.max_tokens, longest)
    return [tuple(ids) or (_start(tokenizer),) for ids in coded]


def _coded(tokenizer: Any, pairs: Sequence[Pair]) -> list[tuple[list[int], int]]:
    texts = [pair.prompt + pair.answer for pair in pairs]
    if getattr(tokenizer, "is_fast", False):
        coded = tokenizer(texts, return_offsets_mapping=True)
        rows = zip(coded["input_ids"], coded["offset_mapping"], pairs, strict=True)
        return [(ids, _seam(places, len(pair.prompt), len(ids))) for ids, places, pair in rows]
    whole = tokenizer(texts)["input_ids"]
    before = tokenizer([pair.prompt for pair in pairs])["input_ids"]
    return [
        (ids, min(common(ids, some), len(ids) - 1)) for ids, some in zip(whole, before, strict=True)
    ]


def _checked(tokenizer: Any, ids: list[int], begin: int, longest: int) -> Tokens:
    # The first token has nothing before it that could tell its probability.
    if begin == 0:
        ids, begin = [_start(tokenizer, ids), *ids], 1
    _check_length(len(ids), longest)
    return Tokens(tuple(ids), begin)


def _check_length(length: int, longest: int) -> None:
    if length > longest:
        limit = f"up to {longest} tokens; shorten the prompt"
        raise AppError("bad_field", field="prompt", value=f"{length} tokens", limit=limit)


def _start(tokenizer: Any, ids: Sequence[int] = ()) -> int:
    """A token that begins a text."""
    known = (tokenizer.bos_token_id, *ids[:1], tokenizer.eos_token_id, 0)
    return next(int(token) for token in known if token is not None)


def _seam(offsets: Sequence[tuple[int, int]], length: int, count: int) -> int:
    """The first token that reaches beyond the prompt, sought from behind: answers are short."""
    found = max(0, count - 1)
    for place in range(count - 1, -1, -1):
        begin, end = offsets[place]
        if end > length and end > begin:
            found = place
        elif end > begin:  # special tokens stand for no text, (0, 0)
            break
    return found


def common(one: Sequence[int], other: Sequence[int]) -> int:
    """How many tokens two sequences begin with alike."""
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count
