"""Scheduling decisions are pure: urgent first, clients in turns, batch never starves."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shared.jobs import JobState, Lane
from worker.engine.loop import FAIRNESS_PERIOD as STEP_PERIOD
from worker.engine.loop import pick
from worker.host.scheduler import FAIRNESS_PERIOD, Turns, choose
from worker.host.store import JobRow


def job(name: str, lane: Lane = Lane.USER, client: str = "a", created_at: float = 0.0) -> JobRow:
    return JobRow(
        job_id=name,
        task="t",
        request=b"",
        request_hash="",
        lane=lane,
        title="",
        client=client,
        supersede_key="",
        state=JobState.QUEUED,
        created_at=created_at,
    )


def test_idle_engine_takes_the_most_urgent_lane() -> None:
    waiting = {Lane.BATCH: [job("b")], Lane.USER: [job("u")], Lane.INTERACTIVE: [job("i")]}
    chosen = choose(waiting, [], Turns())
    assert chosen is not None
    assert chosen.job_id == "i"
    assert choose({}, [], Turns()) is None


def test_busy_engine_takes_only_what_is_more_urgent() -> None:
    waiting = {Lane.BATCH: [job("b", Lane.BATCH)], Lane.USER: [job("u")]}
    assert choose(waiting, [Lane.USER], Turns()) is None
    chosen = choose(waiting, [Lane.BATCH], Turns())
    assert chosen is not None
    assert chosen.job_id == "u"


def test_clients_take_turns_then_the_oldest_goes_first() -> None:
    queue = [job("a1", created_at=1), job("a2", created_at=2), job("b1", client="b", created_at=9)]
    order, turns = [], Turns()
    while queue:
        chosen = choose({Lane.USER: queue}, [], turns)
        assert chosen is not None
        order.append(chosen.job_id)
        turns = turns.after(chosen)
        queue.remove(chosen)
    assert order == ["a1", "b1", "a2"]


def test_batch_gets_one_dispatch_in_eight_however_busy_the_user_is() -> None:
    turns, lanes = Turns(), []
    for number in range(64):
        waiting = {Lane.USER: [job(f"u{number}")], Lane.BATCH: [job(f"b{number}", Lane.BATCH)]}
        chosen = choose(waiting, [], turns)
        assert chosen is not None
        lanes.append(chosen.lane)
        turns = turns.after(chosen)
    assert lanes.count(Lane.BATCH) == 64 // FAIRNESS_PERIOD


@given(st.lists(st.sampled_from(list(Lane)), min_size=1, max_size=6))
def test_steps_favour_the_urgent_and_forget_nobody(lanes: list[Lane]) -> None:
    picked = [lanes[pick(lanes, step)] for step in range(STEP_PERIOD)]
    assert picked[:-1] == [min(lanes)] * (STEP_PERIOD - 1)
    assert picked[-1] == max(lanes)


def test_every_free_slot_takes_a_job_and_no_slot_takes_none() -> None:
    waiting = {Lane.USER: [job("u")], Lane.BATCH: [job("b", Lane.BATCH)]}
    assert choose(waiting, [], Turns(), slots=0) is None
    for running in ([], [Lane.USER], [Lane.INTERACTIVE]):
        chosen = choose(waiting, running, Turns(), slots=2)
        assert chosen is not None
        assert chosen.job_id == "u"
    full = [Lane.USER, Lane.BATCH]
    assert choose(waiting, full, Turns(), slots=2) is None
    urgent = {**waiting, Lane.INTERACTIVE: [job("i", Lane.INTERACTIVE)]}
    chosen = choose(urgent, full, Turns(), slots=2)
    assert chosen is not None
    assert chosen.job_id == "i"
