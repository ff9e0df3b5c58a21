"""A prompt and its attacked form as one text with what went and what came."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

Mark = Literal["same", "gone", "come"]
_PART = re.compile(r"\s+|\{[A-Za-z_]\w*\}|[\w'’\-]+|[^\w\s]")


class Segment(NamedTuple):
    """A piece of the text; `gone` is of the prompt before, `come` of that after."""

    text: str
    mark: Mark


def segments(before: str, after: str) -> tuple[Segment, ...]:
    """Both texts in one: without what came it is `before`, without what went it is `after`."""
    return tuple(_joined(_parts(before, after)))


def _parts(before: str, after: str) -> Iterator[Segment]:
    old, new = _PART.findall(before), _PART.findall(after)
    matcher = SequenceMatcher(lambda part: part.isspace(), old, new, autojunk=False)
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            yield Segment("".join(old[i:j]), "same")
            continue
        if j > i:
            yield Segment("".join(old[i:j]), "gone")
        if m > k:
            yield Segment("".join(new[k:m]), "come")


def _joined(parts: Iterator[Segment]) -> Iterator[Segment]:
    waiting: Segment | None = None
    for part in parts:
        if waiting is not None and waiting.mark == part.mark:
            waiting = Segment(waiting.text + part.text, part.mark)
            continue
        if waiting is not None:
            yield waiting
        waiting = part
    if waiting is not None:
        yield waiting
