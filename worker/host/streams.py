"""Latest-wins streams: what waits, is replaced or is too late, without clock or sockets."""

from __future__ import annotations

from dataclasses import dataclass, field

from shared.protocol.frames import Blob
from shared.protocol.messages import StreamPush


def run_id(client: bytes, name: str) -> str:
    """What the engine knows the running item of a stream by."""
    return f"stream:{client.hex()}:{name}"


@dataclass
class StreamItem:
    """The newest item of a stream; `deadline` in seconds of the host's monotonic clock."""

    client: bytes
    push: StreamPush
    blobs: list[Blob]
    deadline: float


@dataclass
class _Stream:
    waiting: StreamItem | None = None
    running: StreamItem | None = None
    dropped: int = 0


@dataclass
class StreamTable:
    """All open streams; in each, at most one item waits, and at most until its deadline."""

    _streams: dict[tuple[bytes, str], _Stream] = field(default_factory=dict)
    _late: list[tuple[StreamItem, int]] = field(default_factory=list)

    def push(self, client: bytes, push: StreamPush, blobs: list[Blob], now: float) -> None:
        """Offer an item; the one that waited is dropped and counted."""
        stream = self._streams.setdefault((client, push.stream), _Stream())
        if stream.waiting is not None:
            stream.dropped += 1
        stream.waiting = StreamItem(client, push, blobs, now + push.deadline_ms / 1000)

    def next_item(self, now: float) -> StreamItem | None:
        """The waiting item of an idle stream with the nearest deadline; late ones are dropped."""
        ready: list[tuple[StreamItem, _Stream]] = []
        for stream in self._streams.values():
            item = stream.waiting
            if item is not None and item.deadline < now:
                stream.dropped += 1
                self._late.append((item, stream.dropped))
                stream.waiting, item = None, None
            if item is not None and stream.running is None:
                ready.append((item, stream))
        if not ready:
            return None
        item, stream = min(ready, key=lambda pair: pair[0].deadline)
        stream.waiting, stream.running = None, item
        return item

    def take_late(self) -> list[tuple[StreamItem, int]]:
        """Items that `next_item` dropped since the last call, each with the drops so far."""
        late, self._late = self._late, []
        return late

    def finish(self, client: bytes, name: str) -> tuple[StreamItem, int] | None:
        """The running item of a stream has ended; returns it and the drops so far."""
        stream = self._streams.get((client, name))
        if stream is None or stream.running is None:
            return None
        item, stream.running = stream.running, None
        return item, stream.dropped

    def engine_lost(self) -> list[tuple[StreamItem, int]]:
        """No item runs any more; returns those that did."""
        lost = []
        for stream in self._streams.values():
            if stream.running is not None:
                stream.dropped += 1
                lost.append((stream.running, stream.dropped))
                stream.running = None
        return lost

    def close(self, client: bytes, name: str | None = None) -> list[str]:
        """Forget a stream, or all of a client; the ids of the runs that nobody waits for now."""
        closed = [key for key in self._streams if key[0] == client and name in (None, key[1])]
        return [run_id(*key) for key in closed if self._streams.pop(key).running is not None]

    def waiting(self) -> bool:
        """True if an item could start."""
        return any(s.waiting is not None and s.running is None for s in self._streams.values())
