"""What a person is told of a stream: what is rare at once, what is frequent summed up."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from shared.errors import Param
from shared.neuro.notice_sentences import notice_sentence

EVERY_S = 1.0
# Nobody may be listening.
MOST_KEPT = 1000
# Channels that have a sentence of their own, if the same happens to several at once.
MOST_ALONE = 8
Counted = Literal["lost", "found", "twice", "late", "disordered", "timeless"]

_WORDS: dict[Counted, str] = {
    "lost": "{} samples were lost",
    "found": "{} samples that counted as lost have come",
    "twice": "{} samples came twice",
    "late": "{} samples came after their turn",
    "disordered": "{} samples came out of order and were put right",
    "timeless": "{} samples had no time",
}


@dataclass(frozen=True)
class News:
    """A sentence for a person; `code` is one of `NOTICE_SENTENCES`, or empty where the time line's
    own events say the same."""

    text: str
    code: str = ""
    params: Mapping[str, Param] = field(default_factory=dict)


def news_of(code: str, **params: Param) -> News:
    """News whose text is the sentence of its code."""
    return News(notice_sentence(code, params), code, params)


def gathered(news: list[News]) -> list[News]:
    """The same of more than a few channels in one sentence: a cap that comes off is one event."""
    groups: dict[tuple[str, Param], list[News]] = {}
    for each in news:
        if "label" in each.params:
            groups.setdefault((each.code, each.params.get("reasons", "")), []).append(each)
    told: list[News] = []
    for each in news:
        group = groups.get((each.code, each.params.get("reasons", "")), []) if each.code else []
        if len(group) <= MOST_ALONE:
            told.append(each)
        elif each is group[0]:
            told.append(_of_all(group))
    return told


def _of_all(group: list[News]) -> News:
    labels = [str(each.params["label"]) for each in group]
    params: dict[str, Param] = dict(group[0].params)
    params["label"] = f"{', '.join(labels[:MOST_ALONE])} … ({len(labels)})"
    if "count" in params:
        params["count"] = sum(int(each.params["count"]) for each in group)
    return news_of(group[0].code, **params)


class EventSummary:
    """Collects what happened; one sentence a second is enough for what happens often."""

    def __init__(self) -> None:
        self._news: deque[News] = deque(maxlen=MOST_KEPT)
        self._counts: Counter[Counted] = Counter()
        self._outside = 0
        self._told_at = float("-inf")

    def say(self, news: News) -> None:
        """Something to be told as it is."""
        self._news.append(news)

    def count(self, what: Counted, count: int) -> None:
        """Something to be summed up."""
        self._counts[what] += count

    def count_outside(self, count: int) -> None:
        """Markers where there are no samples, to be summed up too."""
        self._outside += count

    def take(self, now_s: float, *, everything: bool = False) -> list[News]:
        """What is to be told now; sums once a second, or at the end with `everything`."""
        news = gathered(list(self._news))
        self._news.clear()
        if everything or now_s - self._told_at >= EVERY_S:
            parts = [_WORDS[what].format(count) for what, count in self._counts.items() if count]
            if parts:
                news.append(News(", ".join(parts) + "."))
            if self._outside:
                news.append(news_of("markers_outside", count=self._outside))
            if self._counts or self._outside:
                self._told_at = now_s
            self._counts.clear()
            self._outside = 0
        return news
