"""What an attack changed in a prompt, word by word."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from shared.robustness.figures import Edit
from shared.robustness.prompt import words_of

# What stands between spaces: marks belong to it, because attacks write them into words.
_TOKEN = re.compile(r"\{[A-Za-z_]\w*\}|(?:(?!\{[A-Za-z_]\w*\})\S)+")
_LEADING = re.compile(r"^[^\w{]*")
_TRAILING = re.compile(r"[^\w}]*$")


def edits_between(before: str, after: str) -> tuple[Edit, ...]:
    """The edits that make one prompt of the other, in the order of the words.

    Words that are replaced one by one are told apart; where their number changes, they are one
    edit. Only spaces between words make no edit.
    """
    old, new = list(_TOKEN.finditer(before)), list(_TOKEN.finditer(after))
    begins = [word.begin for word in words_of(before, ())]
    matcher = SequenceMatcher(
        None, [one.group() for one in old], [one.group() for one in new], autojunk=False
    )
    found: list[Edit] = []
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "equal":
            continue
        for gone, come in _paired(old[i:j], new[k:m]):
            at = gone[0].start() if gone else (old[i].start() if i < len(old) else len(before))
            edit = _edit(before, after, gone, come, begins, at)
            if edit is not None:
                found.append(edit)
    return tuple(found)


Tokens = Sequence[re.Match[str]]


def _paired(old: Tokens, new: Tokens) -> Iterator[tuple[Tokens, Tokens]]:
    if len(old) == len(new):
        yield from (((one,), (other,)) for one, other in zip(old, new, strict=True))
    else:
        yield old, new


def _edit(
    before: str, after: str, gone: Tokens, come: Tokens, begins: Sequence[int], at: int
) -> Edit | None:
    one, other = _span(before, gone), _span(after, come)
    lead = _alike(_part(_LEADING, one), _part(_LEADING, other))
    tail = _alike(_part(_TRAILING, one)[::-1], _part(_TRAILING, other)[::-1])
    if gone and come:
        one, other = one[lead : len(one) - tail], other[lead : len(other) - tail]
    if one == other:
        return None
    place = bisect_left(begins, at)
    if not one:
        return Edit(kind="insert", at=place, after=other)
    if not other:
        return Edit(kind="delete", at=place, before=one)
    return Edit(kind="replace", at=place, before=one, after=other)


def _span(text: str, tokens: Tokens) -> str:
    return text[tokens[0].start() : tokens[-1].end()] if tokens else ""


def _part(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match.group() if match else ""


def _alike(one: str, other: str) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count
