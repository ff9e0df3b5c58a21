"""From chunks as they come to slots on one monotone time line; what is lost is counted."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from shared.neuro.chunks import Chunk
from shared.neuro.clock_line import MEASURED_PPM, PROMISED_PPM, ClockLine
from shared.neuro.latency import Latency
from shared.neuro.offset_line import OffsetLine
from shared.neuro.open_gaps import OpenGaps
from shared.neuro.placed import Counts, EventKind, Gap, Placed, StreamEvent
from shared.neuro.rate_watch import WINDOW_S as RATE_WINDOW_S
from shared.neuro.rate_watch import RateWatch
from shared.neuro.runs import deduce_again, runs
from shared.neuro.seen import SeenSamples
from shared.neuro.stamp_watch import USUAL_JITTER_S, StampWatch

__all__ = ["Counts", "Gap", "Placed", "StreamEvent", "Timeline"]

# A longer silence is told as a jump of the clock unless the arrival confirms it.
MAX_GAP_S = 3600.0
# A lasting step back of less than this corrects the line; it is no jump that anybody must know of.
TELL_JUMP_S = 0.01


class Timeline:
    """Gives every sample of one regular stream a slot and a time.

    Decisions are made at once, sample by sample: nothing waits. A step of the stamps that cannot be
    jitter is a gap; stamps that no sample can have (before their own arrival, or of slots that hold
    other samples) are a jump of the sender's clock and are taken out. Loss that is smaller than the
    jitter is seen after one or two seconds, as a step that lasts.

    Parameters
    ----------
    rate_hz : float
        Rate that the stream promises; > 0.
    offset_s : float or None
        Clock of this computer minus clock of the sender, as first measured; None if not known:
        times are then those of the sender.
    """

    def __init__(self, rate_hz: float, offset_s: float | None = None) -> None:
        if not rate_hz > 0:
            raise ValueError(f"a time line needs a regular stream, not {rate_hz} Hz")
        self.rate_hz = rate_hz
        self.counts = Counts()
        self._offsets = OffsetLine(offset_s)
        self._latency = Latency(absolute=offset_s is not None)
        self._watch = StampWatch(rate_hz)
        self._rates = RateWatch(rate_hz)
        self._open = OpenGaps(rate_hz)
        self._line: ClockLine | None = None
        self._seen: SeenSamples | None = None
        self._jumps_s = 0.0
        self._next = 0
        self._last_time_s = -math.inf
        self._last_stamp_s = math.nan
        self._deduced_hz: float | None = None
        self._gaps: list[Gap] = []
        self._events: list[StreamEvent] = []

    @property
    def jitter_s(self) -> float:
        """Largest error of a stamp in the last seconds."""
        return self._watch.jitter_s

    def add(self, chunk: Chunk) -> Placed:
        """Place one chunk of any length, as it was received."""
        self._gaps, self._events = [], []
        self._count(received=len(chunk))
        chunk = self._finite(chunk)
        if not len(chunk):
            return self._placed(chunk, [], [])
        if self._line is None:
            self._line = ClockLine(self.rate_hz, 0, float(chunk.times_s[0]), PROMISED_PPM)
            self._seen = SeenSamples(self.rate_hz, chunk.samples.shape[1])
        if self._deduced_hz is not None:
            times_s = deduce_again(chunk.times_s, self._deduced_hz, self.rate_hz)
            chunk = replace(chunk, times_s=times_s)
        chunk = self._sorted(chunk)
        rows: list[np.ndarray] = []
        indices: list[np.ndarray] = []
        for start, stop in self._runs(chunk.times_s):
            kept = self._keep_new(chunk, np.arange(start, stop))
            if len(kept) and self._make_room(chunk.times_s[kept], chunk.arrived_s):
                rows.append(kept)
                indices.append(self._accept(chunk.rows(kept)))
        self._judge_rate()
        self._judge_lasting_step()
        return self._placed(chunk, rows, indices)

    def set_offset(self, offset_s: float) -> None:
        """Tell a new measurement of the clock offset (s); times follow it smoothly.

        One that is far from all before it belongs to a jump of the sender's clock: it is used only
        if the stamps have jumped too.
        """
        if self._line is None:  # there is no time yet to which a measurement could belong
            self._offsets = OffsetLine(offset_s)
        else:
            self._offsets.add(self._now_s(), offset_s - self._jumps_s)
        if not self._latency.absolute:
            self._latency = Latency(absolute=True)
            # From here on times are those of another clock: they rise again from its now.
            self._last_time_s += self._offsets.at(self._now_s())

    def time_of(self, index: int | np.ndarray) -> np.ndarray:
        """Times (s), float64, of slots by what is known now."""
        if self._line is None:
            return np.full(np.shape(index), np.nan)
        times_s = self._line.predict(index)
        return np.asarray(times_s + self._offsets.at(self._now_s()))

    def index_of(self, time_s: float | np.ndarray) -> np.ndarray:
        """Slots, float64 with their fraction, at times (s): the inverse of `time_of`."""
        if self._line is None:
            return np.full(np.shape(time_s), np.nan)
        return self._line.slot(np.asarray(time_s) - self._offsets.at(self._now_s()))

    def _now_s(self) -> float:
        """The sender's time, without its jumps, at the next slot."""
        return 0.0 if self._line is None else float(self._line.predict(self._next))

    def _finite(self, chunk: Chunk) -> Chunk:
        good = np.isfinite(chunk.times_s)
        if good.all():
            return chunk
        self._tell("bad_time", count=int((~good).sum()))
        return chunk.rows(good)

    def _sorted(self, chunk: Chunk) -> Chunk:
        """The chunk with its samples in the order of exact stamps, if all of them are still due."""
        stamps = chunk.times_s + self._jumps_s
        steps = np.diff(stamps)
        due_s = self._now_s() - 0.5 / self.rate_hz
        if not (steps < 0).any() or stamps.min() < due_s or not self._watch.exact():
            return chunk
        if (np.abs(steps) > MAX_GAP_S).any():
            return chunk
        count = int((stamps < np.maximum.accumulate(stamps)).sum())
        self._count(disordered=count)
        self._tell("disorder", count=count)
        return chunk.rows(np.argsort(stamps, kind="stable"))

    def _runs(self, stamps: np.ndarray) -> list[tuple[int, int]]:
        half_s = 0.5 / self.rate_hz
        allowed_s = half_s if self._watch.exact() else max(half_s, self._watch.jitter_s)
        return runs(stamps, 1.0 / self.rate_hz, allowed_s)

    def _keep_new(self, chunk: Chunk, rows: np.ndarray) -> np.ndarray:
        """Rows of a run that did not come before."""
        assert self._seen is not None
        if chunk.times_s[rows[0]] + self._jumps_s > self._now_s() - 0.5 / self.rate_hz:
            return rows
        again = self._seen.again(chunk.samples[rows], chunk.times_s[rows])
        if again.any():
            self._count(duplicated=int(again.sum()))
            self._tell("duplicate", count=int(again.sum()))
        return np.asarray(rows[~again])

    def _make_room(self, raw: np.ndarray, arrived_s: float) -> bool:
        """Move on to the slot of a run's first sample; False if the run comes too late for any."""
        step_s = self._step_s(raw)
        half_s = 0.5 / self.rate_hz
        if step_s < -half_s:
            return self._look_back(raw, step_s, arrived_s)
        stamp_s = float(raw[-1]) + self._jumps_s + self._offsets.at(self._now_s())
        if step_s > half_s:
            confirmed = step_s <= MAX_GAP_S or self._latency.confirms(arrived_s, stamp_s)
            if not confirmed or self._latency.impossible(arrived_s, stamp_s):
                self._jump(raw, step_s, arrived_s)
            elif self._watch.exact(step_s) or step_s > self._watch.usual_s:
                self._lose(max(1, round(step_s * self.rate_hz)))
        return True

    def _look_back(self, raw: np.ndarray, step_s: float, arrived_s: float) -> bool:
        """Stamps of the past: late samples, jitter, or another clock."""
        first = self._next + round(step_s * self.rate_hz)
        if self._watch.exact(step_s) and self._open.take(first, len(raw)):
            self._count(lost=-len(raw), late=len(raw))
            self._tell("late", count=len(raw))
            return False
        if -step_s > self._watch.usual_s:
            self._jump(raw, step_s, arrived_s)
            return True
        if self._watch.exact():
            # Exact stamps never go back: what was told as lost just before came after all.
            self._find(min(round(-step_s * self.rate_hz), self._open.recent(self._next)))
        return True

    def _accept(self, chunk: Chunk) -> np.ndarray:
        assert self._line is not None
        assert self._seen is not None
        indices = np.arange(self._next, self._next + len(chunk))
        stamps = chunk.times_s + self._jumps_s
        error_s = self._step_s(chunk.times_s)
        self._line.update(indices, stamps - error_s + self._watch.believed(error_s))
        self._watch.add(self._now_s(), error_s, len(chunk))
        self._rates.add(stamps)
        self._seen.add(chunk.samples, chunk.times_s)
        self._latency.add(chunk.arrived_s, float(stamps[-1]) + self._offsets.at(float(stamps[-1])))
        self._last_stamp_s = float(stamps[-1])
        self._next += len(chunk)
        self._count(placed=len(chunk))
        return indices

    def _step_s(self, raw: np.ndarray) -> float:
        """How much later (s) a run's stamps are than the next slots."""
        assert self._line is not None
        expected = self._line.predict(np.arange(self._next, self._next + len(raw)))
        errors = np.sort(raw + self._jumps_s - expected)
        # np.median, which costs several times as much for the few samples of a chunk.
        return float(errors[(len(errors) - 1) // 2] + errors[len(errors) // 2]) / 2

    def _lose(self, count: int) -> None:
        start, self._next = self._next, self._next + count
        self._open.add(start, count)
        times_s = self.time_of(np.array([start, self._next]))
        self._gaps.append(Gap(start, count, float(times_s[0]), float(times_s[1])))
        self._count(lost=count)
        self._tell("gap", count=count)

    def _find(self, count: int) -> None:
        """`count` samples that were taken for lost were only stamped late."""
        if count > 0 and self._line is not None:
            self._open.forget(count)
            self._line.move(-count / self.rate_hz)
            self._take_back(count)

    def _take_back(self, count: int) -> None:
        if count:
            self._count(lost=-count)
            self._tell("found", count=count)

    def _jump(self, raw: np.ndarray, step_s: float, arrived_s: float) -> None:
        """Take a jump of the sender's clock out; what was lost meanwhile is told by arrival."""
        ended_s = self._now_s() + len(raw) / self.rate_hz
        missing_s = self._latency.late_s(arrived_s, ended_s + self._offsets.at(ended_s))
        if missing_s > USUAL_JITTER_S:
            self._lose(round(missing_s * self.rate_hz))
            step_s = self._step_s(raw)
        self._jumps_s -= step_s
        self._watch.forget()
        self._rates.forget()
        self._count(clock_jumps=1)
        self._tell("clock_jump", seconds=step_s)

    def _judge_rate(self) -> None:
        other = self._rates.other_rate()
        if other is None:
            return
        # What was taken for loss while the rate was not known was none.
        self._take_back(self._open.recent(self._next, RATE_WINDOW_S))
        if other.deduced:
            self._deduced_hz = self.rate_hz
        self.rate_hz = other.rate_hz
        at_s = self._last_stamp_s + 1.0 / self.rate_hz
        self._line = ClockLine(self.rate_hz, self._next, at_s, MEASURED_PPM)
        self._watch, self._rates = StampWatch(self.rate_hz), RateWatch(self.rate_hz)
        self._open = OpenGaps(self.rate_hz)
        self._events.append(StreamEvent("rate", self._next, rate_hz=self.rate_hz))

    def _judge_lasting_step(self) -> None:
        step_s = self._watch.lasting_step_s()
        count = round(abs(step_s) * self.rate_hz)
        if not count or self._line is None:
            return
        if step_s > 0:
            self._lose(count)
        elif self._open.recent(self._next) >= count:
            self._find(count)
        else:
            self._line.move(step_s)
            if -step_s > TELL_JUMP_S:
                self._count(clock_jumps=1)
                self._tell("clock_jump", seconds=step_s)
        self._watch.forget()

    def _placed(self, chunk: Chunk, rows: list[np.ndarray], indices: list[np.ndarray]) -> Placed:
        slots = np.concatenate([np.empty(0, np.int64), *indices])
        kept = chunk.rows(np.concatenate([np.empty(0, np.int64), *rows]))
        times_s = self._monotone(self.time_of(slots))
        placed = Chunk(kept.samples, times_s, chunk.arrived_s)
        return Placed(placed, slots, tuple(self._gaps), tuple(self._events))

    def _monotone(self, times_s: np.ndarray) -> np.ndarray:
        """Times that rise: after a correction backwards they go on slowly until it is made up."""
        if not len(times_s):
            return times_s
        least = self._last_time_s + np.arange(1, len(times_s) + 1) * (0.1 / self.rate_hz)
        times_s = np.maximum(times_s, least)
        self._last_time_s = float(times_s[-1])
        return np.asarray(times_s)

    def _count(self, **more: int) -> None:
        now = {name: getattr(self.counts, name) + count for name, count in more.items()}
        self.counts = replace(self.counts, **now)

    def _tell(self, kind: EventKind, count: int = 0, seconds: float = 0.0) -> None:
        self._events.append(StreamEvent(kind, self._next, count=count, seconds=seconds))
