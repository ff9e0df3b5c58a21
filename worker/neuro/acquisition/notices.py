"""The last things that happened, each told once; what happens often is summed up."""

from __future__ import annotations

from collections import Counter, deque

from shared.errors import AppError, Param
from shared.neuro.acquisition import Notice
from shared.neuro.notice_sentences import notice_sentence
from shared.neuro.placed import EventKind, StreamEvent
from worker.neuro.event_summary import News
from worker.neuro.files.event_texts import event_text
from worker.neuro.sources.base import SourceNotice

KEEP = 50
SUM_S = 1.0
# These come with every chunk of a bad line.
_OFTEN: tuple[EventKind, ...] = ("gap", "found", "duplicate", "late", "disorder", "bad_time")
# What the recorder says; codes without a kind of their own are of kind `other`.
_KINDS = {
    "channel_bad": "quality",
    "channel_good": "quality",
    "not_finite": "quality",
    "finite_again": "quality",
    "disk_room": "room",
}


class Notices:
    """Numbered notices; the oldest are forgotten."""

    def __init__(self) -> None:
        self._kept: deque[Notice] = deque(maxlen=KEEP)
        self._seq = 0
        self._sums: Counter[EventKind] = Counter()
        self._summed_at = float("-inf")

    @property
    def last(self) -> tuple[Notice, ...]:
        """The newest, oldest first."""
        return tuple(self._kept)

    def event(self, event: StreamEvent) -> None:
        """Something about the stream's time."""
        if event.kind in _OFTEN:
            self._sums[event.kind] += event.count
        else:
            self._event(event)

    def sum_up(self, index: int, now_s: float) -> bool:
        """Tell the sums, at most once a second; True if there was something to tell."""
        if not self._sums or now_s - self._summed_at < SUM_S:
            return False
        self._summed_at = now_s
        for kind, count in self._sums.items():
            if count:
                self._event(StreamEvent(kind, index, count=count))
        self._sums.clear()
        return True

    def source(self, notice: SourceNotice, index: int) -> None:
        """Something that the source says."""
        self._add(notice.kind, notice.text, index, notice.code, dict(notice.params))

    def news(self, news: News, index: int) -> bool:
        """Something that the recorder says; True if the time line does not say it already."""
        if not news.code:
            return False
        kind = _KINDS.get(news.code, "other")
        self._add(kind, news.text, index, news.code, dict(news.params))
        return True

    def error(self, error: AppError, index: int) -> None:
        """Something that a person must act on."""
        self._add("error", str(error), index, error.code, error.params)

    def say(self, kind: str, index: int, code: str, **params: Param) -> None:
        """Anything else, by its code in `NOTICE_SENTENCES`."""
        self._add(kind, notice_sentence(code, params), index, code, params)

    def _event(self, event: StreamEvent) -> None:
        params: dict[str, Param] = {
            "count": event.count,
            "seconds": event.seconds,
            "rate_hz": event.rate_hz,
        }
        self._add(event.kind, event_text(event), event.index, event.kind, params)

    def _add(self, kind: str, text: str, index: int, code: str, params: dict[str, Param]) -> None:
        self._seq += 1
        self._kept.append(
            Notice(seq=self._seq, kind=kind, text=text, index=index, code=code, params=params)
        )
