"""A blocking function as a generator: turns, results, errors and stopping."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from worker.engine.stepping import stepped


def threads() -> set[str]:
    return {thread.name for thread in threading.enumerate()}


def test_work_and_reader_take_turns() -> None:
    log: list[str] = []

    def work(report: Callable[[int], None]) -> str:
        for index in range(3):
            log.append(f"work {index}")
            report(index)
        return "result"

    running = stepped(work, name="turns", beat_s=60)
    for index in range(3):
        assert next(running) == index
        log.append(f"read {index}")
    with pytest.raises(StopIteration) as stop:
        next(running)
    assert stop.value.value == "result"
    assert log == [f"{who} {index}" for index in range(3) for who in ("work", "read")]
    assert "turns" not in threads()


def test_closing_stops_the_work_at_its_report_and_joins_its_thread() -> None:
    reached: list[int] = []
    cleaned: list[bool] = []

    def work(report: Callable[[int], None]) -> None:
        try:
            for index in range(100):
                reached.append(index)
                try:
                    report(index)
                except Exception:  # noqa: BLE001 - what a library in between may do
                    raise AssertionError("a stop is not an Exception") from None
        finally:
            cleaned.append(True)

    running = stepped(work, name="closing", beat_s=60)
    assert [next(running), next(running)] == [0, 1]
    running.close()
    assert reached == [0, 1]
    assert cleaned == [True]
    assert "closing" not in threads()


def test_a_long_step_gives_signs_of_life_and_can_still_be_closed() -> None:
    going = threading.Event()
    seen: list[object] = []

    def work(report: Callable[[str], None]) -> None:
        going.wait(60)
        report("late")
        seen.append("after the report")

    running = stepped(work, name="long", beat_s=0.01)
    assert next(running) is None
    assert next(running) is None
    going.set()
    running.close()
    assert seen == []
    assert "long" not in threads()


def test_an_error_of_the_work_is_raised_to_the_reader() -> None:
    def work(report: Callable[[int], None]) -> None:
        report(1)
        raise MemoryError("full")

    running = stepped(work, name="error", beat_s=60)
    assert next(running) == 1
    with pytest.raises(MemoryError, match="full"):
        next(running)
    assert "error" not in threads()


def test_signs_of_life_end_when_a_step_never_does() -> None:
    going = threading.Event()
    beats: list[object] = []

    def work(report: Callable[[str], None]) -> None:
        going.wait(60)
        report("at last")

    running = stepped(work, name="patience", beat_s=0.01, patience=3)

    def read() -> None:
        beats.extend(next(running) for _ in range(4))

    reader = threading.Thread(target=read)
    reader.start()
    reader.join(1.0)
    assert reader.is_alive(), "the fourth event waits for the work"
    going.set()
    reader.join(60)
    assert beats == [None, None, None, "at last"]
    running.close()
