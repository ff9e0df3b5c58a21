"""A sender whose every sample is known: channel 0 is its number, true time = number / rate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from shared.neuro.chunks import Chunk
from shared.neuro.timing import Counts, Gap, StreamEvent, Timeline

LATENCY_S = 0.01


@dataclass
class Sender:
    """Chunks of `size` samples at `rate_hz`, stamped by a clock that runs `ppm` fast.

    `jitter_s` makes the stamps of a whole chunk late by a random time; `stall_s` their arrival.
    """

    rate_hz: float = 250.0
    size: int = 10
    offset_s: float = 5000.0
    ppm: float = 0.0
    jitter_s: float = 0.0
    stall_s: float = 0.0
    seed: int = 1
    _rng: np.random.Generator = field(init=False)

    def __post_init__(self) -> None:
        self._rng = np.random.default_rng(self.seed)

    def stamp(self, true_s: np.ndarray) -> np.ndarray:
        return self.offset_s + np.asarray(true_s) * (1 + self.ppm * 1e-6)

    def chunk(self, numbers: np.ndarray) -> Chunk:
        """The chunk that holds the samples with these numbers."""
        true_s = numbers / self.rate_hz
        noise = np.random.default_rng(3).normal(0, 10, (1, 3)) + numbers[:, None] % 17
        samples = np.concatenate([numbers[:, None], noise], axis=1).astype(np.float32)
        late_s = self._rng.uniform(0, self.jitter_s) if self.jitter_s else 0.0
        stall_s = self._rng.uniform(0, self.stall_s) if self.stall_s else 0.0
        arrived_s = 100.0 + float(true_s.max()) + late_s + stall_s + LATENCY_S
        return Chunk(samples, self.stamp(true_s) + late_s, arrived_s)

    def chunks(self, seconds: float) -> list[Chunk]:
        count = int(seconds * self.rate_hz)
        return [
            self.chunk(np.arange(start, min(start + self.size, count)))
            for start in range(0, count, self.size)
        ]


@dataclass
class Seen:
    """Everything that a time line said."""

    numbers: np.ndarray
    times_s: np.ndarray
    indices: np.ndarray
    gaps: list[Gap]
    events: list[StreamEvent]
    counts: Counts

    def kinds(self) -> list[str]:
        return [event.kind for event in self.events]

    def of(self, kind: str) -> list[StreamEvent]:
        return [event for event in self.events if event.kind == kind]


def follow(timeline: Timeline, chunks: Iterable[Chunk]) -> Seen:
    """Feed chunks and check what must hold whatever comes."""
    placed = [timeline.add(chunk) for chunk in chunks]
    indices = np.concatenate([p.indices for p in placed])
    times_s = np.concatenate([p.chunk.times_s for p in placed])
    gaps = [gap for p in placed for gap in p.gaps]
    assert (np.diff(indices) > 0).all()
    assert (np.diff(times_s) > 0).all()
    assert len(indices) == timeline.counts.placed
    missing = {i for gap in gaps for i in range(gap.start_index, gap.start_index + gap.n_missing)}
    assert not missing & set(indices.tolist())
    if len(indices):
        assert missing | set(indices.tolist()) >= set(range(int(indices[-1]) + 1))
    counts = timeline.counts
    dropped = sum(event.count for p in placed for event in p.events if event.kind == "bad_time")
    assert counts.received == counts.placed + counts.duplicated + counts.late + dropped
    return Seen(
        np.concatenate([p.chunk.samples[:, 0] for p in placed]).astype(int),
        times_s,
        indices,
        gaps,
        [event for p in placed for event in p.events],
        counts,
    )
