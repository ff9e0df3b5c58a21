"""Texts as trees: what several of them begin with runs once, for all of them.

Sorted texts that begin alike are laid into one row, in which each token looks only at those that
come before it in its own text. Demonstrations, a query and its options are three levels of one such
tree; texts that share nothing worth it stay rows of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from worker.lm.tokens import common

# What it costs that a token looks at another one, in costs of a token (all its matrices).
LOOK = 1 / 700
MOST_WIDTH = 1024
# To sort, mask and pad costs something too.
LEAST_SHARED = 8


@dataclass(frozen=True)
class Segment:
    """Tokens that a text adds to a pack; they go on after the first `depth` tokens of its way."""

    begin: int
    depth: int
    way: tuple[int, ...]


@dataclass
class Pack:
    """One row of a pass.

    Attributes
    ----------
    texts : list of int
        Which of the texts it holds.
    ways : list of tuple of int
        For each of them, where its tokens lie in the row.
    tokens, depths : list of int
        Of the row: token, and its place in its own text.
    """

    texts: list[int] = field(default_factory=list)
    ways: list[tuple[int, ...]] = field(default_factory=list)
    tokens: list[int] = field(default_factory=list)
    depths: list[int] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)

    @property
    def width(self) -> int:
        """Tokens of the row."""
        return len(self.tokens)

    @property
    def is_plain(self) -> bool:
        """Whether all its texts lie on one way, so that each token may look at all before it."""
        return len(self.segments) == 1

    def add(self, text: int, ids: Sequence[int], shared: int) -> None:
        """Put a text in, whose first `shared` tokens are those of the text put in before it."""
        begin = len(self.tokens)
        before = self.ways[-1][:shared] if self.ways else ()
        new = range(begin, begin + len(ids) - shared)
        self.texts.append(text)
        self.ways.append((*before, *new))
        if new:
            self.tokens += ids[shared:]
            self.depths += range(shared, len(ids))
            self.segments.append(Segment(begin, shared, self.ways[-1]))


def packs_of(
    texts: Sequence[tuple[int, ...]], *, share: bool = True, most_texts: int = 256
) -> list[Pack]:
    """All texts, each in one pack; at most so many of them together."""
    if not share:
        return [_alone(text, ids) for text, ids in enumerate(texts)]
    order = sorted(range(len(texts)), key=lambda text: texts[text])
    packs: list[Pack] = []
    for place, text in enumerate(order):
        ids = texts[text]
        shared = common(texts[order[place - 1]], ids) if place else 0
        last = packs[-1] if packs else None
        if last and len(last.texts) < most_texts and _pays(last.width, len(ids), shared):
            last.add(text, ids, shared)
        else:
            packs.append(_alone(text, ids))
    return packs


def _alone(text: int, ids: tuple[int, ...]) -> Pack:
    pack = Pack()
    pack.add(text, ids, 0)
    return pack


def _pays(width: int, length: int, shared: int) -> bool:
    """Whether a text costs less in a row of so many tokens than in its own.

    In a row with branches every token is compared with every other one.
    """
    wider = width + length - shared
    if shared < LEAST_SHARED or wider > max(MOST_WIDTH, width):
        return False
    return length - shared + LOOK * (wider**2 - width**2) < length + LOOK * length**2


@dataclass(frozen=True)
class Batch:
    """Rows that run together, padded to one width."""

    packs: tuple[Pack, ...]

    @property
    def width(self) -> int:
        """Tokens of the widest row."""
        return max(pack.width for pack in self.packs)

    @property
    def is_plain(self) -> bool:
        """Whether no row has branches."""
        return all(pack.is_plain for pack in self.packs)


def batches_of(packs: Sequence[Pack], most_tokens: int, most_texts: int) -> list[Batch]:
    """Rows of like width together; those with branches apart, because they need a mask.

    A batch is not larger than the limits, unless it is one row.
    """
    made: list[Batch] = []
    for branched in (True, False):
        some = [pack for pack in packs if pack.is_plain != branched]
        some.sort(key=lambda pack: -pack.width)  # the widest first: what is too much fails at once
        held: list[Pack] = []
        texts = 0
        for pack in some:
            full = (len(held) + 1) * held[0].width > most_tokens if held else False
            if held and (full or texts + len(pack.texts) > most_texts):
                made.append(Batch(tuple(held)))
                held, texts = [], 0
            held.append(pack)
            texts += len(pack.texts)
        if held:
            made.append(Batch(tuple(held)))
    return made
