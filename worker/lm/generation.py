"""Greedy writing, many prompts at a time."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from worker.lm.language_model import Prompt
from worker.lm.passes import only_at

_NOT_WHOLE = "\ufffd"  # part of a letter whose other bytes are in the next tokens


@dataclass
class _Line:
    """One prompt, and what was written after it."""

    row: int
    prompt: Prompt
    new: list[int] = field(default_factory=list)


def written(
    model: Any,
    tokenizer: Any,
    texts: Sequence[tuple[int, ...]],
    prompts: Sequence[Prompt],
    device: str,
) -> list[str]:
    """What is written after each text, the tokens of its prompt.

    Texts are padded on the left and nobody looks at the padding, so each is written as if it were
    alone; those that have ended leave the batch.
    """
    import torch

    lines = [_Line(row, prompt) for row, prompt in enumerate(prompts)]
    found = [""] * len(lines)
    ends, may_end = _ends(model, tokenizer), _MayEnd(tokenizer)
    with torch.inference_mode():
        writer = _Writer.begin(model, texts, device)
        while lines:
            going = []
            for place, (line, token) in enumerate(zip(lines, writer.next(), strict=True)):
                if token not in ends:
                    line.new.append(token)
                if token in ends or may_end(line):
                    text = tokenizer.decode(line.new, skip_special_tokens=True)
                    found[line.row] = cut_at(text, line.prompt.stop)
                else:
                    going.append(place)
            lines = [lines[place] for place in going]
            writer.go_on(going, [line.new[-1] for line in lines])
    return found


class _Writer:
    """Keys and values of the texts so far, and the logits after them."""

    def __init__(self, model: Any, device: str) -> None:
        self._model, self._device = model, device
        self._places = "position_ids" in inspect.signature(model.forward).parameters
        self._cache: Any = None
        self._mask: Any = None
        self._logits: Any = None

    @classmethod
    def begin(cls, model: Any, texts: Sequence[tuple[int, ...]], device: str) -> _Writer:
        """Read the texts."""
        import torch

        width = max(len(text) for text in texts)
        ids = torch.zeros(len(texts), width, dtype=torch.int64)
        mask = torch.zeros(len(texts), width, dtype=torch.int64)
        for row, text in enumerate(texts):
            ids[row, width - len(text) :] = torch.tensor(text)
            mask[row, width - len(text) :] = 1
        writer = cls(model, device)
        writer._mask = mask.to(device)
        writer._read(ids.to(device), (writer._mask.cumsum(dim=1) - 1).clamp(min=0))
        return writer

    def next(self) -> list[int]:
        """The most probable next token of each text."""
        found: list[int] = self._logits.argmax(dim=-1).tolist()
        return found

    def go_on(self, rows: Sequence[int], tokens: Sequence[int]) -> None:
        """Only these rows stay; each is followed by its token."""
        import torch

        if not rows:
            return
        if len(rows) < len(self._mask):
            kept = torch.tensor(rows, device=self._device)
            self._cache.reorder_cache(kept)
            self._mask = self._mask[kept]
        self._mask = torch.cat([self._mask, self._mask.new_ones(len(rows), 1)], dim=1)
        ids = torch.tensor(tokens, device=self._device)[:, None]
        self._read(ids, self._mask.sum(dim=1, keepdim=True) - 1)

    def _read(self, ids: Any, places: Any) -> None:
        import torch

        rows, width = ids.shape
        given = {"input_ids": ids, "attention_mask": self._mask, "past_key_values": self._cache}
        if self._places:
            given["position_ids"] = places
        last = torch.arange(1, rows + 1, device=self._device) * width - 1
        with only_at(self._model, last) as trim:
            told = self._model(**given, use_cache=True)
            self._logits = trim(told.logits).float()
        self._cache = told.past_key_values


class _MayEnd:
    """Whether a line has reached its length or a stop text; made into text only if need be."""

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        self._pieces: dict[int, str] = {}

    def __call__(self, line: _Line) -> bool:
        if len(line.new) >= line.prompt.max_tokens:
            return True
        piece = self._piece(line.new[-1])
        if not any(stop[-1] in piece or _NOT_WHOLE in piece for stop in line.prompt.stop if stop):
            return False
        text = self._tokenizer.decode(line.new, skip_special_tokens=True)
        return any(stop in text for stop in line.prompt.stop if stop)

    def _piece(self, token: int) -> str:
        if token not in self._pieces:
            self._pieces[token] = str(self._tokenizer.decode([token]))
        return self._pieces[token]


def _ends(model: Any, tokenizer: Any) -> set[int]:
    """Tokens that end a text, of the tokenizer and of the model."""
    settings = getattr(model, "generation_config", None)
    told = getattr(settings, "eos_token_id", None)
    some = told if isinstance(told, list | tuple) else [told]
    return {int(token) for token in (*some, tokenizer.eos_token_id) if token is not None}


def cut_at(text: str, stop: tuple[str, ...]) -> str:
    """The text up to the first of the stop texts."""
    ends = [place for each in stop if each and (place := text.find(each)) >= 0]
    return text[: min(ends)] if ends else text
