"""The time line under every fault of time, against samples whose true time is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.neuro.chunks import Chunk
from shared.neuro.timing import Timeline
from tests.unit.neuro.core.sender import Seen, Sender, follow


def line_of(sender: Sender) -> Timeline:
    """A time line that was told the clock offset: its times are 100 + true time."""
    return Timeline(sender.rate_hz, 100.0 - sender.offset_s)


def errors_s(seen: Seen, rate_hz: float) -> np.ndarray:
    return np.asarray(seen.times_s - 100.0 - seen.numbers / rate_hz)


@settings(deadline=None, max_examples=12)
@given(
    st.sampled_from([100.0, 250.0, 256.0, 1000.0]),
    st.lists(st.integers(1, 60), min_size=1, max_size=40),
    st.floats(-1e6, 1e6),
)
def test_a_good_stream_is_passed_on_however_it_is_cut(
    rate_hz: float, sizes: list[int], offset_s: float
) -> None:
    sender = Sender(rate_hz=rate_hz, offset_s=offset_s)
    starts = np.cumsum([0, *sizes])
    chunks = [sender.chunk(np.arange(a, a + n)) for a, n in zip(starts, sizes, strict=False)]
    seen = follow(line_of(sender), chunks)
    assert seen.numbers.tolist() == seen.indices.tolist() == list(range(sum(sizes)))
    assert not seen.events
    assert np.abs(errors_s(seen, rate_hz)).max() < 1e-6


@settings(deadline=None, max_examples=16)
@given(
    st.sampled_from([0.001, 0.01, 0.05, 0.2, 0.4]),
    st.integers(0, 10_000),
    st.sampled_from([250, 1000]),
)
def test_random_loss_is_counted_exactly(share: float, seed: int, rate_hz: int) -> None:
    sender = Sender(rate_hz=rate_hz)
    lost = np.random.default_rng(seed).random(5 * rate_hz) < share
    lost[[0, -1]] = False  # nobody knows of what came before the first and after the last
    chunks = [c.rows(~lost[c.samples[:, 0].astype(int)]) for c in sender.chunks(5)]
    seen = follow(line_of(sender), chunks)
    assert seen.counts.lost == lost.sum()
    assert sum(gap.n_missing for gap in seen.gaps) == lost.sum()
    assert np.array_equal(seen.numbers, seen.indices)
    assert np.abs(errors_s(seen, rate_hz)).max() < 1e-6


@pytest.mark.parametrize("burst_s", [0.3, 1.0, 3.0])
@pytest.mark.parametrize("ppm", [0, 100])
def test_a_burst_is_one_gap_with_its_times(burst_s: float, ppm: float) -> None:
    sender = Sender(ppm=ppm)
    start, count = 1003, round(burst_s * 250)
    chunks = []
    for chunk in sender.chunks(12):
        number = chunk.samples[:, 0]
        chunks.append(chunk.rows((number < start) | (number >= start + count)))
    seen = follow(Timeline(250.0, 100.0 - sender.offset_s), chunks)
    (gap,) = seen.gaps
    assert (gap.start_index, gap.n_missing) == (start, count)
    assert gap.from_s == pytest.approx(100 + start / 250, abs=2e-3)
    assert gap.to_s - gap.from_s == pytest.approx(burst_s, abs=1e-3)
    assert np.array_equal(seen.numbers, seen.indices)


def test_a_chunk_that_comes_twice_is_dropped_once() -> None:
    sender = Sender()
    chunks = sender.chunks(4)
    doubled = [c for i, chunk in enumerate(chunks) for c in [chunk] * (2 if i % 7 == 3 else 1)]
    seen = follow(line_of(sender), doubled)
    assert seen.counts.duplicated == 10 * sum(i % 7 == 3 for i in range(len(chunks)))
    assert seen.counts.lost == seen.counts.clock_jumps == 0
    assert seen.numbers.tolist() == list(range(1000))


def test_a_chunk_half_of_which_is_known_gives_its_other_half() -> None:
    sender = Sender()
    chunks = [sender.chunk(np.arange(a, a + 10)) for a in (0, 10, 15, 25)]
    seen = follow(line_of(sender), chunks)
    assert seen.numbers.tolist() == list(range(35))
    assert (seen.counts.duplicated, seen.counts.lost) == (5, 0)


def test_a_late_chunk_is_told_and_no_longer_counted_as_lost() -> None:
    sender = Sender()
    chunks = sender.chunks(4)
    chunks[20], chunks[21] = chunks[21], chunks[20]
    seen = follow(line_of(sender), chunks)
    assert (seen.counts.late, seen.counts.lost) == (10, 0)
    assert [(g.start_index, g.n_missing) for g in seen.gaps] == [(200, 10)]
    assert seen.kinds() == ["gap", "late"]
    assert np.array_equal(seen.numbers, seen.indices)


def test_disorder_within_one_chunk_is_put_right() -> None:
    sender = Sender(size=20)
    chunks = sender.chunks(4)
    mixed = np.r_[5:10, 0:5, 10:20]
    chunks[9] = chunks[9].rows(mixed)
    seen = follow(line_of(sender), chunks)
    assert seen.numbers.tolist() == list(range(1000))
    assert seen.counts.lost == seen.counts.late == 0
    # Put right, but not in silence.
    assert [event.count for event in seen.of("disorder")] == [5]
    assert seen.counts.disordered == 5


@pytest.mark.parametrize("jump_s", [200_000.0, -200_000.0, -2.0, 2.0, 30.0])
@pytest.mark.parametrize("at", [500, 503])  # between two chunks and in the middle of one
def test_a_jump_of_the_clock_is_taken_out(jump_s: float, at: int) -> None:
    sender = Sender()
    chunks = []
    for chunk in sender.chunks(10):
        after = chunk.samples[:, 0] >= at
        chunks.append(Chunk(chunk.samples, chunk.times_s + after * jump_s, chunk.arrived_s))
    seen = follow(line_of(sender), chunks)
    assert seen.counts.clock_jumps == 1
    (event,) = seen.of("clock_jump")
    assert event.seconds == pytest.approx(jump_s, abs=1e-3)
    assert event.index == at
    assert seen.counts.lost == seen.counts.duplicated == seen.counts.late == 0
    assert np.abs(errors_s(seen, 250.0)).max() < 1e-3


def test_a_jump_back_and_forth_with_new_offsets_on_the_way() -> None:
    sender = Sender()
    timeline = line_of(sender)
    chunks = []
    for chunk in sender.chunks(40):
        number = chunk.samples[0, 0]
        jump_s = 200_000.0 if 2500 <= number < 6000 else 0.0
        chunks.append(Chunk(chunk.samples, chunk.times_s + jump_s, chunk.arrived_s))
    parts = []
    for index, chunk in enumerate(chunks):
        if index % 125 == 60:  # every 5 s, also between the jump and its measurement
            jump_s = float(chunk.times_s[0] > 100_000) * 200_000.0
            timeline.set_offset(100.0 - sender.offset_s - jump_s)
        parts.append(timeline.add(chunk))
    times_s = np.concatenate([p.chunk.times_s for p in parts])
    assert timeline.counts.clock_jumps == 2
    assert timeline.counts.lost == 0
    assert np.abs(times_s - 100.0 - np.arange(10_000) / 250).max() < 1e-3


@pytest.mark.parametrize("jump_s", [200_000.0, -200_000.0])
def test_a_restart_with_another_clock_tells_the_time_that_was_lost(jump_s: float) -> None:
    sender = Sender()
    chunks = []
    for chunk in sender.chunks(12):
        number = chunk.samples[0, 0]
        if number < 1000 or number >= 1750:  # 3 s are missing
            moved = chunk.times_s + (jump_s if number >= 1750 else 0.0)
            chunks.append(Chunk(chunk.samples, moved, chunk.arrived_s))
    seen = follow(line_of(sender), chunks)
    assert seen.counts.clock_jumps == 1
    assert seen.counts.lost == pytest.approx(750, abs=5)
    assert np.abs(errors_s(seen, 250.0)).max() < 0.02


@pytest.mark.parametrize("ppm", [-100, 100])
@pytest.mark.parametrize("noise_s", [0.0, 1e-4])
def test_drift_leaves_no_more_than_two_ms(ppm: float, noise_s: float) -> None:
    sender = Sender(ppm=ppm)
    timeline = line_of(sender)
    rng = np.random.default_rng(4)
    times_s = []
    for index, chunk in enumerate(sender.chunks(90)):
        if index % 125 == 0:
            here_s = 100.0 + index * 10 / 250
            timeline.set_offset(here_s - float(chunk.times_s[0]) + rng.normal(0, noise_s))
        times_s.append(timeline.add(chunk).chunk.times_s)
    errors = np.concatenate(times_s) - 100.0 - np.arange(90 * 250) / 250
    assert timeline.counts.lost == timeline.counts.clock_jumps == 0
    assert np.abs(errors[60 * 250 :]).max() < 2e-3


@pytest.mark.parametrize(
    ("rate_hz", "jitter_s"),
    [(250.0, 0.002), (250.0, 0.05), (250.0, 0.2), (1000.0, 0.0005), (1000.0, 0.05)],
)
@pytest.mark.parametrize("seed", [1, 2])
def test_jitter_is_no_loss_and_is_smoothed(rate_hz: float, jitter_s: float, seed: int) -> None:
    sender = Sender(rate_hz=rate_hz, size=int(rate_hz / 25), jitter_s=jitter_s, seed=seed)
    timeline = line_of(sender)
    seen = follow(timeline, sender.chunks(40))
    assert seen.counts.lost == 0
    assert seen.counts.clock_jumps == 0
    # Only a first step may by chance look like loss; it is taken back at once.
    assert all(gap.start_index < rate_hz for gap in seen.gaps)
    assert seen.numbers.tolist() == list(range(int(40 * rate_hz)))
    settled = errors_s(seen, rate_hz)[seen.numbers > 20 * rate_hz]
    # Stamps are late by half the jitter on average: nothing in them tells that.
    assert np.abs(settled - jitter_s / 2).max() < 0.1 * jitter_s
    assert timeline.jitter_s > 0.3 * jitter_s


def test_a_late_arrival_of_exact_stamps_is_nothing() -> None:
    sender = Sender(stall_s=0.2)
    seen = follow(line_of(sender), sender.chunks(20))
    assert not seen.events
    assert np.abs(errors_s(seen, 250.0)).max() < 1e-6


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("hiccup_s", [0.03, 0.1])
def test_a_hiccup_of_a_sender_that_stamps_when_it_sends(seed: int, hiccup_s: float) -> None:
    rng = np.random.default_rng(seed)
    sender = Sender(rate_hz=1000.0, size=20)
    delay_s, chunks = 0.0, []
    for index, chunk in enumerate(sender.chunks(20)):
        # One chunk is sent late; those behind it catch up.
        delay_s = hiccup_s if index in (3, 400, 700) else max(0.0, delay_s - 0.015)
        late_s = delay_s + rng.uniform(0, 2e-4)
        chunks.append(Chunk(chunk.samples, chunk.times_s + late_s, chunk.arrived_s + late_s))
    seen = follow(line_of(sender), chunks)
    assert seen.counts.lost == 0
    assert seen.counts.clock_jumps == 0


@pytest.mark.parametrize(("burst_s", "seed"), [(1.0, 1), (3.0, 2), (0.3, 3)])
def test_a_burst_in_jitter_is_counted_about_right(burst_s: float, seed: int) -> None:
    sender = Sender(jitter_s=0.1, seed=seed)
    count = round(burst_s * 250)
    chunks = [c for c in sender.chunks(40) if not 5000 <= c.samples[0, 0] < 5000 + count]
    seen = follow(line_of(sender), chunks)
    assert seen.counts.lost == pytest.approx(count, abs=0.05 * 250)


@pytest.mark.parametrize("factor", [0.5, 2.0])
@pytest.mark.parametrize("auto_stamps", [False, True])
def test_a_wrong_rate_is_told_and_is_no_loss(factor: float, auto_stamps: bool) -> None:
    promised = 250.0
    sender = Sender(rate_hz=promised * factor)
    chunks = []
    for chunk in sender.chunks(30):
        times_s = chunk.times_s
        if auto_stamps:  # LSL deduces the stamps within a chunk from the promised rate
            times_s = times_s[-1] - np.arange(len(chunk))[::-1] / promised
        chunks.append(Chunk(chunk.samples, times_s, chunk.arrived_s))
    timeline = Timeline(promised, 100.0 - sender.offset_s)
    seen = follow(timeline, chunks)
    assert timeline.rate_hz == pytest.approx(promised * factor, rel=0.02)
    assert [event.rate_hz for event in seen.of("rate")] == [timeline.rate_hz]
    assert seen.counts.lost == 0
    settled = errors_s(seen, sender.rate_hz)[seen.numbers > 15 * sender.rate_hz]
    assert np.abs(settled).max() < 0.05


def test_times_without_a_number_are_dropped_and_told() -> None:
    sender = Sender()
    chunks = sender.chunks(4)
    broken = chunks[5].times_s.copy()
    broken[3:5] = np.nan, np.inf
    chunks[5] = Chunk(chunks[5].samples, broken, chunks[5].arrived_s)
    seen = follow(line_of(sender), chunks)
    assert seen.of("bad_time")[0].count == 2
    assert seen.counts.lost == 2
    assert seen.numbers.tolist() == [i for i in range(1000) if i not in (53, 54)]


def test_without_offset_and_arrival_times_are_the_senders() -> None:
    sender = Sender()
    chunks = [Chunk(c.samples, c.times_s) for c in sender.chunks(4) if c.samples[0, 0] != 500]
    seen = follow(Timeline(250.0), chunks)
    assert seen.counts.lost == 10
    assert np.abs(seen.times_s - 5000.0 - seen.numbers / 250).max() < 1e-6


@st.composite
def broken_streams(draw: st.DrawFn) -> list[Chunk]:
    """What no amplifier should send: every fault at once, in any order."""
    sender = Sender(
        rate_hz=draw(st.sampled_from([125.0, 250.0, 500.0])),
        size=draw(st.sampled_from([1, 7, 25])),
        ppm=draw(st.sampled_from([0.0, 100.0])),
        jitter_s=draw(st.sampled_from([0.0, 0.01, 0.2])),
        stall_s=draw(st.sampled_from([0.0, 0.3])),
    )
    chunks = sender.chunks(draw(st.sampled_from([0.5, 2.5])))
    kinds = ["drop", "twice", "swap", "jump", "nan", "empty", "mix"]
    for _ in range(draw(st.integers(0, 8))):
        kind, at = draw(st.sampled_from(kinds)), draw(st.integers(0, len(chunks) - 2))
        chunk = chunks[at]
        if kind == "drop" and len(chunks) > 10:
            del chunks[at : at + draw(st.integers(1, 5))]
        elif kind == "twice":
            chunks.insert(at + draw(st.integers(0, 1)), chunk)
        elif kind == "swap":
            chunks[at], chunks[at + 1] = chunks[at + 1], chunk
        elif kind == "jump":
            jump_s = draw(st.sampled_from([200_000.0, -200_000.0, -2.0, 2.0, 0.05]))
            rest = [Chunk(c.samples, c.times_s + jump_s, c.arrived_s) for c in chunks[at:]]
            chunks[at:] = rest
        elif kind == "nan":
            times_s = chunk.times_s.copy()
            times_s[draw(st.integers(0, len(times_s) - 1)) if len(times_s) else slice(0)] = np.nan
            chunks[at] = Chunk(chunk.samples, times_s, chunk.arrived_s)
        elif kind == "empty":
            chunks[at] = chunk.rows(slice(0))
        else:
            chunks[at] = chunk.rows(np.argsort(chunk.samples[:, 0] % 3, kind="stable"))
    return chunks


@settings(deadline=None, max_examples=20)
@given(broken_streams(), st.booleans())
def test_whatever_comes_has_one_slot_and_a_later_time(chunks: list[Chunk], known: bool) -> None:
    timeline = Timeline(250.0, 100.0 - 5000.0 if known else None)
    # `follow` checks: slots and times rise, no slot is both filled and missing, sums agree.
    seen = follow(timeline, chunks)
    assert seen.counts.lost >= 0
    assert len(set(seen.indices.tolist())) == seen.counts.placed
    assert np.isfinite(seen.times_s).all()


@pytest.mark.parametrize("offset_s", [-70_000.0, 70_000.0])
def test_the_first_offset_comes_after_the_first_samples(offset_s: float) -> None:
    sender = Sender(offset_s=100.0 - offset_s)
    timeline = Timeline(250.0)
    chunks = sender.chunks(4)
    follow(timeline, chunks[:20])
    timeline.set_offset(offset_s)
    placed = [timeline.add(chunk) for chunk in chunks[20:]]
    times_s = np.concatenate([p.chunk.times_s for p in placed])
    assert np.abs(times_s - 100.0 - np.arange(200, 1000) / 250).max() < 1e-6
    assert not [event for p in placed for event in p.events]


@pytest.mark.parametrize("arrivals", [True, False])
def test_hours_of_silence_are_a_gap_only_if_arrival_says_so(arrivals: bool) -> None:
    sender = Sender()
    chunks = [c for c in sender.chunks(4) if not 300 <= c.samples[0, 0] < 500]
    late_s = 7200.0
    for place in range(30, len(chunks)):
        chunk = chunks[place]
        chunks[place] = Chunk(chunk.samples, chunk.times_s + late_s, chunk.arrived_s + late_s)
    if not arrivals:
        chunks = [Chunk(chunk.samples, chunk.times_s) for chunk in chunks]
    timeline = Timeline(250.0)
    for chunk in chunks:
        timeline.add(chunk)
    expected = 200 + 7200 * 250 if arrivals else 0
    assert timeline.counts.lost == pytest.approx(expected, abs=3)
    assert timeline.counts.clock_jumps == 1 - arrivals


def test_slots_and_times_are_each_others_inverse() -> None:
    sender = Sender(ppm=80)
    timeline = line_of(sender)
    assert np.isnan(timeline.time_of(3))
    follow(timeline, sender.chunks(10))
    slots = np.array([0, 17, 2400, 3000])
    assert np.allclose(timeline.index_of(timeline.time_of(slots)), slots, atol=1e-6)


def test_an_empty_chunk_and_an_irregular_stream() -> None:
    timeline = Timeline(250.0)
    empty = Chunk(np.zeros((0, 4), np.float32), np.zeros(0), 0.0)
    assert len(timeline.add(empty).chunk) == 0
    with pytest.raises(ValueError, match="regular"):
        Timeline(0.0)
